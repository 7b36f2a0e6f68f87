package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/web/limit"
	"kibitz/web/request"
)

// followGame sends the events of a game after a cursor.
func (s *Server) followGame(w http.ResponseWriter, r *http.Request) error {
	if err := s.spend(r, readCost); err != nil {
		return s.follow(w, r, costly{err})
	}
	src, err := s.oneGame(r)
	if err != nil {
		return err
	}
	return s.follow(w, r, src)
}

// follow sends what a source has by the transport that the request asks for. All
// of them read from the same source; they differ in how the bytes travel.
func (s *Server) follow(w http.ResponseWriter, r *http.Request, src pollable) error {
	switch kind := request.Negotiate(r, request.TypeJSON, request.TypeSSE, request.TypeNDJSON); {
	case isUpgrade(r):
		return s.followWebSocket(w, r, src)
	case kind == request.TypeSSE:
		return s.followSSE(w, r, src)
	case kind == request.TypeNDJSON:
		return s.followNDJSON(w, r, src)
	}
	wait, err := waitOf(r)
	if err != nil {
		return err
	}
	if err := src.polledBy(r); err != nil {
		return err
	}
	if wait > 0 {
		return s.longPoll(w, r, src, wait)
	}
	return s.poll(w, r, src)
}

// A source is where one reader's messages come from. It holds the cursor, and
// belongs to one goroutine.
type source interface {
	// since returns what there is now, none if there is nothing.
	since(ctx context.Context) ([]message, error)
	// next waits until there is something.
	next(ctx context.Context) ([]message, error)
	// ping is what a reader is told who has heard nothing for a while.
	ping(at time.Time) []byte
	// about is whom this is for, for the registry of readers.
	about() about
}

// A message is one thing that a reader gets: an event, the snapshot that stands
// for many, or the list of seeks.
type message struct {
	cursor string // with which a reader that has it comes back
	kind   game.Kind
	data   []byte             // JSON, shared: not to be changed
	event  *game.Announcement // nil for a snapshot
	you    rules.Color
	seeks  *game.SeekList // nil for what is not of the lobby
}

// A sink writes messages to a reader, each within the time that one write may
// take. After an error it writes no more, and flush returns it.
type sink interface {
	send(m message)
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
	farewell = time.Second
	// Pause before a stream whose log cannot be reached looks again.
	lookAgain = time.Second
)

// stream sends a source's messages for as long as both sides last, and returns
// why it ended.
func (s *Server) stream(ctx context.Context, src source, first []message, out sink, life *life) why {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(s.Stopping, cancel)()
	for messages := first; ; {
		err := deliver(messages, out, life)
		if err == nil {
			messages, err = s.nextOrPing(ctx, src, out)
		}
		switch {
		case err == nil:
		case errors.Is(err, game.ErrEnded):
			out.end()
			return completed
		case errors.Is(err, errRestart):
			out.comeBack()
			return stopped
		case out.flush() != nil: // asked before ctx, which a write that fails ends
			life.failed(out.flush())
			return whyNot(out.flush())
		case s.Stopping.Err() != nil:
			out.comeBack()
			return stopped
		default:
			return gone
		}
	}
}

// deliver sends messages, and counts them once they are on their way.
func deliver(messages []message, out sink, life *life) error {
	for _, m := range messages {
		out.send(m)
	}
	if err := out.flush(); err != nil {
		return err
	}
	for _, m := range messages {
		life.sent(m)
	}
	return nil
}

// nextOrPing waits for messages and pings while there are none. A log that
// cannot be reached keeps the stream open: what happens meanwhile is read when
// it is back.
func (s *Server) nextOrPing(ctx context.Context, src source, out sink) ([]message, error) {
	ping := time.Now().Add(pingEvery)
	for {
		wait, cancel := context.WithDeadline(ctx, ping)
		messages, err := src.next(wait)
		timeUp := wait.Err() != nil
		cancel()
		switch {
		case err == nil, errors.Is(err, game.ErrEnded), errors.Is(err, errRestart), ctx.Err() != nil:
			return messages, err
		case !timeUp:
			if !errors.As(err, new(limit.TooFast)) {
				s.unread(err)
			}
			pause(ctx, min(lookAgain, time.Until(ping)))
		}
		if now := time.Now(); !now.Before(ping) {
			out.ping(src.ping(s.Now()))
			if err := out.flush(); err != nil {
				return nil, err
			}
			ping = now.Add(pingEvery)
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
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
func (s *Server) begin(ctx context.Context, src source) (first []message, away why, leave func(), err error) {
	away, leave = s.enter(src)
	if away != "" {
		return nil, away, leave, nil
	}
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	first, err = src.since(ctx)
	switch {
	case errors.As(err, new(limit.TooFast)):
		return nil, shed, leave, nil
	case unavailable(err):
		s.unread(err)
		return nil, failed, leave, nil
	}
	return first, "", leave, err
}

// enter has a reader wait here until leave is called; away is why it may not, if
// it may not.
func (s *Server) enter(src source) (away why, leave func()) {
	if s.Stopping.Err() != nil {
		return stopped, func() {}
	}
	leave, ok := s.readers.waiting.enter(src.about())
	if !ok {
		return shed, leave
	}
	return "", leave
}

// unread writes down that the log could not be read: now and then, since all
// readers find out at the same time.
func (s *Server) unread(err error) {
	s.unreadLog.Do(func() { s.Log.Warn("feeds wait for the log", "err", err) })
}

// patience is how long one write to a reader may take.
func (s *Server) patience() time.Duration {
	if s.Stopping.Err() != nil {
		return farewell
	}
	return writeTimeout
}

// hurry has a write that is under way end soon when the server stops: whoever
// takes nothing must not hold that up.
func (s *Server) hurry(c interface{ SetWriteDeadline(time.Time) error }) (done func()) {
	return s.whenStopping(func() { _ = c.SetWriteDeadline(time.Now().Add(farewell)) })
}

// feedHeaders are what all answers of a feed have. What protects pages would
// weigh more in them than the news does.
func feedHeaders(w http.ResponseWriter, kind string) {
	h := w.Header()
	for name := range pageHeaders {
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
