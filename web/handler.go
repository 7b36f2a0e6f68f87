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

// A handler answers a request, or returns why it did not; in that case it has sent
// nothing.
type handler func(w http.ResponseWriter, r *http.Request) error

// handle turns a handler into an http.Handler.
func (s *Server) handle(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}

// ordinary bounds a request that is not a stream: the size of its body, and the time
// spent working on it.
func (s *Server) ordinary(h handler) http.Handler { return s.bounded(request.MaxBody, h) }

// bounded is ordinary with a limit of body bytes.
func (s *Server) bounded(body int64, h handler) http.Handler {
	next := s.handle(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r, over := request.Bound(r, request.WorkTime)
		defer over()
		r.Body = http.MaxBytesReader(w, r.Body, body)
		next.ServeHTTP(w, r)
	})
}

// limited applies the rate limit of the address that a request comes from.
func (s *Server) limited(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := s.byAddress.Take(request.Address(r), 1); err != nil {
			return err
		}
		return h(w, r)
	}
}

// orNotFound serves our own error pages for addresses and methods without a route.
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

// statusOnly records the status that the mux would have sent, without the body.
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

// reading charges cost to the address of a request that reads, and refuses the
// request if that address has read too much. Otherwise the request waits for its
// turn. Any further cost is charged once it is known.
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

// spend charges a request's cost to its address; limit.TooFast if the address has
// read too much. The refusal is delayed: otherwise a program that retries as soon as
// it has an answer would keep the server busy refusing it.
func (s *Server) spend(r *http.Request, cost int) error {
	err := s.reads.Take(request.Address(r), cost)
	if err != nil {
		feed.Pause(r.Context(), refusalPause)
	}
	return err
}

// spendAtOnce is spend without the delay, for a request that has a limit of its own.
func (s *Server) spendAtOnce(r *http.Request, cost int) error {
	return s.reads.Take(request.Address(r), cost)
}

// pay charges what an answer costs beyond its request.
func (s *Server) pay(r *http.Request, cost int) error {
	return s.reads.Charge(request.Address(r), cost, maxReadDebt)
}

// costOf is the cost of showing a game.
func costOf(g game.Snapshot) int { return shelf.SizeOf(g) / readBytes }

// showing waits for room to show a game, if the game is large. Send the answer
// before calling done.
func (s *Server) showing(ctx context.Context, g game.Snapshot) (done func(), err error) {
	if shelf.SizeOf(g) <= largeGame {
		return func() {}, nil
	}
	return s.large.Leave, s.large.Enter(ctx)
}
