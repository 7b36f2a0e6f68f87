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

// Serve sends what a source has by the transport that the request asks for. All
// of them read from the same source; they differ in how the bytes travel.
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
	// Ping is what a reader is told who has heard nothing for a while.
	Ping(at time.Time) []byte
	// About is whom this is for, for the registry of readers.
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

// ErrRestart ends what waits on a source as the stop of a server does.
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
	// How often a stream that has nothing to tell says so. A reader that hears
	// nothing for 40 s takes its connection for dead.
	pingEvery = 15 * time.Second
	// One that takes leave may take this long: when the server stops, and until
	// a client has answered a closing frame.
	Farewell = time.Second
	// Pause before a stream whose log cannot be reached looks again.
	lookAgain = time.Second
)

// stream sends a source's messages for as long as both sides last, and returns
// why it ended.
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
		case out.flush() != nil: // asked before ctx, which a write that fails ends
			reader.failed(out.flush())
			return outcomeOf(out.flush())
		case f.config.Stopping.Err() != nil:
			out.comeBack()
			return stopped
		default:
			return gone
		}
	}
}

// deliver sends messages, and counts them once they are on their way.
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

// nextOrPing waits for messages and pings while there are none. A log that
// cannot be reached keeps the stream open: what happens meanwhile is read when
// it is back.
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
				f.unread(err)
			}
			Pause(ctx, min(lookAgain, time.Until(ping)))
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

func Pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// begin returns what a stream starts with; away is why it does not, if it
// does not. A log that cannot be reached is not an error there, since a
// browser's EventSource would take one for final: the reader is asked to come
// back. The caller calls leave, whatever is returned, when the stream has ended.
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
		f.unread(err)
		return nil, failed, leave, nil
	}
	return first, "", leave, err
}

// enter has a reader wait here until leave is called; away is why it may not, if
// it may not.
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

// unread writes down that the log could not be read: now and then, since all
// readers find out at the same time.
func (f *Server) unread(err error) {
	f.unreadLog.Do(func() { f.config.Log.Warn("feeds wait for the log", "err", err) })
}

// patience is how long one write to a reader may take.
func (f *Server) patience() time.Duration {
	if f.config.Stopping.Err() != nil {
		return Farewell
	}
	return writeTimeout
}

// hurry has a write that is under way end soon when the server stops: whoever
// takes nothing must not hold that up.
func (f *Server) hurry(c interface{ SetWriteDeadline(time.Time) error }) (done func()) {
	return OnStop(f.config.Stopping, func() { _ = c.SetWriteDeadline(time.Now().Add(Farewell)) })
}

// Headers are what all answers of a feed have. What protects pages would
// weigh more in them than the news does.
func (f *Server) Headers(w http.ResponseWriter, kind string) {
	h := w.Header()
	for _, name := range f.config.OnlyForPages {
		h.Del(name)
	}
	h.Set("Content-Type", kind)
	h.Add("Vary", "Accept, Prefer")
	switch kind { // no proxy may change a stream or keep its events back
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
