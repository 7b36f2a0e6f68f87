package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// How often each server is asked whether it is ready.
const checkEvery = 250 * time.Millisecond

// A proxy distributes requests among servers in turn, except those that are not
// ready. Streams and WebSockets pass through it, too.
type proxy struct {
	servers []*server
	next    atomic.Uint64
}

// A server is one of those behind the proxy.
type server struct {
	url     *url.URL
	forward *httputil.ReverseProxy

	mu    sync.Mutex
	ready bool
}

// newProxy returns a proxy for servers, which it checks until ctx ends. All count
// as ready until the first check.
func newProxy(ctx context.Context, addresses []string) *proxy {
	p := new(proxy)
	for _, address := range addresses {
		u, err := url.Parse(address)
		if err != nil {
			panic(err) // it comes from a server of ours
		}
		s := &server{url: u, ready: true}
		s.forward = &httputil.ReverseProxy{FlushInterval: -1, Rewrite: s.rewrite, ErrorHandler: s.onError}
		p.servers = append(p.servers, s)
		go s.check(ctx)
	}
	return p
}

// rewrite keeps the host that the browser asked for, by which the server tells
// requests of other sites.
func (s *server) rewrite(r *httputil.ProxyRequest) {
	r.SetURL(s.url)
	r.Out.Host = r.In.Host
	r.SetXForwarded()
}

// onError answers a request that the server did not, and leaves the server out
// until it is ready again.
func (s *server) onError(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() == nil {
		fmt.Printf("%s: %v\n", s.url.Host, err)
		s.set(false)
	}
	refuse(w)
}

func (s *server) check(ctx context.Context) {
	tick := time.NewTicker(checkEvery)
	defer tick.Stop()
	client := &http.Client{Timeout: 2 * time.Second}
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		response, err := client.Get(s.url.JoinPath("readyz").String())
		if err == nil {
			response.Body.Close()
		}
		s.set(err == nil && response.StatusCode == http.StatusOK)
	}
}

func (s *server) set(ready bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ready != ready {
		fmt.Printf("%s is ready: %v\n", s.url.Host, ready)
	}
	s.ready = ready
}

func (s *server) isReady() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ready
}

// ServeHTTP gives a request to the server whose turn it is, or to the next one
// that is ready.
func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for range p.servers {
		s := p.servers[p.next.Add(1)%uint64(len(p.servers))]
		if s.isReady() {
			s.forward.ServeHTTP(w, r)
			return
		}
	}
	refuse(w)
}

func refuse(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "1")
	http.Error(w, "no server is ready; try again in a moment", http.StatusServiceUnavailable)
}
