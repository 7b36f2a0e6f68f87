package main

import (
	"context"
	"net"
	"syscall"
	"time"
)

// The first byte of a TLS connection: a handshake record. No method of HTTP
// begins with it.
const tlsHandshake = 0x16

// Time that a connection has to say its first byte, the same as for the headers
// of a request.
const firstByte = 10 * time.Second

// sniff parts the connections of a listener by the first byte that comes:
// those that begin TLS, and all others. Closing either of the two closes the
// listener, and those connections that have said nothing yet.
func sniff(l net.Listener) (plain, encrypted net.Listener) {
	ctx, cancel := context.WithCancel(context.Background())
	s := &sniffer{Listener: l, ctx: ctx, cancel: cancel}
	p := &sniffed{s, make(chan accepted)}
	e := &sniffed{s, make(chan accepted)}
	go s.run(p, e)
	return p, e
}

// A sniffer accepts connections and looks at them, each in its own time.
type sniffer struct {
	net.Listener
	ctx    context.Context // ends when it is closed
	cancel context.CancelFunc
}

// An accepted is what Accept returns.
type accepted struct {
	conn net.Conn
	err  error
}

// A sniffed is the listener of those connections that have begun in one way.
type sniffed struct {
	*sniffer
	conns chan accepted
}

func (s *sniffer) run(plain, encrypted *sniffed) {
	for s.ctx.Err() == nil {
		conn, err := s.Listener.Accept()
		if err != nil {
			// Whoever accepts knows what to do about it: it pauses, and this loop
			// with it, since nobody takes the next error meanwhile.
			plain.hand(accepted{err: err})
			continue
		}
		go func() {
			switch first, err := s.first(conn); {
			case err != nil:
				conn.Close()
			case first.byte == tlsHandshake:
				encrypted.hand(accepted{conn: first})
			default:
				plain.hand(accepted{conn: first})
			}
		}()
	}
}

// first waits for the first byte.
func (s *sniffer) first(conn net.Conn) (*begun, error) {
	defer context.AfterFunc(s.ctx, func() { _ = conn.Close() })()
	b := &begun{Conn: conn}
	if err := conn.SetReadDeadline(time.Now().Add(firstByte)); err != nil {
		return nil, err
	}
	var p [1]byte
	if _, err := conn.Read(p[:]); err != nil {
		return nil, err
	}
	b.byte = p[0]
	_ = conn.SetReadDeadline(time.Time{}) // of one that has gone meanwhile whoever reads it finds out
	return b, nil
}

// hand gives a connection to whoever accepts it, or closes it if nobody will.
func (l *sniffed) hand(a accepted) {
	select {
	case l.conns <- a:
	case <-l.ctx.Done():
		if a.conn != nil {
			_ = a.conn.Close()
		}
	}
}

// Accept waits for the next connection.
func (l *sniffed) Accept() (net.Conn, error) {
	select {
	case a := <-l.conns:
		return a.conn, a.err
	case <-l.ctx.Done():
		return nil, net.ErrClosed
	}
}

// Close closes the listener that both came from.
func (l *sniffed) Close() error {
	if l.ctx.Err() != nil {
		return nil // the other one was faster
	}
	l.cancel()
	return l.Listener.Close()
}

// A begun is a connection whose first byte was looked at. One goroutine reads
// it at a time, as of any net.Conn that HTTP is spoken over.
type begun struct {
	net.Conn
	byte  byte
	taken bool
}

// Read returns the first byte, and then what follows it.
func (b *begun) Read(p []byte) (int, error) {
	if b.taken || len(p) == 0 {
		return b.Conn.Read(p)
	}
	p[0], b.taken = b.byte, true
	return 1, nil
}

// NetConn is the connection that was looked at.
func (b *begun) NetConn() net.Conn { return b.Conn }

// SyscallConn lets the round trip time of the connection be asked for.
func (b *begun) SyscallConn() (syscall.RawConn, error) {
	if conn, ok := b.Conn.(syscall.Conn); ok {
		return conn.SyscallConn()
	}
	return nil, syscall.ENOTSUP
}
