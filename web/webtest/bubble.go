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

// A Bubble is a Kibitz in memory, with time that passes when nothing else
// happens, and connections without a buffer: whoever does not read stops the
// writer at once.
type Bubble struct {
	*Memory
	Server *http.Server
	conns  chan net.Conn
	From   string // address that new connections come from; "" is nobody's
}

// A pipe is a connection with an address.
type pipe struct {
	net.Conn
	from net.Addr
}

func (p pipe) RemoteAddr() net.Addr { return p.from }

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

func (b *Bubble) Accept() (net.Conn, error) {
	c, ok := <-b.conns
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}
func (b *Bubble) Close() error   { close(b.conns); return nil }
func (b *Bubble) Addr() net.Addr { return &net.TCPAddr{} }

func (b *Bubble) Dial(context.Context, string, string) (net.Conn, error) {
	here, there := net.Pipe()
	if b.From != "" {
		there = pipe{there, &net.TCPAddr{IP: net.ParseIP(b.From), Port: 1}}
	}
	b.conns <- there
	return here, nil
}

// At has what is asked from now on come from an address.
func (b *Bubble) At(address string) {
	b.Client.CloseIdleConnections()
	b.From = address
}

// Connect opens a connection and sends a request of which nothing is read.
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

// Stream asks for the feed after a cursor and returns the connection, of which
// nothing has been read.
func (b *Bubble) Stream(after string, header ...string) net.Conn {
	b.T.Helper()
	return b.Connect(b.FeedPath("after="+after), append(header, "Accept", "text/event-stream")...)
}

// Lines reads a stream's body as it comes.
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

func IsTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

// As is a client with the cookie of a token, or of nobody.
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
