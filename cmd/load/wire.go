package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

const (
	dialTimeout = 10 * time.Second
	// A connection without a sign of life for this long counts as dead; the server
	// sends one every 15 s.
	silence = 40 * time.Second
	// Most bytes of a line or frame: the snapshot of the longest game has some 60 KB.
	maxLine = 1 << 20
	// Bytes of a connection's buffer. Few events are larger.
	readBuffer = 2 << 10
)

var (
	errEnd      = errors.New("the game has ended")
	errComeBack = errors.New("the server asks to come back later")
	errTooLong  = errors.New("a line or a frame is too long")
)

// A conn is a reader's connection, whose bytes are counted. net/http would need
// two goroutines and four times the memory for it.
type conn struct {
	net.Conn
	in      *bufio.Reader
	tally   *tally
	asked   int // requests so far
	release func() bool
}

// dial connects a reader; the connection ends with ctx.
func (r *reader) dial(ctx context.Context) (*conn, error) {
	host := r.url.Host
	if r.url.Port() == "" {
		host = net.JoinHostPort(r.url.Hostname(), r.url.Scheme)
	}
	dialer := net.Dialer{Timeout: dialTimeout}
	raw, err := dialer.DialContext(ctx, "tcp", host)
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: raw, tally: r.tally}
	if r.url.Scheme == "https" {
		c.Conn = tls.Client(raw, &tls.Config{ServerName: r.url.Hostname()})
	}
	c.in = bufio.NewReaderSize(c, readBuffer)
	c.release = context.AfterFunc(ctx, func() { raw.Close() })
	return c, nil
}

func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.tally.down.Add(int64(n))
	return n, err
}

func (c *conn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.tally.up.Add(int64(n))
	return n, err
}

// Close closes the connection, which then no longer depends on ctx.
func (c *conn) Close() error {
	c.release()
	return c.Conn.Close()
}

// ask requests the feed after the reader's cursor, with additional header lines,
// and returns the answer.
func (r *reader) ask(c *conn, patience time.Duration, header string) (*http.Response, error) {
	r.line = fmt.Appendf(r.line[:0], "GET %s/games/%s/feed?after=%d HTTP/1.1\r\nHost: %s\r\nUser-Agent: kibitz-load/%d\r\n%s\r\n",
		r.url.Path, r.round.game, r.checker.at, r.url.Host, r.n, header)
	_ = c.SetDeadline(time.Now().Add(patience))
	r.tally.requests.Add(1)
	_, err := c.Write(r.line)
	if err == nil {
		_, err = c.in.Peek(1)
	}
	c.asked++
	if err != nil && c.asked > 1 && !isTimeout(err) {
		r.tally.requests.Add(-1)
		return nil, errComeBack // a server may close a connection between two requests
	}
	if err != nil {
		return nil, err
	}
	return http.ReadResponse(c.in, nil)
}

func isTimeout(err error) bool {
	var network net.Error
	return errors.As(err, &network) && network.Timeout()
}

// refused returns the error for an answer with an unexpected status.
func refused(answer *http.Response) error {
	text, _ := io.ReadAll(io.LimitReader(answer.Body, 300))
	return fmt.Errorf("%s %s", answer.Status, strings.TrimSpace(string(text)))
}

// readLine returns a line without its end. It is valid until the next read.
func readLine(in *bufio.Reader, into []byte) (line, buffer []byte, err error) {
	line, err = in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		into = into[:0]
		for errors.Is(err, bufio.ErrBufferFull) && len(into) < maxLine {
			into = append(into, line...)
			line, err = in.ReadSlice('\n')
		}
		into = append(into, line...)
		line = into
	}
	if errors.Is(err, bufio.ErrBufferFull) {
		err = errTooLong
	}
	if err != nil {
		return nil, into, err // an incomplete line does not count
	}
	line = line[:len(line)-1]
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	return line, into, nil
}
