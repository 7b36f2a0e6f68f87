package web_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"kibitz/web"
	"kibitz/web/meter"
)

// A bubble is a Kibitz in memory, with time that passes when nothing else
// happens, and connections without a buffer: whoever does not read stops the
// writer at once.
type bubble struct {
	*memory
	server *http.Server
	conns  chan net.Conn
	from   string // address that new connections come from; "" is nobody's
}

// A pipe is a connection with an address.
type pipe struct {
	net.Conn
	from net.Addr
}

func (p pipe) RemoteAddr() net.Addr { return p.from }

func newBubble(t *testing.T, changes ...func(*web.Config)) *bubble {
	b := &bubble{memory: newMemory(t, changes...), conns: make(chan net.Conn)}
	b.url = "http://kibitz"
	b.client = &http.Client{Transport: &http.Transport{DialContext: b.dial, MaxIdleConnsPerHost: 2000}}
	var both http.Protocols
	both.SetHTTP1(true)
	both.SetUnencryptedHTTP2(true)
	b.server = &http.Server{Handler: b.kibitz, ConnContext: meter.ConnContext, ConnState: meter.ConnState, Protocols: &both,
		DisableGeneralOptionsHandler: true}
	go b.server.Serve(meter.CountBytes(b))
	t.Cleanup(func() {
		b.stop()
		b.client.CloseIdleConnections()
		b.server.Close()
		time.Sleep(time.Second) // what is about to end does so while there is time
	})
	return b
}

func (b *bubble) Accept() (net.Conn, error) {
	c, ok := <-b.conns
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}
func (b *bubble) Close() error   { close(b.conns); return nil }
func (b *bubble) Addr() net.Addr { return &net.TCPAddr{} }

func (b *bubble) dial(context.Context, string, string) (net.Conn, error) {
	here, there := net.Pipe()
	if b.from != "" {
		there = pipe{there, &net.TCPAddr{IP: net.ParseIP(b.from), Port: 1}}
	}
	b.conns <- there
	return here, nil
}

// at has what is asked from now on come from an address.
func (b *bubble) at(address string) {
	b.client.CloseIdleConnections()
	b.from = address
}

// connect opens a connection and sends a request of which nothing is read.
func (b *bubble) connect(path string, header ...string) net.Conn {
	b.t.Helper()
	conn, _ := b.dial(b.t.Context(), "", "")
	b.t.Cleanup(func() { conn.Close() })
	request := "GET " + path + " HTTP/1.1\r\nHost: kibitz\r\n"
	for i := 0; i+1 < len(header); i += 2 {
		request += header[i] + ": " + header[i+1] + "\r\n"
	}
	if _, err := io.WriteString(conn, request+"\r\n"); err != nil {
		b.t.Fatal(err)
	}
	return conn
}

// stream asks for the feed after a cursor and returns the connection, of which
// nothing has been read.
func (b *bubble) stream(after string, header ...string) net.Conn {
	b.t.Helper()
	return b.connect(b.path("after="+after), append(header, "Accept", "text/event-stream")...)
}

// lines reads a stream's body as it comes.
func (b *bubble) lines(conn net.Conn) <-chan string {
	b.t.Helper()
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		b.t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		b.t.Fatalf("status %d", response.StatusCode)
	}
	lines := make(chan string, 100)
	go func() {
		defer close(lines)
		for text := bufio.NewScanner(response.Body); text.Scan(); {
			if line := text.Text(); line != "" && line != "event: presence" && !isPresence(line) {
				lines <- line
			}
		}
	}()
	return lines
}

// A peer is a WebSocket client whose frames are read as they come.
type peer struct {
	*websocket.Conn
	t      *testing.T
	frames chan string // texts; "ping" for a protocol ping, "close 1000" for the end
}

// join opens a WebSocket to the game's feed.
func (b *bubble) join(query string, header ...string) *peer {
	b.t.Helper()
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return b.dialPeer(b.path(query), h)
}

func (b *bubble) dialPeer(path string, h http.Header) *peer {
	b.t.Helper()
	conn, err := dialWebSocket(b.t.Context(), b.client, b.url+path, h)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { conn.Close() })
	p := &peer{conn, b.t.(*testing.T), make(chan string, 200)}
	pong, first := conn.PingHandler(), true
	conn.SetPingHandler(func(data string) error {
		if !first { // that one comes at once, to measure the round trip
			p.frames <- "ping"
		}
		first = false
		go pong(data) // the pipe holds nothing: whoever waits to write must read meanwhile
		return nil
	})
	go p.listen()
	return p
}

func (p *peer) listen() {
	defer close(p.frames)
	for {
		_, data, err := p.ReadMessage()
		var closed *websocket.CloseError
		switch {
		case err == nil && isPresence(string(data)):
			continue
		case err == nil:
			p.frames <- string(data)
			continue
		case errors.As(err, &closed) && closed.Code != websocket.CloseAbnormalClosure:
			p.frames <- "close " + closed.Error()[len("websocket: close "):]
		}
		return
	}
}

// isPresence reports whether a line or a frame tells who is there, which these
// tests are not about; those of presence look at it themselves.
func isPresence(text string) bool { return strings.Contains(text, `"kind":"presence"`) }

// say sends a command.
func (p *peer) say(command string) {
	p.t.Helper()
	if err := p.WriteMessage(websocket.TextMessage, []byte(command)); err != nil {
		p.t.Fatal(err)
	}
}

// want waits for lines or frames that begin so.
func want(t *testing.T, lines <-chan string, prefixes ...string) {
	t.Helper()
	for _, prefix := range prefixes {
		select {
		case got, ok := <-lines:
			if !ok {
				t.Fatalf("the end came, want %q…", prefix)
			}
			if !strings.HasPrefix(got, prefix) {
				t.Fatalf("got %q, want %q…", got, prefix)
			}
		case <-time.After(time.Minute):
			t.Fatalf("nothing came in a minute, want %q…", prefix)
		}
	}
}

// wantEnd waits until no more comes, for which nothing else may come.
func wantEnd(t *testing.T, lines <-chan string) {
	t.Helper()
	select {
	case got, open := <-lines:
		if open {
			t.Fatalf("got %q, want the end", got)
		}
	case <-time.After(time.Minute):
		t.Fatal("no end came in a minute")
	}
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}
