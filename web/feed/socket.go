package feed

import (
	"io"
	"time"
)

// What of a socket does not need the library's words.

// alive notes that the client has given a sign of life.
func (o *socket) alive() { _ = o.conn.SetReadDeadline(time.Now().Add(silence)) }

// reason is why the stream ended, given what it knows itself: one that was
// ended from outside knows no more than that.
func (o *socket) reason(known outcome) outcome {
	if known == completed || known == stopped {
		return known
	}
	if err := o.flush(); err != nil {
		return outcomeOf(err)
	}
	select {
	case <-o.deaf:
		return o.left
	default:
		return known
	}
}

// hangUp closes the connection, once the client has had the time to answer the
// closing frame. Closed before that, or with something unread, a connection
// may lose the frame on its way.
func (o *socket) hangUp() {
	patience := Farewell
	if o.flush() != nil {
		patience = 0 // a client that takes nothing does not answer either
	}
	defer time.AfterFunc(patience, func() { _ = o.conn.Close() }).Stop()
	if <-o.deaf; o.left == refused {
		_, _ = io.Copy(io.Discard, o.conn.NetConn())
	}
	_ = o.conn.Close()
	o.writing.Lock()
	defer o.writing.Unlock()
	o.pulse.Stop()
	o.pulse = nil
}
