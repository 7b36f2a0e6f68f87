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

// inTime bounds the time of every request, whichever handler answers it: a client
// that does not send the body it announced, or does not read its answer, must not
// keep a connection. net/http also waits for a body that no handler has read.
func (s *Server) inTime(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		control := http.NewResponseController(w)
		_ = control.SetWriteDeadline(time.Now().Add(answerTimeout))
		if r.ContentLength != 0 { // without a body a deadline would end the request itself
			_ = control.SetReadDeadline(time.Now().Add(readTimeout))
			defer feed.OnStop(s.config.Stopping, func() { // a slow body must not delay shutdown
				_ = control.SetReadDeadline(time.Now().Add(stoppingRead))
			})()
		}
		next.ServeHTTP(w, r)
	})
}

// lasting is for streams, which set a deadline for each write. It reads the whole
// request first: with a body outstanding the server could not notice that the client
// has left.
func lasting(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := discardBody(w, r); err != nil {
			return err
		}
		control := http.NewResponseController(w)
		_ = control.SetWriteDeadline(time.Time{})
		err := h(w, r)
		if err != nil { // for sending the error
			_ = control.SetWriteDeadline(time.Now().Add(answerTimeout))
		}
		return err
	}
}

// discardBody reads a body and ignores it.
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

// TurnAway answers a request on a connection that the server has no room for,
// briefly, telling the client to come back later. Health checks get their usual
// answer, and streams the answer of a shed stream, since an EventSource treats an
// error as final.
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
