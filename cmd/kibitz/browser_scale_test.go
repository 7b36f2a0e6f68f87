package main

import (
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// A scale stands between browsers and a site and weighs what pages are made of:
// what all windows load, their workers too, as it is on the wire. What a page
// hears of its game is not of its weight.
type scale struct {
	*site // as it is to be opened

	mu       sync.Mutex
	bytes    map[string]int // by kind, and "headers"
	requests int
}

// kinds are the media types that are weighed.
var kinds = map[string]string{
	"text/html": "html", "text/css": "css", "text/javascript": "js", "image/svg+xml": "images", "image/png": "images",
	"image/x-icon": "images", "application/manifest+json": "manifest", "audio/mpeg": "sounds", "audio/wav": "sounds",
}

// weighed is the site behind a scale.
func (s *site) weighed() *scale {
	s.t.Helper()
	target, err := url.Parse(s.url)
	if err != nil {
		s.t.Fatal(err)
	}
	w := &scale{bytes: map[string]int{}}
	server := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite:        func(r *httputil.ProxyRequest) { r.SetURL(target); r.Out.Host = r.In.Host },
		Transport:      &http.Transport{DisableCompression: true}, // passes on what the server made of it
		FlushInterval:  -1,
		ModifyResponse: w.put,
		ErrorHandler:   func(http.ResponseWriter, *http.Request, error) {}, // a feed that was let go
	})
	part := *s
	part.url, w.site = server.URL, &part
	s.t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	return w
}

// put weighs an answer, whose body it weighs as that passes by.
func (w *scale) put(r *http.Response) error {
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	kind := kinds[media]
	if kind == "" {
		return nil
	}
	head, err := httputil.DumpResponse(r, false)
	w.add("headers", len(head))
	w.mu.Lock()
	w.requests++
	w.mu.Unlock()
	r.Body = &weighing{r.Body, func(n int) { w.add(kind, n) }}
	return err
}

func (w *scale) add(kind string, n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.bytes[kind] += n
}

// read tells what has been weighed since the last time, all of it as "total".
func (w *scale) read() (bytes map[string]int, requests int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	bytes, requests = w.bytes, w.requests
	w.bytes, w.requests = map[string]int{}, 0
	total := 0
	for _, n := range bytes {
		total += n
	}
	bytes["total"] = total
	return bytes, requests
}

type weighing struct {
	io.ReadCloser
	add func(n int)
}

func (b *weighing) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.add(n)
	return n, err
}

// The other tests rely on this.
func TestScaleWeighsWhatIsSent(t *testing.T) {
	w := openSite(t).weighed()
	r, err := http.NewRequest("GET", w.url+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	bytes, requests := w.read()
	if bytes["html"] != len(body) || requests != 1 {
		t.Errorf("weighed %v in %d requests, want %d bytes of html in 1", bytes, requests, len(body))
	}
	if bytes["headers"] < len(strings.Join(response.Header["Content-Security-Policy"], "")) || bytes["total"] != bytes["html"]+bytes["headers"] {
		t.Errorf("weighed %v: the headers are not in it", bytes)
	}
}
