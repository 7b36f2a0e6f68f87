package web

import (
	"net/http"

	"kibitz/game"
	"kibitz/game/wire"
	"kibitz/web/request"
	"kibitz/web/view"
)

// Games on one page of a list.
const pageOfGames = 20

// mine shows the visitor's games, the newest first.
func (s *Server) mine(w http.ResponseWriter, r *http.Request) error {
	before, err := game.ParsePlace(r.URL.Query().Get("before"))
	if err != nil {
		return err
	}
	visitor, err := s.visitor(r)
	if err != nil {
		return err
	}
	page := view.MinePage{Known: visitor.ID != "", Later: before != game.Place{}}
	if page.Known {
		if page.Games, err = s.config.Lists.GamesOf(r.Context(), visitor.ID, before, pageOfGames+1); err != nil {
			return err
		}
	}
	if len(page.Games) > pageOfGames {
		page.Games = page.Games[:pageOfGames]
		page.Older = page.Games[pageOfGames-1].Place().String()
	}
	if request.Negotiate(r, request.TypeHTML, request.TypeJSON) == request.TypeHTML {
		s.render(w, r, http.StatusOK, view.Mine(s.frame(r), page))
		return nil
	}
	body, err := wire.EntriesJSON(page.Games, page.Older)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, body)
	return nil
}
