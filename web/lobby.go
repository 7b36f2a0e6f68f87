package web

import (
	"context"
	"net/http"
	"time"

	"kibitz/game"
	"kibitz/game/wire"
	"kibitz/web/feed"
)

// followLobby sends the whole list of seeks each time it changes.
func (s *Server) followLobby(w http.ResponseWriter, r *http.Request) error {
	if err := s.spend(r, readCost); err != nil {
		return s.feeds.Serve(w, r, feed.Refused{Err: err})
	}
	src, err := feed.NewSeekLists(r, s.config.Lobby)
	if err != nil {
		return err
	}
	return s.feeds.Serve(w, r, src)
}

// showLobby answers with the current seeks and which of them are the visitor's own.
// The feed does not tell that, since all its readers get the same.
func (s *Server) showLobby(w http.ResponseWriter, r *http.Request) error {
	list, err := s.config.Lobby.Since(r.Context(), "")
	if err != nil {
		return err
	}
	body, err := list.JSONWith(s.seeksOf(r, list))
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, body)
	return nil
}

// seeksOf returns which seeks of a list are the visitor's own.
func (s *Server) seeksOf(r *http.Request, list *wire.SeekList) []game.ID {
	mine := []game.ID{}
	visitor, err := s.visitorSoon(r)
	if err != nil || visitor.ID == "" {
		return mine
	}
	for _, seek := range list.Seeks {
		if seek.By.ID == visitor.ID {
			mine = append(mine, seek.Game)
		}
	}
	return mine
}

// How often the presence of waiting players is recorded. A seek ends game.SeekFor
// after the last record.
const signEvery = 5 * time.Second

// keepSeeks keeps seeks alive whose creators are present, until ctx ends, with one
// query for all of them.
func (s *Server) keepSeeks(ctx context.Context) {
	tick := time.NewTicker(signEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			s.sign(ctx)
		case <-ctx.Done():
			return
		}
	}
}

func (s *Server) sign(ctx context.Context) {
	here := s.presence.Players()
	if len(here) == 0 {
		return
	}
	limited, cancel := context.WithTimeout(ctx, signEvery)
	defer cancel()
	if err := s.config.Lists.Sign(limited, here, s.config.Now()); err != nil && ctx.Err() == nil {
		s.unsigned.Do(func() { s.config.Log.Warn("noting who waits in the lobby", "err", err) })
	}
}
