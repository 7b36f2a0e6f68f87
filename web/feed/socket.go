package feed

import (
	"io"
	"time"
)

// extendReadDeadline gives the client more time until it has to be heard of again.
func (o *socket) extendReadDeadline() { _ = o.conn.SetReadDeadline(time.Now().Add(silence)) }

// reason returns why the stream ended. known is what the stream knows itself: if it was
// canceled, the cause is a failed write or the end of reading.
func (o *socket) reason(known outcome) outcome {
	if known == completed || known == stopped {
		return known
	}
	if err := o.flush(); err != nil {
		return outcomeOfWrite(err)
	}
	select {
	case <-o.readDone:
		return o.readEnd
	default:
		return known
	}
}

// hangUp closes the connection, after the client has had time to answer the closing
// frame. If the connection were closed earlier, or with bytes unread, TCP might drop the
// frame on its way.
func (o *socket) hangUp() {
	patience := Farewell
	if o.flush() != nil {
		patience = 0 // a client that reads nothing will not answer
	}
	defer time.AfterFunc(patience, func() { _ = o.conn.Close() }).Stop()
	if <-o.readDone; o.readEnd == refused {
		_, _ = io.Copy(io.Discard, o.conn.NetConn())
	}
	_ = o.conn.Close()
	o.writing.Lock()
	defer o.writing.Unlock()
	o.pingTimer.Stop()
	o.pingTimer = nil
}
