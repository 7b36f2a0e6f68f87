package feed

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"kibitz/web/presence"
	"kibitz/web/transport"
)

// A write fails because the reader is too slow, or because it has gone.
func TestOutcomeOfAWriteThatFailed(t *testing.T) {
	for _, c := range []struct {
		err  error
		want outcome
	}{
		{os.ErrDeadlineExceeded, cut},
		{fmt.Errorf("writing: %w", os.ErrDeadlineExceeded), cut},
		{&net.OpError{Op: "write", Err: os.ErrDeadlineExceeded}, cut},
		{&net.DNSError{IsTimeout: true}, cut},
		{&net.OpError{Op: "write", Err: syscall.ECONNRESET}, gone},
		{io.ErrClosedPipe, gone},
		{context.Canceled, gone},
	} {
		if got := outcomeOfWrite(c.err); got != c.want {
			t.Errorf("%v: got %s, want %s", c.err, got, c.want)
		}
	}
}

// Nothing more can be read from a WebSocket whose client has left, has gone without a
// word, or has broken a rule.
func TestOutcomeOfASocketThatCannotBeRead(t *testing.T) {
	for _, c := range []struct {
		err  error
		want outcome
	}{
		{&websocket.CloseError{Code: websocket.CloseNormalClosure}, left},
		{&websocket.CloseError{Code: websocket.CloseGoingAway}, left},
		{&websocket.CloseError{Code: websocket.CloseAbnormalClosure}, gone},
		{&websocket.CloseError{Code: websocket.CloseInternalServerErr}, gone},
		{websocket.ErrReadLimit, refused},
		{errors.New("websocket: bad opcode 3"), refused},
		{io.ErrUnexpectedEOF, gone},
	} {
		if got := outcomeOfRead(c.err); got != c.want {
			t.Errorf("%v: got %s, want %s", c.err, got, c.want)
		}
	}
}

// How long somebody counts as there whose request has ended.
func TestReaderIsThereForAWhileAfterItsRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, c := range []struct {
			transport transport.Transport
			reason    outcome
			want      time.Duration
		}{
			{transport.Polling, completed, presence.PollLease},
			{transport.LongPolling, completed, presence.HoldLease},
			{transport.LongPolling, timedOut, presence.HoldLease},
			{transport.LongPolling, gone, 0},
			{transport.SSE, completed, 0},
			{transport.SSE, gone, 0},
			{transport.WebSocket, gone, 0},
			{transport.WebSocket, left, -presence.FarewellCounts},
		} {
			l := &reader{transport: c.transport.Label}
			if got := time.Until(l.thereUntil(c.reason)); got != c.want {
				t.Errorf("%s, %s: there for %v, want %v", c.transport.Label, c.reason, got, c.want)
			}
		}
	})
}

// That a client answers the closing frame is not why its socket was closed.
func TestSocketEndsForTheReasonThatCameFirst(t *testing.T) {
	o := newNowhere(t)
	if got := o.reason(gone); got != gone {
		t.Errorf("canceled while the client can be read: got %s, want %s", got, gone)
	}
	o.readEnd = left
	close(o.readDone)
	for known, want := range map[outcome]outcome{completed: completed, stopped: stopped, gone: left} {
		if got := o.reason(known); got != want {
			t.Errorf("%s, and then the client left: got %s, want %s", known, got, want)
		}
	}
}
