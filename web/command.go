package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"kibitz/game"
	"kibitz/web/request"
)

// command does what a client asked for over the socket of a game, as a POST
// would.
func (s *Server) command(r *http.Request, id game.ID, f request.Fields, trip time.Duration) (game.Event, error) {
	ctx, cancel := context.WithTimeout(r.Context(), request.WorkTime)
	defer cancel()
	event, err := s.commanded(r.WithContext(ctx), id, f, trip)
	if err != nil {
		s.logFault(r, err)
	}
	return event, err
}

func (s *Server) commanded(r *http.Request, id game.ID, f request.Fields, trip time.Duration) (game.Event, error) {
	if err := s.byAddress.Take(request.Address(r), 1); err != nil {
		return game.Event{}, err
	}
	p, err := s.player(r)
	if err != nil {
		return game.Event{}, err
	}
	do := game.Action(f["do"])
	switch {
	case do == "move":
		event, err := s.moved(r, id, p, f, trip)
		return event, s.missed(r.Context(), id, err)
	case do == "chat":
		return s.talk(r, id, p, f)
	case slices.Contains(game.Actions, do):
		event, err := s.done(r, id, p, do, f)
		return event, s.missed(r.Context(), id, err)
	}
	return game.Event{}, fmt.Errorf("%w: do is move, chat or one of %v", request.ErrBadBody, game.Actions)
}
