package web

import (
	"cmp"
	"context"
	"net/http"

	"golang.org/x/time/rate"

	"kibitz/game"
	"kibitz/web/feed"
	"kibitz/web/limit"
	"kibitz/web/request"
	"kibitz/web/shelf"
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

func newReadLimiter(perSecond int) *limit.Rate {
	perSecond = cmp.Or(perSecond, readRate)
	return limit.NewRate(rate.Limit(perSecond), perSecond*(readBurst/readRate))
}

// reading counts a request that reads, at so much, and refuses it if its address
// has read too much; else it waits for its turn. What it costs beyond that is paid
// once it is known.
func (s *Server) reading(cost int, h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := s.spend(r, cost); err != nil {
			return err
		}
		leave, err := s.lanes.Enter(r.Context(), request.Address(r))
		if err != nil {
			return err
		}
		defer leave()
		return h(w, r)
	}
}

// spend counts a request at so much; tooFast if its address has read too much. A
// refusal comes after a moment: otherwise programs that ask again as soon as they
// have an answer would keep the server busy refusing them.
func (s *Server) spend(r *http.Request, cost int) error {
	err := s.reads.Take(request.Address(r), cost)
	if err != nil {
		feed.Pause(r.Context(), refusalPause)
	}
	return err
}

// spendAtOnce is spend for a request that has a limit of its own: nothing is held
// back.
func (s *Server) spendAtOnce(r *http.Request, cost int) error {
	return s.reads.Take(request.Address(r), cost)
}

// pay counts what an answer costs beyond its request.
func (s *Server) pay(r *http.Request, cost int) error {
	return s.reads.Charge(request.Address(r), cost, maxReadDebt)
}

// costOf is what it costs to show a game.
func costOf(g game.Snapshot) int { return shelf.SizeOf(g) / readBytes }

// showing waits for room to show a game, if that is a large one. The answer is to
// be sent before done is called.
func (s *Server) showing(ctx context.Context, g game.Snapshot) (done func(), err error) {
	if shelf.SizeOf(g) <= largeGame {
		return func() {}, nil
	}
	return s.large.Leave, s.large.Enter(ctx)
}
