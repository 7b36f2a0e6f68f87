package connections

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/cmd/kibitz/internal/https"
	"kibitz/web/meter"
)

// pipes is a listener in memory.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	conn, ok := <-p
	if !ok {
		return nil, net.ErrClosed
	}
	return conn, nil
}
func (p pipes) Close() error   { close(p); return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p pipes) dial() net.Conn {
	here, there := net.Pipe()
	p <- there
	return here
}

// A peer is our end of a connection in memory to a listener with limits.
type peer struct {
	net.Conn
	server *connection // its other end; nil if it was refused
}

// from is a connection in memory that comes from an address.
type from struct {
	net.Conn
	address string
}

func (f from) RemoteAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(f.address), 1234))
}

// connectTo opens a connection from an address.
func connectTo(l *Listener, address string) peer {
	here, there := net.Pipe()
	c := l.admit(from{there, address})
	if c == nil {
		_ = there.Close()
	}
	return peer{here, c}
}

// busy has a request of the connection under way.
func (p peer) busy(l *Listener) peer {
	l.ConnState(p.server, http.StateActive)
	return p
}

// closed reports whether the server has hung up.
func (p peer) closed() bool { return p.server == nil || p.server.closed }

func newLimits(all, each int, trusted ...string) *Listener {
	limits := Limits{All: all, PerAddress: each}
	for _, network := range trusted {
		limits.Trusted = append(limits.Trusted, netip.MustParsePrefix(network))
	}
	return Limit(make(pipes), limits, slog.New(slog.DiscardHandler))
}

func TestAddressGetsNoMoreConnectionsThanOneMay(t *testing.T) {
	l := newLimits(100, 3, "10.0.0.0/8", "fd00::1/128")
	first, second := connectTo(l, "192.0.2.1").busy(l), connectTo(l, "192.0.2.1")
	third := connectTo(l, "192.0.2.1")
	fourth := connectTo(l, "192.0.2.1")
	if first.closed() || !second.closed() || third.closed() || fourth.closed() {
		t.Error("of three connections the one that has waited longest is to be closed for a fourth, and no other")
	}
	third.busy(l)
	fourth.busy(l)
	if !connectTo(l, "192.0.2.1").closed() || first.closed() || third.closed() || fourth.closed() {
		t.Error("while all three are at work another is to be refused")
	}
	if connectTo(l, "192.0.2.2").closed() {
		t.Error("another address is refused")
	}
	_ = first.server.Close()
	if connectTo(l, "192.0.2.1").closed() {
		t.Error("one that has ended still counts")
	}
	for _, c := range []struct {
		what string
		next func(i int) string
		want int
	}{
		{"a network of IPv6 is one address", func(i int) string { return fmt.Sprintf("2001:db8::%x", i+1) }, 3},
		{"others are others", func(i int) string { return fmt.Sprintf("2001:db8:0:%x::1", i+1) }, 10},
		{"IPv4 in the disguise of IPv6", func(int) string { return "::ffff:192.0.2.77" }, 3},
		{"a trusted proxy", func(int) string { return "10.1.2.3" }, 10},
		{"one of IPv6", func(int) string { return "fd00::1" }, 10},
		{"its neighbor", func(int) string { return "fd00::2" }, 3},
	} {
		got := 0
		for i := range 10 {
			if p := connectTo(l, c.next(i)); !p.closed() {
				p.busy(l)
				got++
			}
		}
		if got != c.want {
			t.Errorf("%s: %d connections, want %d", c.what, got, c.want)
		}
	}
}

func TestFullServerClosesFirstWhatIsMissedLeast(t *testing.T) {
	l := newLimits(10, 8)
	lonely := connectTo(l, "192.0.2.1") // the oldest of all
	var crowd []peer
	for range 8 {
		crowd = append(crowd, connectTo(l, "192.0.2.9"))
	}
	worker := connectTo(l, "192.0.2.2").busy(l)
	for i, p := range crowd[:7] {
		newcomer := connectTo(l, fmt.Sprintf("198.51.100.%d", i))
		if newcomer.closed() || newcomer.server.spare || !p.closed() {
			t.Fatalf("newcomer %d: want it in place of the longest waiting of those who are many", i)
		}
	}
	if lonely.closed() || worker.closed() || crowd[7].closed() {
		t.Error("too many were closed")
	}
	connectTo(l, "203.0.113.1") // now all have one each
	if !lonely.closed() {
		t.Error("among equals the one that has waited longest is to be closed")
	}
	if l.open != 10 {
		t.Errorf("%d connections count, want 10", l.open)
	}
}

