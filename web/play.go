package web

import (
	"context"
	"errors"
	"net/http"

	"kibitz/game"
)

// playMove plays a move for whoever asks.
func (s *Server) playMove(w http.ResponseWriter, r *http.Request) error {
	id, f, err := s.action(r)
	if err != nil {
		return err
	}
	seen, err := f.version("seen")
	if err != nil {
		return err
	}
	p, err := s.player(r)
	if err != nil {
		return err
	}
	event, err := s.Service.Play(r.Context(), id, p.ID, f["move"], seen)
	if err != nil {
		return s.refuseMove(w, r, id, p, f["move"], err)
	}
	return s.acknowledge(w, r, event)
}

// refuseMove shows a person the game as it stands, with the reason and the move
// as it was typed; a program gets the version that it missed.
func (s *Server) refuseMove(w http.ResponseWriter, r *http.Request, id game.ID, p game.Player, move string, refused error) error {
	status, detail := statusOf(refused)
	if status >= http.StatusInternalServerError || errors.Is(refused, game.ErrNotFound) {
		return refused
	}
	snapshot, err := s.Snapshots.Snapshot(r.Context(), id)
	if err != nil {
		return refused
	}
	if !wantsPage(r) {
		return atVersion{refused, snapshot.Version}
	}
	page := s.gamePage(r, snapshot, snapshot.ColorOf(p.ID))
	page.Error, page.Move = detail, move
	s.renderGame(w, r, status, page)
	return nil
}

// resign ends a game for the opponent of whoever asks.
func (s *Server) resign(w http.ResponseWriter, r *http.Request) error {
	return s.act(w, r, s.Service.Resign)
}

// abort ends a game that has hardly begun.
func (s *Server) abort(w http.ResponseWriter, r *http.Request) error {
	return s.act(w, r, s.Service.Abort)
}

// act does for whoever asks what needs no more than the game and the player.
func (s *Server) act(w http.ResponseWriter, r *http.Request, do func(context.Context, game.ID, game.PlayerID) (game.Event, error)) error {
	id, _, err := s.action(r)
	if err != nil {
		return err
	}
	p, err := s.player(r)
	if err != nil {
		return err
	}
	event, err := do(r.Context(), id, p.ID)
	if err != nil {
		return err
	}
	return s.acknowledge(w, r, event)
}

// action reads what all requests to a game have: its id and their fields.
func (s *Server) action(r *http.Request) (game.ID, fields, error) {
	id := r.PathValue("id")
	if !game.ValidID(id) {
		return "", nil, game.ErrNotFound
	}
	f, err := readFields(r)
	return game.ID(id), f, err
}

// acknowledge answers a change after its commit: the page of the game to a
// form, the event to a program.
func (s *Server) acknowledge(w http.ResponseWriter, r *http.Request, event game.Event) error {
	if wantsPage(r) {
		http.Redirect(w, r, "/games/"+string(event.Game), http.StatusSeeOther)
		return nil
	}
	body, err := event.PlayerJSON()
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, body)
	return nil
}
