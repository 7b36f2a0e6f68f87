package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/game/wire"
	"kibitz/web/meter"
	"kibitz/web/request"
)

// playMove plays a move for whoever asks.
func (s *Server) playMove(w http.ResponseWriter, r *http.Request) error {
	id, f, err := s.action(r)
	if err != nil {
		return err
	}
	p, err := s.player(r)
	if err != nil {
		return err
	}
	event, err := s.moved(r, id, p, f, meter.TripOf(r))
	if err != nil {
		return s.refuse(w, r, id, p, f, err)
	}
	return s.acknowledge(w, r, f, event)
}

// moved plays the move that fields name, by whichever way they came.
func (s *Server) moved(r *http.Request, id game.ID, p game.Player, f request.Fields, trip time.Duration) (game.Event, error) {
	if _, err := s.acting(r, id, p); err != nil {
		return game.Event{}, err
	}
	seen, err := f.Version("seen")
	if err != nil {
		return game.Event{}, err
	}
	timing, err := f.Timing(trip)
	if err != nil {
		return game.Event{}, err
	}
	return s.config.Service.Play(r.Context(), id, p.ID, f["move"], seen, timing)
}

// refuse shows a person the game as it stands, with the reason and a move as it
// was typed, if their address may read that much; a program gets the version that it
// missed.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, id game.ID, p game.Player, f request.Fields, refused error) error {
	if !request.WantsPage(r) {
		return s.missed(r.Context(), id, refused)
	}
	if !ofTheGame(refused) || s.spendAtOnce(r, pageCost) != nil {
		return refused
	}
	snapshot, you, err := s.seen(r, id)
	if err != nil {
		return refused
	}
	status, _ := statusOf(refused)
	page := s.gamePage(r, snapshot, you)
	page.Error, page.Move, page.Flip, page.Refresh = explain(page.Language, refused), f["move"], f["flip"] == "1", f["refresh"] != "0"
	s.renderGame(w, r, status, page)
	return nil
}

// missed adds the version that the game was at to why a player was refused. Nobody
// else is told it.
func (s *Server) missed(ctx context.Context, id game.ID, refused error) error {
	if refused == nil || !ofTheGame(refused) || errors.Is(refused, game.ErrNotPlayer) {
		return refused
	}
	var refusal *game.Refusal
	if errors.As(refused, &refusal) {
		return atVersion{refused, refusal.Version}
	}
	head, err := s.headsForPlay.Get(ctx, id) // the request was refused before the game was asked
	if err != nil {
		return refused
	}
	return atVersion{refused, head.Version}
}

// ofTheGame reports whether it is the game, as it stands, that refuses.
func ofTheGame(err error) bool {
	status, _ := statusOf(err)
	return status < http.StatusInternalServerError && !errors.Is(err, game.ErrNotFound)
}

// act does for whoever asks what is neither a move nor taking a seat.
func (s *Server) act(do game.Action) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, f, err := s.action(r)
		if err != nil {
			return err
		}
		p, err := s.player(r)
		if err != nil {
			return err
		}
		event, err := s.done(r, id, p, do, f)
		if err != nil {
			return s.refuse(w, r, id, p, f, err)
		}
		return s.acknowledge(w, r, f, event)
	}
}

// done does what is neither a move nor taking a seat, by whichever way it came.
// A claim that names a result is one of the game of an opponent who is gone.
func (s *Server) done(r *http.Request, id game.ID, p game.Player, do game.Action, f request.Fields) (game.Event, error) {
	you, err := s.acting(r, id, p)
	if err != nil {
		return game.Event{}, err
	}
	if result := f["result"]; do == game.DoClaim && result != "" {
		if result != "win" && result != "draw" {
			return game.Event{}, fmt.Errorf("%w: result is win or draw", request.ErrBadBody)
		}
		gone := s.presence.Gone(id, you.Other())
		if !gone.IsZero() { // by the clock of this server
			gone = s.config.Now().Add(-time.Since(gone))
		}
		return s.config.Service.ClaimGone(r.Context(), id, p.ID, result == "win", gone)
	}
	if do == game.DoTime {
		seen, err := f.Version("seen")
		if err != nil {
			return game.Event{}, err
		}
		return s.config.Service.GiveTime(r.Context(), id, p.ID, seen)
	}
	return s.config.Service.Do(r.Context(), id, p.ID, do, game.Answer(f["answer"]))
}

// action reads what all requests to a game have: its id and their fields.
func (s *Server) action(r *http.Request) (game.ID, request.Fields, error) {
	id := r.PathValue("id")
	if !game.ValidID(id) {
		return "", nil, game.ErrNotFound
	}
	f, err := request.ReadFields(r)
	return game.ID(id), f, err
}

// sameView is the query that shows the next page as the one which the form came
// from: the board from the same side, and refreshing itself or not.
func sameView(f request.Fields) string {
	query := url.Values{}
	if f["flip"] == "1" {
		query.Set("flip", "1")
	}
	if f["refresh"] == "0" {
		query.Set("refresh", "0")
	}
	if len(query) == 0 {
		return ""
	}
	return "?" + query.Encode()
}

// acknowledge answers a change after its commit: the page of the game to a
// form, or of the one that it began; the event to a program.
func (s *Server) acknowledge(w http.ResponseWriter, r *http.Request, f request.Fields, event game.Event) error {
	if request.WantsPage(r) {
		http.Redirect(w, r, "/games/"+string(cmp.Or(event.Next, event.Game))+sameView(f), http.StatusSeeOther)
		return nil
	}
	body, err := wire.EventJSON(&event, rules.White)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, body)
	return nil
}
