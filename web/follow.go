package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"kibitz/game"
	"kibitz/web/feed"
	"kibitz/web/request"
)

// followGame sends the events of a game after a cursor.
func (s *Server) followGame(w http.ResponseWriter, r *http.Request) error {
	if err := s.spend(r, readCost); err != nil {
		return s.feeds.Serve(w, r, feed.Refused{Err: err})
	}
	src, err := s.oneGame(r)
	if err != nil {
		return err
	}
	defer src.Close()
	return s.feeds.Serve(w, r, src)
}

// followMany sends the events of several games on one connection.
func (s *Server) followMany(w http.ResponseWriter, r *http.Request) error {
	if err := s.spend(r, readCost); err != nil {
		return s.feeds.ServeStream(w, r, feed.Refused{Err: err})
	}
	src, err := feed.NewBoards(r, s.config.Feed, s.outlook(r), s.delayOf)
	if err != nil {
		return err
	}
	defer src.Close()
	return s.feeds.ServeStream(w, r, src)
}

// oneGame reads which events of which game the client wants, and who the client is.
func (s *Server) oneGame(r *http.Request) (*feed.Game, error) {
	id := r.PathValue("id")
	if !game.ValidID(id) {
		return nil, game.ErrNotFound
	}
	g, err := feed.NewGame(r, s.config.Feed, s.outlook(r), game.ID(id))
	if err != nil {
		return nil, err
	}
	return g, g.Sit(s.seat(r, game.ID(id)))
}

// outlook is the view of a reader of real games.
func (s *Server) outlook(r *http.Request) feed.View {
	pay := func(g game.Snapshot) error { return s.pay(r, costOf(g)) }
	return feed.View{Games: s.shelf, Pay: pay, Present: s.presence.At, Encode: s.encodings.Of}
}

// delayOf returns the delay of a game's spectators.
func (s *Server) delayOf(ctx context.Context, id game.ID) (time.Duration, error) {
	taken, err := s.seatsOf(ctx, id)
	return taken.delay, err
}

// command carries out a request that came over the WebSocket of a game, as a POST
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

// metered charges a request for a feed to the meter that it names. The meter can
// also end the feed.
func (s *Server) metered(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		name := r.URL.Query().Get("meter")
		if !request.ValidMeter(name) {
			return h(w, r)
		}
		r, done := s.meters.Charge(r, name)
		defer done()
		return h(w, r)
	}
}

// leaveMeter ends the streams of a page that is being left. A browser may freeze the
// page, and the SharedWorker that reads for it, with the connection still open, and
// the server would not notice for minutes.
func (s *Server) leaveMeter(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	if !request.ValidMeter(name) {
		return errNoPage
	}
	s.meters.Leave(name)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// readMeter returns what a meter has counted so far.
func (s *Server) readMeter(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	if !request.ValidMeter(name) {
		return errNoPage
	}
	counted := s.meters.Read(name)
	// The time lets a page compare its clock with the server's.
	count := map[string]any{"requests": counted.Requests, "at": s.config.Now().UnixMilli()}
	if counted.Shared {
		count["shared"] = true
	} else {
		count["up"], count["down"] = counted.Up, counted.Down
	}
	body, err := json.Marshal(count)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, body)
	return nil
}
