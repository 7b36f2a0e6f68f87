package static

import (
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"kibitz/static/words"
)

// bundler is the version of esbuild, because another one may make other bundles.
// Build information would have it, but not in test binaries.
const bundler = "v0.28.2"

// options are the same for all bundles. Nothing is rewritten for old browsers: the
// sources are written for current ones.
var options = api.BuildOptions{
	Bundle:            true,
	Format:            api.FormatESModule,
	Target:            api.ESNext,
	Charset:           api.CharsetUTF8,
	MinifyWhitespace:  true,
	MinifySyntax:      true,
	MinifyIdentifiers: true,
	LegalComments:     api.LegalCommentsNone,
	Sourcemap:         api.SourceMapLinked,
}

// recipe describes what determines the bundles besides the files themselves.
func recipe() string { return fmt.Sprintf("%s %+v", bundler, options) }

// bundled reports whether a file is served as a bundle with all its imports.
func bundled(name string) bool { return path.Ext(name) == ".js" || path.Ext(name) == ".css" }

// A bundle is a script or style with all its imports, minified, and the source map
// for debuggers.
type bundle struct{ code, sources []byte }

// makeBundle makes the bundle of a file in a language.
func makeBundle(tree fs.FS, name string, l *words.Language) (bundle, error) {
	root, err := filepath.Abs("/")
	if err != nil {
		return bundle{}, err
	}
	o := options
	o.EntryPoints, o.AbsWorkingDir, o.Outfile = []string{name}, root, path.Base(l.File(name))
	o.Plugins = []api.Plugin{{Name: "embedded", Setup: func(b api.PluginBuild) {
		b.OnResolve(api.OnResolveOptions{Filter: ".*"}, func(a api.OnResolveArgs) (api.OnResolveResult, error) { return resolve(tree, name, a) })
		b.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: "static"}, func(a api.OnLoadArgs) (api.OnLoadResult, error) { return load(tree, a.Path) })
		b.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: "words"}, func(api.OnLoadArgs) (api.OnLoadResult, error) { return loadWords(l), nil })
	}}}
	made := api.Build(o)
	if len(made.Errors) > 0 {
		return bundle{}, fmt.Errorf("bundling %s: %s", name, api.FormatMessages(made.Errors, api.FormatMessagesOptions{}))
	}
	var b bundle
	for _, f := range made.OutputFiles {
		if strings.HasSuffix(f.Path, ".map") {
			b.sources = f.Contents
		} else {
			b.code = f.Contents
		}
	}
	return b, nil
}

// smallPicture is the size in bytes up to which a picture is inlined in the style,
// because a request for it would cost more.
const smallPicture = 600

// wordTable is the path by which scripts import the table of words. It is the real
// path in the source, relative to this package, so that editors and the type check
// find it. A bundle gets the table of its own language instead.
const wordTable = "words/en.json"

// resolve finds what a file imports. Larger pictures stay separate files, with
// addresses relative to the bundle.
func resolve(tree fs.FS, entry string, a api.OnResolveArgs) (api.OnResolveResult, error) {
	found := a.Path
	if a.Kind != api.ResolveEntryPoint {
		found = path.Join(path.Dir(a.Importer), a.Path)
	}
	if found == wordTable {
		return api.OnResolveResult{Path: found, Namespace: "words"}, nil
	}
	info, err := fs.Stat(tree, found)
	if err != nil {
		return api.OnResolveResult{}, err
	}
	if a.Kind == api.ResolveCSSURLToken && info.Size() > smallPicture {
		relative, err := filepath.Rel(path.Dir(entry), found)
		return api.OnResolveResult{Path: filepath.ToSlash(relative), External: true}, err
	}
	return api.OnResolveResult{Path: found, Namespace: "static"}, nil
}

func load(tree fs.FS, name string) (api.OnLoadResult, error) {
	text, err := fs.ReadFile(tree, name)
	contents := string(text)
	return api.OnLoadResult{Contents: &contents, Loader: loaders[path.Ext(name)]}, err
}

// loadWords gives the bundler a table. The bundler treats the keys as exports, and
// leaves out those that no script names.
func loadWords(l *words.Language) api.OnLoadResult {
	contents := string(l.Table())
	return api.OnLoadResult{Contents: &contents, Loader: api.LoaderJSON}
}

var loaders = map[string]api.Loader{".js": api.LoaderJS, ".css": api.LoaderCSS, ".svg": api.LoaderDataURL}
