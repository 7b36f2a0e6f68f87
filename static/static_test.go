package static

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"kibitz/static/words"
)

func get(t *testing.T, h http.Handler, method, path, encoding string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	if encoding != "" {
		r.Header.Set("Accept-Encoding", encoding)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func TestPrefixNamesTheContents(t *testing.T) {
	if !regexp.MustCompile(`^/static/[0-9a-f]{12}/$`).MatchString(Prefix()) {
		t.Errorf("Prefix() = %q", Prefix())
	}
	prefix := func(tree fstest.MapFS) string {
		f, err := read(tree, words.All...)
		if err != nil {
			t.Fatal(err)
		}
		return f.prefix
	}
	a := prefix(fstest.MapFS{"css/a.css": {Data: []byte("x")}})
	if a != prefix(fstest.MapFS{"css/a.css": {Data: []byte("x")}}) {
		t.Error("the same files have two prefixes")
	}
	if a == prefix(fstest.MapFS{"css/a.css": {Data: []byte("y")}}) {
		t.Error("other contents have the same prefix")
	}
	if a == prefix(fstest.MapFS{"css/b.css": {Data: []byte("x")}}) {
		t.Error("another name has the same prefix")
	}
}

func TestHandler(t *testing.T) {
	tests := []struct {
		name, method, path string
		status             int
		kind               string
	}{
		{"style", "GET", Prefix() + "css/page/game.css", 200, "text/css; charset=utf-8"},
		{"script", "GET", Prefix() + "js/main.js", 200, "text/javascript; charset=utf-8"},
		{"nested script", "GET", Prefix() + "js/transport/worker.js", 200, "text/javascript; charset=utf-8"},
		{"map to the sources", "GET", Prefix() + "js/main.js.map", 200, "application/json"},
		{"picture", "GET", Prefix() + "img/pieces.svg", 200, "image/svg+xml"},
		{"head", "HEAD", Prefix() + "css/page/game.css", 200, "text/css; charset=utf-8"},
		{"no listing", "GET", Prefix(), 404, ""},
		{"no folder", "GET", Prefix() + "css/", 404, ""},
		{"no such file", "GET", Prefix() + "css/nothing.css", 404, ""},
		{"another release", "GET", "/static/000000000000/css/page.css", 404, ""},
		{"no way up", "GET", Prefix() + "../static.go", 404, ""},
		{"read only", "POST", Prefix() + "css/page/game.css", 405, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := get(t, Handler(), tt.method, tt.path, "")
			if res.StatusCode != tt.status {
				t.Fatalf("status %d, want %d", res.StatusCode, tt.status)
			}
			if tt.status != http.StatusOK {
				return
			}
			if got := res.Header.Get("Content-Type"); got != tt.kind {
				t.Errorf("Content-Type %q, want %q", got, tt.kind)
			}
			if got := res.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
				t.Errorf("Cache-Control %q", got)
			}
			if n, _ := io.Copy(io.Discard, res.Body); (n == 0) != (tt.method == "HEAD") {
				t.Errorf("%s brought %d bytes", tt.method, n)
			}
		})
	}
}

func TestCompression(t *testing.T) {
	path := Prefix() + "css/page/game.css"
	plain, _ := io.ReadAll(get(t, Handler(), "GET", path, "").Body)
	for header, want := range map[string]bool{
		"gzip": true, "gzip, deflate, br": true, "br;q=1.0, gzip;q=0.8": true, "GZIP": true,
		"": false, "br": false, "gzip;q=0": false, "gzip;q=x": false, "notgzip": false,
	} {
		res := get(t, Handler(), "GET", path, header)
		if got := res.Header.Get("Content-Encoding") == "gzip"; got != want {
			t.Errorf("Accept-Encoding %q: compressed %t, want %t", header, got, want)
			continue
		}
		if res.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("Accept-Encoding %q: no Vary", header)
		}
		body := io.Reader(res.Body)
		if want {
			z, err := gzip.NewReader(body)
			if err != nil {
				t.Fatal(err)
			}
			body = z
		}
		if got, _ := io.ReadAll(body); string(got) != string(plain) {
			t.Errorf("Accept-Encoding %q: other contents", header)
		}
	}
}

// roots are the scripts that pages and other scripts name.
var roots = []string{"js/main.js", "js/lab.js", "js/transport/worker.js", "js/sw.js"}

// made returns what is served for a name.
func made(t *testing.T, name string) []byte {
	t.Helper()
	contents := ours().byName[name]
	if contents == nil {
		t.Fatalf("%s is not there", name)
	}
	f, err := contents()
	if err != nil {
		t.Fatal(err)
	}
	return f.plain
}

// sources returns the files in a bundle, according to its source map.
func sources(t *testing.T, name string) map[string]string {
	t.Helper()
	var told struct{ Sources, SourcesContent []string }
	if err := json.Unmarshal(made(t, name+".map"), &told); err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for i, source := range told.Sources {
		texts[strings.TrimPrefix(source, "static:")] = told.SourcesContent[i]
	}
	return texts
}

// A script that nothing imports and a style on no page would be forgotten.
func TestEveryFileIsServedInABundleWithItsSource(t *testing.T) {
	pages, err := fs.Glob(embedded, "css/page/*.css")
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]string{}
	for _, root := range append(pages, roots...) {
		maps.Copy(there, sources(t, root))
		if last := "sourceMappingURL=" + path.Base(root) + ".map"; !strings.Contains(string(made(t, root)), last) {
			t.Errorf("%s does not name its map: want %s", root, last)
		}
	}
	err = fs.WalkDir(embedded, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !bundled(name) {
			return err
		}
		text, err := fs.ReadFile(embedded, name)
		// A file with only imports or types leaves nothing in the bundle.
		if there[name] != string(text) && !slices.Contains(pages, name) {
			t.Errorf("%s is in no bundle: import it from js/main.js or what that imports, or a style from one of css/page", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestBundlesAreShortAndWhole(t *testing.T) {
	for _, root := range append([]string{"css/page/game.css"}, roots...) {
		code, source := string(made(t, root)), 0
		for _, text := range sources(t, root) {
			source += len(text)
		}
		if len(code)*10 > source*9 {
			t.Errorf("%s has %d bytes, made of %d", root, len(code), source)
		}
		if strings.Contains(code, "@import") || regexp.MustCompile(`\bimport\b[^.]`).MatchString(code) {
			t.Errorf("%s still imports something", root)
		}
	}
}

// A style that names a missing picture fails silently. The paths have to be relative,
// because of the prefix.
func TestPicturesOfStylesExist(t *testing.T) {
	seen := 0
	for name := range ours().byName {
		if path.Ext(name) != ".css" {
			continue
		}
		for _, m := range regexp.MustCompile(`url\("?([^")]+)"?\)`).FindAllStringSubmatch(string(made(t, name)), -1) {
			if seen++; strings.HasPrefix(m[1], "data:") {
				continue
			}
			if target := path.Join(path.Dir(name), m[1]); ours().byName[target] == nil {
				t.Errorf("%s: %s is not there", name, target)
			}
		}
	}
	if seen == 0 {
		t.Error("no style has a picture: this test sees nothing")
	}
}

// Otherwise a browser would keep what another version has made.
func TestVersionOfTheBundlerIsKnown(t *testing.T) {
	mod, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if want := "github.com/evanw/esbuild " + bundler + "\n"; !strings.Contains(string(mod), want) {
		t.Errorf("go.mod does not have %q: bundler is to be the version there", want)
	}
}
