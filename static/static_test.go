package static

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
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
		f, err := read(tree)
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
		{"style", "GET", Prefix() + "css/page.css", 200, "text/css; charset=utf-8"},
		{"script", "GET", Prefix() + "js/main.js", 200, "text/javascript; charset=utf-8"},
		{"nested script", "GET", Prefix() + "js/element/chess-board.js", 200, "text/javascript; charset=utf-8"},
		{"picture", "GET", Prefix() + "img/pieces.svg", 200, "image/svg+xml"},
		{"head", "HEAD", Prefix() + "css/page.css", 200, "text/css; charset=utf-8"},
		{"no listing", "GET", Prefix(), 404, ""},
		{"no folder", "GET", Prefix() + "css/", 404, ""},
		{"no such file", "GET", Prefix() + "css/nothing.css", 404, ""},
		{"another release", "GET", "/static/000000000000/css/page.css", 404, ""},
		{"no way up", "GET", Prefix() + "../static.go", 404, ""},
		{"read only", "POST", Prefix() + "css/page.css", 405, ""},
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
	path := Prefix() + "css/page.css"
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

// A script or style that asks for a file that is not there fails without a
// word; the paths have to be relative, because of the prefix.
func TestReferencesExist(t *testing.T) {
	patterns := map[string]*regexp.Regexp{
		".js":  regexp.MustCompile(`(?:from |import |import\()\s*['"]([^'"]+)['"]`),
		".css": regexp.MustCompile(`url\("([^"]+)"\)`),
	}
	for name, f := range load().byName {
		dot := strings.LastIndex(name, ".")
		pattern := patterns[name[dot:]]
		if pattern == nil {
			continue
		}
		for _, m := range pattern.FindAllStringSubmatch(string(f.plain), -1) {
			if !strings.HasPrefix(m[1], "./") && !strings.HasPrefix(m[1], "../") {
				t.Errorf("%s: %s is not a relative path", name, m[1])
				continue
			}
			if target := path.Join(path.Dir(name), m[1]); load().byName[target].plain == nil {
				t.Errorf("%s: %s is not there", name, target)
			}
		}
	}
}
