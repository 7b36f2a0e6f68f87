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

// playMove plays a move for the requesting player.
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

// moved plays the move that the fields name, from a POST or a WebSocket.
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

// refuse shows a person the current game with the reason and the move as it was
// typed, if their address may read that much. A program gets the current version
// instead.
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

// missed adds the game's version to the refusal of a player's request. Nobody else
// is told the version.
func (s *Server) missed(ctx context.Context, id game.ID, refused error) error {
	if refused == nil || !ofTheGame(refused) || errors.Is(refused, game.ErrNotPlayer) {
		return refused
	}
	var refusal *game.Refusal
	if errors.As(refused, &refusal) {
		return atVersion{refused, refusal.Version}
	}
	head, err := s.headsForPlay.Get(ctx, id) // the request was refused before the game was read
	if err != nil {
		return refused
	}
	return atVersion{refused, head.Version}
}

// ofTheGame reports whether the refusal comes from the state of the game.
func ofTheGame(err error) bool {
	status, _ := statusOf(err)
	return status < http.StatusInternalServerError && !errors.Is(err, game.ErrNotFound)
}

// act handles every action other than a move or joining.
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

// done carries out an action other than a move or joining, from a POST or a
// WebSocket. A claim that names a result claims the game because the opponent is
// gone.
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
		if !gone.IsZero() { // converted to the clock of games
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

// action reads what all requests to a game have: the game's id and the fields.
func (s *Server) action(r *http.Request) (game.ID, request.Fields, error) {
	id := r.PathValue("id")
	if !game.ValidID(id) {
		return "", nil, game.ErrNotFound
	}
	f, err := request.ReadFields(r)
	return game.ID(id), f, err
}

// sameView is the query that keeps the view of the page with the form: which side is
// at the bottom, and whether the page refreshes itself.
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

// acknowledge answers a change after its commit. A form gets the page of the game,
// or of the game that the change began; a program gets the event.
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
