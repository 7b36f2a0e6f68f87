package web

import (
	"encoding/json"
	"net/http"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/web/request"
	"kibitz/web/view"
)

// Games that a page of a list has.
const pageOfGames = 20

// mine shows the games of whoever asks, the newest first.
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
		if page.Games, err = s.GamesOf(r.Context(), visitor.ID, before, pageOfGames+1); err != nil {
			return err
		}
	}
	if len(page.Games) > pageOfGames {
		page.Games = page.Games[:pageOfGames]
		page.Older = page.Games[pageOfGames-1].Place().String()
	}
	if request.Negotiate(r, request.TypeHTML, request.TypeJSON) == request.TypeHTML {
		s.render(w, r, http.StatusOK, view.Mine(s.frame(r, "My games"), page))
		return nil
	}
	body, err := json.Marshal(listOf(page))
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, body)
	return nil
}

// listWire is a page of one's games as the protocol has it.
type listWire struct {
	Games []entryWire `json:"games"`
	Next  string      `json:"next,omitempty"` // cursor of the next page; none on the last
}

type entryWire struct {
	ID        game.ID      `json:"id"`
	You       rules.Color  `json:"you"`
	Opponent  *nameWire    `json:"opponent"` // null while the seat is open
	Status    game.Status  `json:"status"`
	Result    rules.Result `json:"result"`
	Reason    game.Reason  `json:"reason"`
	YourTurn  bool         `json:"yourTurn"`
	Ply       int          `json:"ply"`
	Initial   *int         `json:"initial,omitempty"` // seconds; absent without a clock
	Increment *int         `json:"increment,omitempty"`
	CreatedAt int64        `json:"createdAt"` // Unix milliseconds
	UpdatedAt int64        `json:"updatedAt"`
}

func listOf(p view.MinePage) listWire {
	list := listWire{Games: make([]entryWire, len(p.Games)), Next: p.Older}
	for i, g := range p.Games {
		e := entryWire{
			ID: g.Game, You: g.You, Status: g.Status, Result: g.Result, Reason: g.Reason, YourTurn: g.YourTurn(),
			Ply: g.Ply, CreatedAt: g.CreatedAt.UnixMilli(), UpdatedAt: g.UpdatedAt.UnixMilli(),
		}
		if g.Opponent.ID != "" {
			e.Opponent = &nameWire{g.Opponent.Name}
		}
		if g.Control.Clocked() {
			initial, increment := int(g.Control.Initial.Seconds()), int(g.Control.Increment.Seconds())
			e.Initial, e.Increment = &initial, &increment
		}
		list.Games[i] = e
	}
	return list
}
