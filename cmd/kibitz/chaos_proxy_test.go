package main

import (
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
)

// A proxy hands each connection to one of the servers that are up, in turn.
type proxy struct {
	url      string
	servers  func() []string
	listener net.Listener

	mu    sync.Mutex
	turn  int
	conns map[net.Conn]bool
	cuts  int
}

func startProxy(t *testing.T, servers func() []string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{url: "http://" + l.Addr().String(), servers: servers, listener: l, conns: map[net.Conn]bool{}}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go p.carry(conn)
		}
	}()
	return p
}

func (p *proxy) carry(near net.Conn) {
	defer near.Close()
	far := p.dial()
	if far == nil {
		return
	}
	defer far.Close()
	p.mu.Lock()
	p.conns[near] = true
	p.mu.Unlock()
	go func() {
		_, _ = io.Copy(far, near)
		_ = far.Close()
	}()
	_, _ = io.Copy(near, far)
	p.mu.Lock()
	delete(p.conns, near)
	p.mu.Unlock()
}

// dial connects to the next server that answers; nil if none does.
func (p *proxy) dial() net.Conn {
	up := p.servers()
	p.mu.Lock()
	p.turn++
	turn := p.turn
	p.mu.Unlock()
	for i := range up {
		if far, err := net.Dial("tcp", up[(turn+i)%len(up)]); err == nil {
			return far
		}
	}
	return nil
}

// cut breaks half of the connections, wherever they are in what they say.
func (p *proxy) cut(r *rand.Rand) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for conn := range p.conns {
		if r.IntN(2) == 0 {
			_ = conn.Close()
			p.cuts++
		}
	}
}

// drop breaks all connections.
func (p *proxy) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for conn := range p.conns {
		_ = conn.Close()
	}
}
