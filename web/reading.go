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
)

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
func costOf(g game.Snapshot) int { return sizeOf(g) / readBytes }

// showing waits for room to show a game, if that is a large one. The answer is to
// be sent before done is called.
func (s *Server) showing(ctx context.Context, g game.Snapshot) (done func(), err error) {
	if sizeOf(g) <= largeGame {
		return func() {}, nil
	}
	return s.large.Leave, s.large.Enter(ctx)
}
