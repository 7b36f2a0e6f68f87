package https

import (
	"context"
	"net"
	"sync"
	"syscall"
	"time"
)

// The first byte of a TLS connection, a handshake record. No HTTP method begins with
// it.
const tlsHandshake = 0x16

// Time for a client to send its first byte, the same as for a request's headers.
const firstByte = 10 * time.Second

// sniff splits the connections of a listener by their first byte into those that
// begin TLS and all others. Closing either half closes the listener and the
// connections that are in neither half yet.
func sniff(l net.Listener) (plain, encrypted net.Listener) {
	ctx, cancel := context.WithCancel(context.Background())
	s := &sniffer{Listener: l, ctx: ctx, cancel: cancel}
	p := &half{s, make(chan accepted)}
	e := &half{s, make(chan accepted)}
	s.running.Go(func() { s.run(p, e) })
	return p, e
}

// A sniffer accepts connections and waits for the first byte of each.
type sniffer struct {
	net.Listener
	ctx     context.Context // ends when it is closed
	cancel  context.CancelFunc
	running sync.WaitGroup
}

// accepted is what Accept returns.
type accepted struct {
	conn net.Conn
	err  error
}

// A half is a listener for the connections that begin in one way.
type half struct {
	*sniffer
	conns chan accepted
}

func (s *sniffer) run(plain, encrypted *half) {
	for s.ctx.Err() == nil {
		conn, err := s.Listener.Accept()
		if err != nil {
			// The caller of Accept handles the error. It pauses, and so does this loop,
			// because nobody takes the next error meanwhile.
			plain.deliver(accepted{err: err})
			continue
		}
		s.running.Go(func() {
			switch begun, err := s.peek(conn); {
			case err != nil:
				conn.Close()
			case begun.first == tlsHandshake:
				encrypted.deliver(accepted{conn: begun})
			default:
				plain.deliver(accepted{conn: begun})
			}
		})
	}
}

// peek waits for the first byte of a connection.
func (s *sniffer) peek(conn net.Conn) (*peeked, error) {
	defer context.AfterFunc(s.ctx, func() { _ = conn.Close() })()
	p := &peeked{Conn: conn}
	if err := conn.SetReadDeadline(time.Now().Add(firstByte)); err != nil {
		return nil, err
	}
	var b [1]byte
	if _, err := conn.Read(b[:]); err != nil {
		return nil, err
	}
	p.first = b[0]
	_ = conn.SetReadDeadline(time.Time{}) // if the peer has gone, the next read reports it
	return p, nil
}

// deliver passes a connection to the next Accept, or closes it if the listener closes
// first.
func (h *half) deliver(a accepted) {
	select {
	case h.conns <- a:
	case <-h.ctx.Done():
		if a.conn != nil {
			_ = a.conn.Close()
		}
	}
}

// Accept waits for the next connection.
func (h *half) Accept() (net.Conn, error) {
	select {
	case a := <-h.conns:
		return a.conn, a.err
	case <-h.ctx.Done():
		return nil, net.ErrClosed
	}
}

// Close closes the listener of both halves, and returns when no goroutine of the
// sniffer is left.
func (h *half) Close() error {
	if h.ctx.Err() != nil {
		return nil // the other half closed it first
	}
	h.cancel()
	err := h.Listener.Close()
	h.running.Wait()
	return err
}

// A peeked connection has been asked for its first byte. One goroutine reads it
// at a time, as with any net.Conn that HTTP is spoken over.
type peeked struct {
	net.Conn
	first byte
	read  bool // whether Read has returned first
}

// Read returns the first byte, and then what follows it.
func (p *peeked) Read(b []byte) (int, error) {
	if p.read || len(b) == 0 {
		return p.Conn.Read(b)
	}
	b[0], p.read = p.first, true
	return 1, nil
}

// NetConn returns the connection beneath.
func (p *peeked) NetConn() net.Conn { return p.Conn }

// SyscallConn gives access to the round-trip time measured by the system.
func (p *peeked) SyscallConn() (syscall.RawConn, error) {
	if conn, ok := p.Conn.(syscall.Conn); ok {
		return conn.SyscallConn()
	}
	return nil, syscall.ENOTSUP
}
