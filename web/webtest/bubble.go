package webtest

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"testing"
	"time"

	"kibitz/web"
	"kibitz/web/meter"
)

// A Bubble is a Memory for testing/synctest. Its connections have no buffer: a client
// that does not read stops the writer at once.
type Bubble struct {
	*Memory
	Server *http.Server
	From   string // address of the client on new connections; "" for none
	conns  chan net.Conn
}

// A pipe is a connection with an address.
type pipe struct {
	net.Conn
	from net.Addr
}

func (p pipe) RemoteAddr() net.Addr { return p.from }

// NewBubble returns a Bubble that serves until the test ends. It is called within
// synctest.Test.
func NewBubble(t *testing.T, changes ...func(*web.Config)) *Bubble {
	b := &Bubble{Memory: NewMemory(t, changes...), conns: make(chan net.Conn)}
	b.URL = "http://kibitz"
	b.Client = &http.Client{Transport: &http.Transport{DialContext: b.Dial, MaxIdleConnsPerHost: 2000}}
	var both http.Protocols
	both.SetHTTP1(true)
	both.SetUnencryptedHTTP2(true)
	b.Server = &http.Server{Handler: b.Kibitz, ConnContext: meter.ConnContext, ConnState: meter.ConnState, Protocols: &both,
		DisableGeneralOptionsHandler: true}
	go b.Server.Serve(meter.CountBytes(b))
	t.Cleanup(func() {
		b.Stop()
		b.Client.CloseIdleConnections()
		b.Server.Close()
		time.Sleep(time.Second) // what is about to end does so while there is time
	})
	return b
}

// Accept, Close and Addr make a Bubble the listener of its own server.
func (b *Bubble) Accept() (net.Conn, error) {
	c, ok := <-b.conns
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}

// Close is for net.Listener.
func (b *Bubble) Close() error { close(b.conns); return nil }

// Addr is for net.Listener.
func (b *Bubble) Addr() net.Addr { return &net.TCPAddr{} }

// Dial connects to the server. It is what a http.Transport takes as DialContext.
func (b *Bubble) Dial(context.Context, string, string) (net.Conn, error) {
	here, there := net.Pipe()
	if b.From != "" {
		there = pipe{there, &net.TCPAddr{IP: net.ParseIP(b.From), Port: 1}}
	}
	b.conns <- there
	return here, nil
}

// At makes later requests come from an address.
func (b *Bubble) At(address string) {
	b.Client.CloseIdleConnections()
	b.From = address
}

// Connect opens a connection and sends a GET of a path on it. It reads nothing of the
// answer. header is names and values in turn, as in all functions here.
func (b *Bubble) Connect(path string, header ...string) net.Conn {
	b.T.Helper()
	conn, _ := b.Dial(b.T.Context(), "", "")
	b.T.Cleanup(func() { conn.Close() })
	request := "GET " + path + " HTTP/1.1\r\nHost: kibitz\r\n"
	for i := 0; i+1 < len(header); i += 2 {
		request += header[i] + ": " + header[i+1] + "\r\n"
	}
	if _, err := io.WriteString(conn, request+"\r\n"); err != nil {
		b.T.Fatal(err)
	}
	return conn
}

// Stream asks for the game's feed after a cursor, as Server-Sent Events, and reads
// nothing of the answer.
func (b *Bubble) Stream(after string, header ...string) net.Conn {
	b.T.Helper()
	return b.Connect(b.FeedPath("after="+after), append(header, "Accept", "text/event-stream")...)
}

// Lines reads an answer with status 200 from a connection, and sends the lines of its
// body as they come, except empty ones and those about presence. The channel is closed
// at the end of the body.
func (b *Bubble) Lines(conn net.Conn) <-chan string {
	b.T.Helper()
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		b.T.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		b.T.Fatalf("status %d", response.StatusCode)
	}
	lines := make(chan string, 100)
	go func() {
		defer close(lines)
		for text := bufio.NewScanner(response.Body); text.Scan(); {
			if line := text.Text(); line != "" && line != "event: presence" && !IsPresence(line) {
				lines <- line
			}
		}
	}()
	return lines
}

// IsTimeout reports whether an error of a connection is that a deadline passed.
func IsTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

// As returns a client with the cookie of a token; "" for a client without cookies.
func (b *Bubble) As(token string) *http.Client {
	b.T.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.T.Fatal(err)
	}
	at, err := url.Parse(b.URL)
	if err != nil {
		b.T.Fatal(err)
	}
	if token != "" {
		jar.SetCookies(at, []*http.Cookie{{Name: "kibitz", Value: token}})
	}
	return &http.Client{Jar: jar, Transport: b.Client.Transport}
}
