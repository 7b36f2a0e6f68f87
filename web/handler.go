package web

import (
	"net/http"

	"kibitz/web/request"
)

// A handler answers a request or returns why it did not; then it has sent
// nothing yet.
type handler func(w http.ResponseWriter, r *http.Request) error

// handle makes one of net/http's out of a handler.
func (s *Server) handle(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}

// ordinary bounds a request that is read, answered and done: its body, and the
// time that the work on it takes.
func (s *Server) ordinary(h handler) http.Handler { return s.bounded(request.MaxBody, h) }

// bounded is ordinary with a body of at most so many bytes.
func (s *Server) bounded(body int64, h handler) http.Handler {
	next := s.handle(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r, over := request.Bound(r, request.WorkTime)
		defer over()
		r.Body = http.MaxBytesReader(w, r.Body, body)
		next.ServeHTTP(w, r)
	})
}

// limited asks the address that a request comes from not to send too many.
func (s *Server) limited(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := s.byAddress.Take(request.Address(r), 1); err != nil {
			return err
		}
		return h(w, r)
	}
}

// orNotFound gives our own pages to addresses and methods that no route has.
func (s *Server) orNotFound(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		seen := &statusOnly{header: w.Header(), status: http.StatusOK}
		answer.ServeHTTP(seen, r) // 404, 405 with Allow, or a redirect to the clean path
		err := s.spend(r, readCost)
		switch {
		case err != nil:
			s.fail(w, r, err)
		case seen.status == http.StatusMethodNotAllowed:
			s.fail(w, r, errMethod)
		case seen.status >= 400:
			s.fail(w, r, errNoPage)
		default:
			w.WriteHeader(seen.status)
		}
	})
}

// statusOnly keeps what the mux would have answered, without its text.
type statusOnly struct {
	header http.Header
	status int
}

func (w *statusOnly) Header() http.Header         { return w.header }
func (w *statusOnly) WriteHeader(status int)      { w.status = status }
func (w *statusOnly) Write(p []byte) (int, error) { return len(p), nil }
