package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"kibitz/static"
)

// otherRelease is where the files of another release lie, which are the same.
const otherRelease = "/static/0ther/"

// through is a site behind something that changes what the server says at an
// address, and has the files of another release, too.
func (s *site) through(path string, change func(text string) string) *site {
	s.t.Helper()
	server, err := url.Parse(s.url)
	if err != nil {
		s.t.Fatal(err)
	}
	front := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(server)
			if name, is := strings.CutPrefix(r.In.URL.Path, otherRelease); is {
				r.Out.URL.Path = static.Prefix() + name
			}
			if r.Out.Host = r.In.Host; r.In.URL.Path == path {
				r.Out.Header.Del("Accept-Encoding")
			}
		},
		ModifyResponse: func(r *http.Response) error {
			if r.Request.URL.Path != path {
				return nil
			}
			text, err := io.ReadAll(r.Body)
			changed := change(string(text))
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader([]byte(changed))), int64(len(changed))
			r.Header.Del("Content-Length")
			return err
		},
	})
	s.t.Cleanup(front.Close)
	other := s.in(s.t)
	other.url = front.URL
	return other
}

// While servers of two releases answer, the offline page may come from the other
// one: a worker that kept it would show it without its files until the release
// after.
func TestWorkerKeepsNoOfflinePageOfAnotherRelease(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	s := openSite(t).through("/offline", func(text string) string {
		if asked.Add(1) > 1 {
			return text
		}
		return strings.ReplaceAll(text, static.Prefix(), otherRelease)
	})
	p := s.person("somebody")
	p.open("/")
	await(t, "the worker to ask for the page", func() bool { return asked.Load() == 1 })
	p.open("/watch")
	p.worked()
	read[bool](p, `(caches.match('/offline', { ignoreVary: true }).then((r) => r.text()).then((text) => { window.kept = text; }), true)`)
	if kept := read[string](p, `window.kept ?? null`); strings.Contains(kept, otherRelease) || asked.Load() < 2 {
		t.Errorf("asked %d times, the worker keeps\n%.400s", asked.Load(), kept)
	}
}

// A browser whose storage is full or broken still has the server.
func TestPagesHaveTheirFilesWhereNothingCanBeKept(t *testing.T) {
	t.Parallel()
	s := openSite(t).through("/sw.js", func(text string) string {
		return `self.addEventListener('activate', () => { caches.open = () => Promise.reject(new Error('no room')); });` + text
	})
	p := s.person("somebody")
	p.open("/")
	p.worked()
	p.open("/watch")
	p.until("a page that the worker sees to", `navigator.serviceWorker.controller`)
	p.until("its looks", `getComputedStyle(document.body).margin === '0px' && document.styleSheets.length > 0 && [...document.styleSheets].every((s) => s.cssRules.length > 0)`)
}
