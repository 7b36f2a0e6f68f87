// Package static holds the files that browsers load: styles, scripts, pieces.
// They are served under a path that names their contents, so a browser may keep
// them for ever and never mixes the files of two releases.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:embed css js img
var embedded embed.FS

// Prefix is the path under which the files are served: it ends in a slash and
// changes with any file.
func Prefix() string { return load().prefix }

// Handler serves the files under Prefix, compressed for clients that say they
// can read it. It answers 404 to anything else.
func Handler() http.Handler { return load() }

var load = sync.OnceValue(func() *files {
	f, err := read(embedded)
	if err != nil {
		panic(err) // the files are part of the program
	}
	return f
})

// files are the contents by name, such as "css/page.css". They do not change.
type files struct {
	prefix string
	byName map[string]file
}

type file struct {
	kind          string // its media type
	plain, zipped []byte // zipped is nil when it would not be smaller
}

func read(tree fs.FS) (*files, error) {
	f := &files{byName: map[string]file{}}
	sum := sha256.New()
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		plain, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%s\n%d\n", name, len(plain))
		sum.Write(plain)
		zipped, err := compress(plain)
		f.byName[name] = file{kind: mediaType(name), plain: plain, zipped: zipped}
		return err
	})
	f.prefix = "/static/" + hex.EncodeToString(sum.Sum(nil))[:12] + "/"
	return f, err
}

func (f *files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, ours := strings.CutPrefix(r.URL.Path, f.prefix)
	found, ok := f.byName[name]
	if !ours || !ok {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "these files can only be read", http.StatusMethodNotAllowed)
		return
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

// mediaType does not ask the system, whose tables differ from one to the next.
func mediaType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return "application/octet-stream"
}

// compress returns nil when nothing is gained.
func compress(plain []byte) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(plain); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	if b.Len() >= len(plain) {
		return nil, nil
	}
	return b.Bytes(), nil
}

// readsGzip reads an Accept-Encoding header; "gzip;q=0" is a no.
func readsGzip(header string) bool {
	for _, part := range strings.Split(header, ",") {
		coding, params, err := mime.ParseMediaType("x/" + strings.TrimSpace(part))
		if err != nil || coding != "x/gzip" {
			continue
		}
		q, err := strconv.ParseFloat(params["q"], 64)
		return params["q"] == "" || (err == nil && q > 0)
	}
	return false
}
