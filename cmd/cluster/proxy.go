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

// How often each server is asked whether it is ready, and how long it may take.
const checkEvery = 250 * time.Millisecond

// A proxy gives requests to servers in turn, and leaves out those that are not
// ready. Streams and WebSockets go through it.
type proxy struct {
	servers []*server
	next    atomic.Uint64
}

// A server is one of those behind the proxy.
type server struct {
	url     *url.URL
	through *httputil.ReverseProxy

	mu    sync.Mutex
	ready bool
}

// newProxy makes a proxy before servers, and checks them until ctx ends. All
// count as ready until the first check.
func newProxy(ctx context.Context, addresses []string) *proxy {
	p := new(proxy)
	for _, address := range addresses {
		u, err := url.Parse(address)
		if err != nil {
			panic(err) // it comes from a server of ours
		}
		s := &server{url: u, ready: true}
		s.through = &httputil.ReverseProxy{FlushInterval: -1, Rewrite: s.rewrite, ErrorHandler: s.failed}
		p.servers = append(p.servers, s)
		go s.check(ctx)
	}
	return p
}

// rewrite keeps the host that the browser asked for: requests from other sites
// are told by it.
func (s *server) rewrite(r *httputil.ProxyRequest) {
	r.SetURL(s.url)
	r.Out.Host = r.In.Host
	r.SetXForwarded()
}

// failed leaves the server out until it is ready again.
func (s *server) failed(w http.ResponseWriter, r *http.Request, err error) {
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
			s.through.ServeHTTP(w, r)
			return
		}
	}
	refuse(w)
}

func refuse(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "1")
	http.Error(w, "no server is ready; try again in a moment", http.StatusServiceUnavailable)
}
