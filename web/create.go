package web

import (
	"errors"
	"fmt"
	"net/http"

	"kibitz/game"
	"kibitz/web/view"
)

// createGame starts a game for whoever asks and leaves the other seat open.
func (s *Server) createGame(w http.ResponseWriter, r *http.Request) error {
	f, err := readFields(r)
	if err != nil {
		return err
	}
	setup, err := setupFrom(f)
	if err != nil {
		return s.refuseSetup(w, r, f, err)
	}
	if setup.Creator, err = s.playerOrGuest(w, r, ""); err != nil {
		return err
	}
	snapshot, err := s.Service.Create(r.Context(), setup)
	if err != nil {
		return err
	}
	place := "/games/" + string(snapshot.Game)
	if wantsPage(r) {
		http.Redirect(w, r, place, http.StatusSeeOther)
		return nil
	}
	w.Header().Set("Location", place)
	return writeSnapshot(w, http.StatusCreated, snapshot, snapshot.ColorOf(setup.Creator.ID))
}

// setupFrom reads what game is wanted, and refuses what cannot be had before a
// guest is made for it.
func setupFrom(f fields) (game.Setup, error) {
	if o := f["opponent"]; o != "" && o != "link" {
		return game.Setup{}, fmt.Errorf("%w: the opponent is whoever opens the link (opponent=link)", errBadWish)
	}
	for _, name := range []string{"initial", "increment", "delay", "level"} {
		if v := f[name]; v != "" && v != "0" {
			return game.Setup{}, fmt.Errorf("%w: %s is not offered here", errBadWish, name)
		}
	}
	setup := game.Setup{Color: f["color"], FEN: f["fen"]}
	return setup, setup.Check()
}

// refuseSetup shows a person the form again, as it was filled in.
func (s *Server) refuseSetup(w http.ResponseWriter, r *http.Request, f fields, err error) error {
	status, detail := statusOf(err)
	if !wantsPage(r) || status != http.StatusBadRequest || errors.Is(err, errBadBody) {
		return err
	}
	s.render(w, r, status, view.Home(s.frame(r, "Kibitz"), view.HomePage{
		Color: f["color"], FEN: f["fen"], Error: detail,
	}))
	return nil
}

// joinGame gives the open seat of a game to whoever asks.
func (s *Server) joinGame(w http.ResponseWriter, r *http.Request) error {
	id, _, err := s.action(r)
	if err != nil {
		return err
	}
	snapshot, err := s.Snapshots.Snapshot(r.Context(), id)
	if err != nil {
		return err
	}
	if err := snapshot.Joinable(); err != nil { // before a guest is made for nothing
		return atVersion{err, snapshot.Version}
	}
	p, err := s.playerOrGuest(w, r, snapshot.White.Name+snapshot.Black.Name) // one seat is open
	if err != nil {
		return err
	}
	if _, err := s.Service.Join(r.Context(), id, p); err != nil {
		return atVersion{err, snapshot.Version}
	}
	if wantsPage(r) {
		http.Redirect(w, r, "/games/"+string(id), http.StatusSeeOther)
		return nil
	}
	if snapshot, err = s.Snapshots.Snapshot(r.Context(), id); err != nil {
		return err
	}
	return writeSnapshot(w, http.StatusOK, snapshot, snapshot.ColorOf(p.ID))
}
