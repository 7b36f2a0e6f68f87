package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// dialFrom opens a connection to a server from an address of the loopback range.
func dialFrom(ctx context.Context, address string, p *process) (net.Conn, error) {
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}, Timeout: 5 * time.Second}
	return dialer.DialContext(ctx, "tcp", strings.TrimPrefix(p.url, "http://"))
}

// A hoard is connections that somebody holds and does not use.
type hoard struct {
	t    *testing.T
	p    *process
	mu   sync.Mutex
	all  []net.Conn
	open atomic.Int64 // that the server has not closed
}

func newHoard(t *testing.T, p *process) *hoard {
	h := &hoard{t: t, p: p}
	t.Cleanup(h.drop)
	return h
}

// add opens a connection from an address, sends a text over it, and holds it.
func (h *hoard) add(address, text string) {
	conn, err := dialFrom(h.t.Context(), address, h.p)
	if err != nil {
		return // refused is fine
	}
	h.mu.Lock()
	h.all = append(h.all, conn)
	h.mu.Unlock()
	h.open.Add(1)
	_, _ = io.WriteString(conn, text)
	go func() {
		_, _ = io.Copy(io.Discard, conn) // until the server closes it, or we do
		h.open.Add(-1)
	}()
}

func (h *hoard) drop() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, conn := range h.all {
		_ = conn.Close()
	}
	h.all = nil
}

// settled waits until at most so many connections are open.
func (h *hoard) settled(most int64, patience time.Duration) {
	h.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for late := time.After(patience); h.open.Load() > most; {
		select {
		case <-tick.C:
		case <-late:
			h.t.Errorf("after %v the server still holds %d connections, want at most %d", patience, h.open.Load(), most)
			return
		}
	}
}

const keepAlive = "GET /healthz HTTP/1.1\r\nHost: kibitz\r\n\r\n"

// startSmall starts a server that may open few files.
func startSmall(t *testing.T) *process {
	t.Helper()
	return startBy(t, exec.Command("sh", "-c", `ulimit -n "$0" && exec "$@"`, "256", os.Args[0]), dataDir(t))
}

// Idle connections beset a server that may open few files, from one address and
// then from many: some keep an answered request's connection, some have said
// nothing yet, and some not all of it.
func TestAttackIdleConnectionsLeaveDescriptors(t *testing.T) {
	texts := []string{keepAlive, "", "GET / HTTP/1.1\r\nHost: kib"}
	p := startSmall(t)
	b := watchBystander(t, p)
	for _, addresses := range []int{1, 50} {
		h := newHoard(t, p)
		for i := range 1000 {
			h.add(fmt.Sprintf("127.0.9.%d", 1+i%addresses), texts[i%len(texts)])
			if i%10 == 0 {
				rest(t.Context(), 10*time.Millisecond)
			}
		}
		h.settled(256, 5*time.Second)
		if open := h.open.Load(); open < 50 {
			t.Errorf("from %d addresses only %d connections are open", addresses, open)
		}
		h.drop()
	}
	b.unharmed()
	p.terminate()
	log := p.log.String()
	for _, want := range []string{"an address has as many connections as one may", "all connections are in use; raise ulimit -n"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log does not say that %s", want)
		}
	}
	if strings.Contains(log, "too many open files") || t.Failed() {
		t.Errorf("the log:\n%s", log)
	}
}

// Streams take all connections of a server with few files. Nobody else can be
// served; that is said, and health checks are answered.
func TestAttackStreamsTakeAllConnections(t *testing.T) {
	p := startSmall(t)
	white, black := addressed("127.0.0.2"), addressed("127.0.0.3")
	path := p.begin(white, black)
	h := newHoard(t, p)
	follow := func(i int) {
		h.add(fmt.Sprintf("127.0.9.%d", 1+i%50), "GET "+path+"/feed HTTP/1.1\r\nHost: kibitz\r\nAccept: text/event-stream\r\n\r\n")
	}
	for i := range 400 {
		follow(i)
	}
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for late, i := time.After(10*time.Second), 0; statusOf(t, p, "/") != http.StatusServiceUnavailable; i++ {
		follow(i) // in the place that the visitor has left
		select {
		case <-tick.C:
		case <-late:
			t.Fatal("visitors are not told that there is no room")
		}
	}
	for range 20 {
		if got := statusOf(t, p, "/readyz"); got != http.StatusOK {
			t.Errorf("/readyz: %d", got)
		}
	}
	h.drop()
	h.settled(0, 10*time.Second)
	b := watchBystander(t, p)
	rest(t.Context(), 3*time.Second)
	b.unharmed()
}

// statusOf returns the status of a page, asked for over a connection of its own.
func statusOf(t *testing.T, p *process, path string) int {
	t.Helper()
	client := addressed("127.0.0.5")
	defer client.CloseIdleConnections()
	response, err := client.Get(p.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return response.StatusCode
}

// Headers and bodies that never come, on all kinds of routes, are given up by the
// server in time.
func TestAttackRequestsThatNeverCome(t *testing.T) {
	p := start(t, dataDir(t))
	b := watchBystander(t, p)
	h := newHoard(t, p)
	const headers = " HTTP/1.1\r\nHost: kibitz\r\nContent-Length: 100\r\n\r\n"
	for _, text := range []string{
		"", "G", "\x16\x03\x01", "GET / HTTP/1.1\r\nHost: kibitz\r\nX-Slow: ",
		"GET /watch/feed" + headers, "GET /lobby/feed" + headers, "GET /nothing" + headers, "DELETE /about" + headers,
		"GET /metrics" + headers, "GET /static/nothing.js" + headers, "GET /readyz" + headers, "OPTIONS *" + headers,
		"POST /games" + headers, "POST /import" + headers,
	} {
		for i := range 40 {
			h.add(fmt.Sprintf("127.0.0.%d", 100+i), text)
		}
	}
	if open := h.open.Load(); open < 400 {
		t.Errorf("only %d connections are open", open)
	}
	h.settled(0, 25*time.Second)
	b.unharmed()
}

// One address opens more connections than one may have; it loses its own.
func TestAttackOneAddressOpensThousandsOfConnections(t *testing.T) {
	p := start(t, dataDir(t))
	b := watchBystander(t, p)
	h := newHoard(t, p)
	for i := range 6000 {
		h.add("127.0.0.9", keepAlive)
		if i%100 == 0 {
			rest(t.Context(), 40*time.Millisecond)
		}
	}
	h.settled(4000, 10*time.Second)
	if open := h.open.Load(); open < 1000 {
		t.Errorf("only %d connections are open", open)
	}
	b.unharmed()
}

// The browsers of 200 players open six connections each, all from one address:
// all of them are served, and none is closed.
func TestSchoolBehindOneAddressIsServed(t *testing.T) {
	p := start(t, dataDir(t))
	var conns []net.Conn
	for range 1200 {
		conn, err := dialFrom(t.Context(), "127.0.0.9", p)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		conns = append(conns, conn)
	}
	for range 2 {
		for i, conn := range conns {
			_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
			if _, err := io.WriteString(conn, keepAlive); err != nil {
				t.Fatalf("connection %d: %v", i, err)
			}
			response, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil || response.StatusCode != http.StatusOK {
				t.Fatalf("connection %d: %v, %v", i, response, err)
			}
			_, _ = io.Copy(io.Discard, response.Body)
		}
	}
}
