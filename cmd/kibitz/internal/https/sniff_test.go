package https

import (
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// A pipes is a listener in memory.
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

func TestConnectionsArePartedByTheirFirstByteAndLoseNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := make(pipes)
		plain, encrypted := sniff(p)
		defer plain.Close()
		for _, c := range []struct {
			from net.Listener
			text string
		}{{plain, "GET / HTTP/1.1"}, {encrypted, "\x16\x03\x01hello"}, {plain, "\x00"}, {plain, "PRI * HTTP/2.0"}} {
			conn := p.dial()
			go func() {
				_, _ = io.WriteString(conn, c.text)
				conn.Close()
			}()
			got, err := c.from.Accept()
			if err != nil {
				t.Fatal(err)
			}
			if text, err := io.ReadAll(got); string(text) != c.text || err != nil {
				t.Errorf("got %q, %v, want %q", text, err, c.text)
			}
		}
	})
}

func TestSilentConnectionHoldsUpNobodyAndIsClosedAfterTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := make(pipes)
		plain, _ := sniff(p)
		defer plain.Close()
		begin := time.Now()
		silent := p.dial()
		talker := p.dial()
		go func() { _, _ = talker.Write([]byte("G")) }()
		if _, err := plain.Accept(); err != nil || time.Since(begin) != 0 {
			t.Errorf("the second got %v after %v", err, time.Since(begin))
		}
		if _, err := silent.Read(make([]byte, 1)); !errors.Is(err, io.EOF) || time.Since(begin) != firstByte {
			t.Errorf("the silent one got %v after %v, want its end after %v", err, time.Since(begin), firstByte)
		}
	})
}

// The bubble fails if a goroutine is left.
func TestClosedListenerLeavesNothingBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := make(pipes)
		plain, encrypted := sniff(p)
		silent, waiting := p.dial(), p.dial()
		_, _ = waiting.Write([]byte("G")) // and nobody accepts it
		synctest.Wait()
		if err := errors.Join(encrypted.Close(), plain.Close()); err != nil {
			t.Error(err)
		}
		for _, conn := range []net.Conn{silent, waiting} {
			if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
				t.Errorf("got %v, want the end", err)
			}
		}
		for _, l := range []net.Listener{plain, encrypted} {
			if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
				t.Errorf("got %v, want that it is closed", err)
			}
		}
	})
}

// An error, such as too many open files, is for the server to pause at.
func TestErrorOfTheListenerIsHandedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := errors.New("too many open files")
		plain, _ := sniff(&failing{pipes: make(pipes), err: broken})
		defer plain.Close()
		for range 3 {
			if _, err := plain.Accept(); !errors.Is(err, broken) {
				t.Errorf("got %v, want %v", err, broken)
			}
		}
	})
}

type failing struct {
	pipes
	err error
}

func (f *failing) Accept() (net.Conn, error) { return nil, f.err }

// Whatever bytes a connection begins with, they come out in their order, on one
// of the two sides.
func FuzzSniff(f *testing.F) {
	for _, text := range []string{"G", "\x16", "\x16\x03\x01\x02", "\x00\xff", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) == 0 {
			return
		}
		p := make(pipes)
		plain, encrypted := sniff(p)
		defer plain.Close()
		conn := p.dial()
		go func() {
			_, _ = conn.Write(text)
			conn.Close()
		}()
		from := plain
		if text[0] == 0x16 {
			from = encrypted
		}
		got, err := from.Accept()
		if err != nil {
			t.Fatal(err)
		}
		if all, err := io.ReadAll(got); string(all) != string(text) || err != nil {
			t.Errorf("got %q, %v, want %q", all, err, text)
		}
	})
}
