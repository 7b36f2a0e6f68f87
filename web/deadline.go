package web

import (
	"errors"
	"io"
	"net/http"
	"os"
	"time"

	"kibitz/web/feed"
	"kibitz/web/request"
)

// inTime bounds the time of every request, whoever answers it: a client that
// does not send the body that it has announced, or does not take its answer, must
// not keep a connection. net/http waits for a body that nobody has read, too.
func (s *Server) inTime(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		control := http.NewResponseController(w)
		_ = control.SetWriteDeadline(time.Now().Add(answerTimeout))
		if r.ContentLength != 0 { // without a body a deadline would end the request itself
			_ = control.SetReadDeadline(time.Now().Add(readTimeout))
			defer feed.OnStop(s.config.Stopping, func() { // a body that trickles in must not hold up the stop
				_ = control.SetReadDeadline(time.Now().Add(stoppingRead))
			})()
		}
		next.ServeHTTP(w, r)
	})
}

// lasting is for answers that go on, whose writes have a deadline each. The
// request has to be complete before: a client that still owes a body could not be
// seen to leave.
func lasting(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := discardBody(w, r); err != nil {
			return err
		}
		control := http.NewResponseController(w)
		_ = control.SetWriteDeadline(time.Time{})
		err := h(w, r)
		if err != nil { // which is to be told
			_ = control.SetWriteDeadline(time.Now().Add(answerTimeout))
		}
		return err
	}
}

// discardBody reads a body that has nothing to say.
func discardBody(w http.ResponseWriter, r *http.Request) error {
	if r.ContentLength == 0 {
		return nil
	}
	_, err := io.Copy(io.Discard, http.MaxBytesReader(w, r.Body, request.MaxBody))
	var large *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &large):
		return request.ErrTooLarge
	case errors.Is(err, os.ErrDeadlineExceeded):
		return request.ErrSlowBody
	}
	return request.ErrBadBody
}

// TurnAway answers a request over a connection that the server has no room for:
// to come back later, and quickly. Health checks are answered as ever, and streams as
// ever when they are shed: an EventSource takes an error for final.
func (s *Server) TurnAway(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Connection", "close")
	if health := r.URL.Path == "/healthz" || r.URL.Path == "/readyz"; health && r.ContentLength == 0 {
		s.ServeHTTP(w, r)
		return
	}
	control := http.NewResponseController(w)
	_ = control.SetWriteDeadline(time.Now().Add(feed.Farewell))
	if r.ContentLength != 0 {
		_ = control.SetReadDeadline(time.Now().Add(feed.Farewell))
	}
	if s.feeds.TurnAway(w, r) {
		return
	}
	s.fail(w, r, errFull)
}
