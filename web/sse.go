package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"time"

	"kibitz/game"
)

const (
	// One write to a reader may take this long; then the reader is cut.
	writeTimeout = 10 * time.Second
	// Pause before a stream whose log cannot be reached looks again.
	lookAgain = time.Second
	// A browser waits this long before it connects again.
	retryAfter = 2 * time.Second
)

// streamSSE sends what is after a reader's cursor for as long as both sides
// last: Server-Sent Events, as the HTML standard has them. An answer is never
// an error once the game is known to exist, since an EventSource gives up for
// good on one.
func (s *Server) streamSSE(w http.ResponseWriter, r *http.Request, rd *reader) error {
	if s.Stopping.Err() != nil {
		return s.comeBack(w)
	}
	messages, err := s.since(r.Context(), rd)
	switch {
	case errors.Is(err, game.ErrUnavailable):
		return s.comeBack(w)
	case err != nil:
		return err
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(s.Stopping, cancel)()
	out := newSSE(w)
	out.retry(retryAfter)
	for {
		for _, m := range messages {
			out.event(m)
		}
		if out.flush(); out.err != nil {
			s.Log.Debug("reader cut", "game", rd.game, "err", out.err)
			return nil
		}
		messages, err = s.nextOrPing(ctx, rd, out)
		switch {
		case errors.Is(err, game.ErrEnded):
			out.end()
			return nil
		case s.Stopping.Err() != nil:
			out.retry(jitter())
			out.flush()
			return nil
		case err != nil:
			return nil // the reader has gone
		}
	}
}

// nextOrPing waits for messages and pings while there are none. A log that
// cannot be reached keeps the stream open: what happens meanwhile is read when
// it is back.
func (s *Server) nextOrPing(ctx context.Context, rd *reader, out *sse) ([]message, error) {
	ping := time.Now().Add(pingEvery)
	for {
		wait, cancel := context.WithDeadline(ctx, ping)
		messages, err := s.next(wait, rd)
		cancel()
		switch {
		case err == nil, errors.Is(err, game.ErrEnded), ctx.Err() != nil:
			return messages, err
		case errors.Is(err, context.DeadlineExceeded):
			out.ping(rd, time.Now())
			if out.flush(); out.err != nil {
				return nil, out.err
			}
			ping = time.Now().Add(pingEvery)
		default:
			s.Log.Warn("feed waits for the log", "game", rd.game, "err", err)
			select {
			case <-time.After(lookAgain):
			case <-ctx.Done():
			}
		}
	}
}

// comeBack asks a browser to connect again soon: 200 and an end, since its
// EventSource would take an error status for final.
func (s *Server) comeBack(w http.ResponseWriter) error {
	out := newSSE(w)
	out.retry(jitter())
	out.flush()
	return nil
}

// jitter spreads the readers that come back all at once over two seconds.
func jitter() time.Duration {
	return 500*time.Millisecond + rand.N(2*time.Second)
}

// sse writes the lines of an event stream. After an error it writes no more.
type sse struct {
	w       io.Writer
	control *http.ResponseController
	err     error
}

func newSSE(w http.ResponseWriter) *sse {
	h := w.Header()
	h.Set("Content-Type", typeSSE)
	h.Set("Cache-Control", "no-cache, no-transform")
	h.Set("X-Accel-Buffering", "no") // nginx would keep events back
	h.Add("Vary", "Accept, Prefer")
	out := &sse{w: w, control: http.NewResponseController(w)}
	out.deadline()
	w.WriteHeader(http.StatusOK)
	return out
}

func (o *sse) printf(format string, args ...any) {
	if o.err == nil {
		_, o.err = fmt.Fprintf(o.w, format, args...)
	}
}

func (o *sse) event(m message) {
	o.printf("id: %d\nevent: %s\ndata: %s\n\n", m.version, m.kind, m.data)
}

// ping has no id: it must not move the cursor.
func (o *sse) ping(rd *reader, at time.Time) {
	o.printf("event: ping\ndata: {\"game\":%q,\"version\":%d,\"at\":%d,\"kind\":\"ping\"}\n\n",
		rd.game, rd.cursor, at.UnixMilli())
}

// end tells the browser not to come back.
func (o *sse) end() {
	o.printf("event: end\ndata: {}\n\n")
	o.flush()
}

func (o *sse) retry(d time.Duration) { o.printf("retry: %d\n\n", d.Milliseconds()) }

// flush sends what was written, within the time that one write may take.
func (o *sse) flush() {
	if o.err == nil {
		o.deadline()
		o.err = o.control.Flush()
	}
}

func (o *sse) deadline() {
	if err := o.control.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil && o.err == nil {
		o.err = err
	}
}