func TestFullServerTellsAFewAndRefusesTheRest(t *testing.T) {
	l := newLimits(5, 5)
	var all []peer
	for i := range 5 {
		all = append(all, connectTo(l, fmt.Sprintf("192.0.2.%d", i)).busy(l))
	}
	for i := range maxSpare + 1 { // the first waits, and makes room for the second
		p := connectTo(l, fmt.Sprintf("198.51.100.%d", i))
		if p.closed() || !l.isSpare(p.server) {
			t.Fatalf("spare connection %d: want it to be taken, and known as one", i)
		}
		if i > 0 {
			p.busy(l)
		}
		all = append(all, p)
	}
	if !connectTo(l, "203.0.113.2").closed() {
		t.Error("a connection was taken for which there is none to spare")
	}
	last := all[len(all)-1]
	for _, p := range all[:len(all)-1] {
		_ = p.server.Close()
		_ = p.server.Close() // as net/http may
	}
	if l.isSpare(last.server) {
		t.Error("a connection is spare though there is room")
	}
	_ = last.server.Close()
	if l.open != 0 || l.idle.Len() != 0 {
		t.Errorf("in the end %d count and %d wait, want none", l.open, l.idle.Len())
	}
	if len(l.sources) != 0 {
		t.Errorf("in the end %d addresses are known, want none", len(l.sources))
	}
}

// What a server of net/http does to connections is seen through all that lies
// between.
func TestConnectionWaitsWhileItsClientSaysNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := make(pipes)
		l := Limit(p, Limits{All: 2, PerAddress: 2}, slog.New(slog.DiscardHandler))
		hold := make(chan struct{})
		server := &http.Server{ConnState: l.ConnState, ConnContext: l.ConnContext}
		server.Handler = l.Guard(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/hold" {
				<-hold
			}
		}), func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
		server.TLSConfig = &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return nil, errors.New("nobody asks") }}
		go https.Serve(server, l, func(l net.Listener) net.Listener { return l })
		defer server.Close()

		ask := func(conn net.Conn, path string) {
			go io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: kibitz\r\n\r\n")
		}
		status := func(conn net.Conn) string {
			line, _ := bufio.NewReader(conn).ReadString('\n')
			return strings.TrimSpace(line)
		}
		want := func(open, waiting int) {
			t.Helper()
			synctest.Wait()
			l.mu.Lock()
			defer l.mu.Unlock()
			if l.open != open || l.idle.Len() != waiting {
				t.Fatalf("%d connections, of which %d wait; want %d and %d", l.open, l.idle.Len(), open, waiting)
			}
		}
		silent := p.dial()
		want(1, 1)
		one := p.dial()
		go io.WriteString(one, "GET /slow HTTP/1.1\r\n")
		want(2, 2) // no request yet
		two := p.dial()
		want(2, 2)
		if _, err := silent.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
			t.Errorf("the first got %v, want its end", err)
		}
		ask(two, "/hold")
		want(2, 1)
		three := p.dial() // in place of the slow one
		want(2, 1)
		ask(three, "/hold")
		want(2, 0)
		four := p.dial()
		ask(four, "/")
		if got := status(four); got != "HTTP/1.1 503 Service Unavailable" {
			t.Errorf("got %q, want to be told that there is no room", got)
		}
		close(hold)
		if got := status(two); got != "HTTP/1.1 200 OK" {
			t.Errorf("got %q from one that was at work", got)
		}
		four.Close()
		three.Close()
		want(1, 1) // idle
		ask(two, "/")
		two.Close()
		want(0, 0)
	})
}

