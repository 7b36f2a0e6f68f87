package feed

import (
	"context"
	"errors"
	"net/http"
	"time"

	"kibitz/game"
	"kibitz/game/failure"
	"kibitz/game/wire"
	"kibitz/web/limit"
	"kibitz/web/request"
	"kibitz/web/transport"
)

// Serve sends what a source has by the transport that the request asks for. An error is
// returned before anything was written; the caller answers with it.
func (f *Server) Serve(w http.ResponseWriter, r *http.Request, src Pollable) error {
	kind, wait, err := negotiate(r)
	switch kind {
	case transport.WebSocket:
		return f.followWebSocket(w, r, src)
	case transport.SSE:
		return f.followSSE(w, r, src)
	case transport.NDJSON:
		return f.followNDJSON(w, r, src)
	}
	if err == nil {
		err = src.PolledBy(r)
	}
	if err != nil {
		return err
	}
	if kind == transport.LongPolling {
		return f.longPoll(w, r, src, wait)
	}
	return f.poll(w, r, src)
}

// A Source is where one reader's messages come from. It holds the cursor, and
// belongs to one goroutine.
type Source interface {
	// Since returns what there is now, none if there is nothing.
	Since(ctx context.Context) ([]Message, error)
	// Next waits until there is something.
	Next(ctx context.Context) ([]Message, error)
	// Ping returns what a reader is sent when there is nothing else to send.
	Ping(at time.Time) []byte
	// About returns whom the messages are for.
	About() About
}

// A Message is one thing that a reader gets: an event, the snapshot that stands
// for many, or the list of seeks.
type Message struct {
	cursor string // with which a reader that has it comes back
	kind   game.Kind
	data   []byte         // JSON, shared: not to be changed
	shared *wire.Encoding // of the data, if others get it too; nil for a snapshot
	Event  *wire.Event    // nil for a snapshot, and for what is of the lobby
	late   bool           // to a spectator who is kept behind
}

// ErrRestart is what a source returns from Next to end its reader as if the server
// stopped.
var ErrRestart = failure.New(failure.Unavailable, "the source restarts")

// A sink writes messages to a reader, each within the time that one write may
// take. After an error it writes no more, and flush returns it.
type sink interface {
	send(m Message)
	ping(data []byte)
	flush() error
	end()      // the game is over: do not come back
	comeBack() // the server stops: come back soon
}

const (
	// How often a stream is pinged that has nothing to send. A reader that receives
	// nothing for 40 s takes its connection for dead.
	pingEvery = 15 * time.Second
	// Farewell is how long a client may take when its connection is about to be closed:
	// for a write when the server stops, and to answer a closing frame.
	Farewell = time.Second
	// How long a stream waits before it reads again a log that could not be reached.
	retryRead = time.Second
)

// stream sends a source's messages until either side ends it, and returns why it ended.
func (f *Server) stream(ctx context.Context, src Source, first []Message, out sink, reader *reader) outcome {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(f.config.Stopping, cancel)()
	for messages := first; ; {
		err := deliver(messages, out, reader)
		if err == nil {
			messages, err = f.nextOrPing(ctx, src, out)
		}
		switch {
		case err == nil:
		case errors.Is(err, game.ErrEnded):
			out.end()
			return completed
		case errors.Is(err, ErrRestart):
			out.comeBack()
			return stopped
		case out.flush() != nil: // before ctx, which a failed write cancels
			reader.failed(out.flush())
			return outcomeOfWrite(out.flush())
		case f.config.Stopping.Err() != nil:
			out.comeBack()
			return stopped
		default:
			return gone
		}
	}
}

// deliver sends messages, and counts them once they are written.
func deliver(messages []Message, out sink, reader *reader) error {
	for _, m := range messages {
		out.send(m)
	}
	if err := out.flush(); err != nil {
		return err
	}
	for _, m := range messages {
		reader.sent(m)
	}
	return nil
}

// nextOrPing waits for messages, and pings while there are none. If the log cannot be
// reached, the stream stays open: what happens meanwhile is read when the log is back.
func (f *Server) nextOrPing(ctx context.Context, src Source, out sink) ([]Message, error) {
	ping := time.Now().Add(pingEvery)
	for {
		wait, cancel := context.WithDeadline(ctx, ping)
		messages, err := src.Next(wait)
		timeUp := wait.Err() != nil
		cancel()
		switch {
		case err == nil, errors.Is(err, game.ErrEnded), errors.Is(err, ErrRestart), ctx.Err() != nil:
			return messages, err
		case !timeUp:
			if !errors.As(err, new(limit.TooFast)) {
				f.logUnreadable(err)
			}
			Pause(ctx, min(retryRead, time.Until(ping)))
		}
		if now := time.Now(); !now.Before(ping) {
			out.ping(src.Ping(f.config.Now()))
			if err := out.flush(); err != nil {
				return nil, err
			}
			ping = now.Add(pingEvery)
		}
	}
}

// Pause waits until d has passed or ctx has ended.
func Pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// begin returns the first messages of a stream. away is why the reader has to come back
// later, if it has to. That the log cannot be reached is no error here, since a browser's
// EventSource would not try again after one. The caller calls leave when the stream has
// ended, whatever begin returned.
func (f *Server) begin(ctx context.Context, src Source) (first []Message, away outcome, leave func(), err error) {
	away, leave = f.enter(src)
	if away != "" {
		return nil, away, leave, nil
	}
	ctx, cancel := context.WithTimeout(ctx, request.WorkTime)
	defer cancel()
	first, err = src.Since(ctx)
	switch {
	case errors.As(err, new(limit.TooFast)):
		return nil, shed, leave, nil
	case Unavailable(err):
		f.logUnreadable(err)
		return nil, failed, leave, nil
	}
	return first, "", leave, err
}

// enter admits a reader until leave is called. away is why it is not admitted, if it is
// not.
func (f *Server) enter(src Source) (away outcome, leave func()) {
	if f.config.Stopping.Err() != nil {
		return stopped, func() {}
	}
	leave, ok := f.readers.waiting.enter(src.About())
	if !ok {
		return shed, leave
	}
	return "", leave
}

// logUnreadable logs that the log of games could not be read: now and then, since all
// readers find out at the same time.
func (f *Server) logUnreadable(err error) {
	f.unreadLog.Do(func() { f.config.Log.Warn("feeds wait for the log", "err", err) })
}

// patience returns how long one write to a reader may take.
func (f *Server) patience() time.Duration {
	if f.config.Stopping.Err() != nil {
		return Farewell
	}
	return writeTimeout
}

// hurry shortens the deadline of a pending write once the server stops, so that an idle
// client cannot delay shutdown.
func (f *Server) hurry(c interface{ SetWriteDeadline(time.Time) error }) (done func()) {
	return OnStop(f.config.Stopping, func() { _ = c.SetWriteDeadline(time.Now().Add(Farewell)) })
}

// Headers sets the headers that all answers of a feed have, and removes those that
// protect pages: they would be larger than the events.
func (f *Server) Headers(w http.ResponseWriter, kind string) {
	h := w.Header()
	for _, name := range f.config.OnlyForPages {
		h.Del(name)
	}
	h.Set("Content-Type", kind)
	h.Add("Vary", "Accept, Prefer")
	switch kind { // no proxy may change a stream or buffer it
	case request.TypeSSE:
		h.Set("Cache-Control", "no-cache, no-transform")
		h.Set("X-Accel-Buffering", "no")
	case request.TypeNDJSON:
		h.Set("Cache-Control", "no-store, no-transform")
		h.Set("X-Accel-Buffering", "no")
	default:
		h.Set("Cache-Control", "no-store")
	}
}
