// Package static holds the files that browsers load: styles, scripts, pieces.
// They are served under a path that has a hash of their contents, so a browser may
// cache them forever and never mixes the files of two releases. A script or style is
// served as a bundle with all its imports, next to its source map.
package static

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"kibitz/static/words"
)

//go:embed css js img
var embedded embed.FS

// Prefix is the path under which the files are served. It ends in a slash, and
// changes with any file and with the way bundles are made.
func Prefix() string { return ours().prefix }

// Handler serves the files under Prefix, compressed for clients that accept it. It
// answers 404 to anything else.
func Handler() http.Handler { return ours() }

// File returns the contents, as served, of the file with a name such as
// "img/pieces.svg", or nil if there is none. Callers must not change them.
func File(name string) []byte {
	contents := ours().byName[name]
	if contents == nil {
		return nil
	}
	f, err := contents()
	if err != nil {
		panic(err) // the files are part of the program
	}
	return f.plain
}

var ours = sync.OnceValue(func() *files { return in(words.All...) })

// In returns the prefix and the handler of the files in some languages. It is for
// languages that are not in the product.
func In(languages ...*words.Language) (prefix string, handler http.Handler) {
	f := in(languages...)
	return f.prefix, f
}

func in(languages ...*words.Language) *files {
	f, err := read(embedded, languages...)
	if err != nil {
		panic(err) // the files are part of the program
	}
	return f
}

// files are the contents by name, such as "css/page.css". They do not change. Each is
// made on first request, because most servers serve few of them.
type files struct {
	prefix string
	byName map[string]func() (file, error)
}

type file struct {
	kind          string // its media type
	plain, zipped []byte // zipped is nil when it would not be smaller
}

func read(tree fs.FS, languages ...*words.Language) (*files, error) {
	f := &files{byName: map[string]func() (file, error){}}
	sum := sha256.New()
	fmt.Fprintln(sum, recipe())
	for _, l := range languages {
		fmt.Fprintf(sum, "%s\n%s\n", l.Tag(), l.Table())
	}
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		plain, err := fs.ReadFile(tree, name)
		fmt.Fprintf(sum, "%s\n%d\n", name, len(plain))
		sum.Write(plain)
		f.add(tree, name, languages)
		return err
	})
	f.prefix = "/static/" + hex.EncodeToString(sum.Sum(nil))[:12] + "/"
	return f, err
}

// add adds what is served for a file of the tree. For a script, that is a bundle for
// each language.
func (f *files) add(tree fs.FS, name string, languages []*words.Language) {
	if !bundled(name) {
		f.byName[name] = once(name, func() ([]byte, error) { return fs.ReadFile(tree, name) })
		return
	}
	if path.Ext(name) == ".css" {
		languages = []*words.Language{words.English} // a style has no text
	}
	for _, l := range languages {
		f.addBundle(tree, name, l)
	}
}

func (f *files) addBundle(tree fs.FS, name string, l *words.Language) {
	served := l.File(name)
	b := sync.OnceValues(func() (bundle, error) { return makeBundle(tree, name, l) })
	f.byName[served] = once(served, func() ([]byte, error) { b, err := b(); return b.code, err })
	f.byName[served+".map"] = once(served+".map", func() ([]byte, error) { b, err := b(); return b.sources, err })
}

// once makes a file from contents on first request.
func once(name string, contents func() ([]byte, error)) func() (file, error) {
	return sync.OnceValues(func() (file, error) {
		plain, err := contents()
		if err != nil {
			return file{}, err
		}
		zipped, err := compress(plain)
		return file{kind: mediaType(name), plain: plain, zipped: zipped}, err
	})
}

func (f *files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, ours := strings.CutPrefix(r.URL.Path, f.prefix)
	contents := f.byName[name]
	if !ours || contents == nil {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "these files can only be read", http.StatusMethodNotAllowed)
		return
	}
	found, err := contents()
	if err != nil {
		panic(err) // the files are part of the program, and a test makes each
	}
	body := found.plain
	h := w.Header()
	if found.zipped != nil {
		h.Set("Vary", "Accept-Encoding")
		if readsGzip(r.Header.Get("Accept-Encoding")) {
			h.Set("Content-Encoding", "gzip")
			body = found.zipped
		}
	}
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Type", found.kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("X-Content-Type-Options", "nosniff")
	if r.Method == http.MethodGet {
		w.Write(body)
	}
}

// mediaType does not use the system's tables, which differ between systems.
func mediaType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".map":
		return "application/json"
	case ".png":
		return "image/png"
	}
	return "application/octet-stream"
}