// A listener that has no descriptor left for a connection.
type exhausted struct{ pipes }

func (exhausted) Accept() (net.Conn, error) {
	return nil, &net.OpError{Op: "accept", Err: fmt.Errorf("accept4: %w", syscall.EMFILE)}
}

func TestServerWithoutADescriptorClosesWhatWaits(t *testing.T) {
	l := newLimits(100, 100)
	l.Listener = exhausted{}
	var all []peer
	for range relief + 2 {
		all = append(all, connectTo(l, "192.0.2.1"))
	}
	all[0].busy(l)
	if _, err := l.Accept(); !errors.Is(err, syscall.EMFILE) {
		t.Errorf("got %v, want the error, at which the server pauses", err)
	}
	for i, p := range all {
		if want := i > 0 && i <= relief; p.closed() != want {
			t.Errorf("connection %d: closed is %v", i, p.closed())
		}
	}
}

func TestConnectionLimitsLeaveDescriptorsToTheRest(t *testing.T) {
	for _, c := range []struct{ descriptors, each, wantEach int }{
		{256, 0, 0}, {1024, 0, 0}, {20_000, 0, 4000}, {1 << 20, 0, 4000}, {20_000, 9000, 9000}, {20_000, 5, 5}, {1 << 30, 1 << 30, 30_000},
	} {
		got := limitsFor(c.descriptors, 16, c.each, nil)
		if rest := c.descriptors - got.All; got.All < 1 || got.All > 30_000 || rest < 100 {
			t.Errorf("%d descriptors: %d connections, and %d are left", c.descriptors, got.All, rest)
		}
		if c.wantEach == 0 {
			c.wantEach = got.All / 2
		}
		if got.PerAddress != c.wantEach {
			t.Errorf("%d descriptors, and %d set: %d connections each, want %d", c.descriptors, c.each, got.PerAddress, c.wantEach)
		}
	}
	if got := limitsFor(32, 16, 0, nil); got.All != 8 || got.PerAddress != 4 {
		t.Errorf("with next to nothing it is %+v", got)
	}
}

// An encrypted connection, and one of HTTP/2, is known for what it is beneath.
func TestEncryptedConnectionWaitsBetweenRequests(t *testing.T) {
	for _, c := range []struct {
		want  string
		http2 bool
	}{{"HTTP/1.1", false}, {"HTTP/2.0", true}} {
		inner, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		l := Limit(inner, Limits{All: 10, PerAddress: 10}, slog.New(slog.DiscardHandler))
		counts := func() (open, waiting int) {
			l.mu.Lock()
			defer l.mu.Unlock()
			return l.open, l.idle.Len()
		}
		config, _, err := https.Config(https.Options{Dir: filepath.Join(t.TempDir(), "tls"), Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		server := &http.Server{
			TLSConfig: config,
			ConnState: l.ConnState, ConnContext: l.ConnContext,
			Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if open, waiting := counts(); open != 1 || waiting != 0 || r.Proto != c.want {
					t.Errorf("%s: %d connections, of which %d wait, while one is at work", r.Proto, open, waiting)
				}
				if r.Context().Value(connectionKey{}) == (*connection)(nil) {
					t.Errorf("%s: the request does not know its connection", r.Proto)
				}
			}),
		}
		ended := make(chan error, 1)
		go func() { ended <- https.Serve(server, l, meter.CountBytes) }()
		transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: c.http2}
		response, err := (&http.Client{Transport: transport}).Get("https://" + inner.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		until := func(wantOpen, wantWaiting int) {
			t.Helper()
			tick := time.NewTicker(5 * time.Millisecond)
			defer tick.Stop()
			for late := time.After(20 * time.Second); ; {
				open, waiting := counts()
				if open == wantOpen && waiting == wantWaiting {
					return
				}
				select {
				case <-tick.C:
				case <-late:
					t.Fatalf("%s: %d connections, of which %d wait; want %d and %d", c.want, open, waiting, wantOpen, wantWaiting)
				}
			}
		}
		until(1, 1)
		transport.CloseIdleConnections()
		until(0, 0)
		_ = server.Close()
		<-ended
	}
}
