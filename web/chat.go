package web

import (
	"cmp"
	"errors"
	"net/http"

	"kibitz/game"
	"kibitz/game/failure"
	"kibitz/game/wire"
	"kibitz/web/feed"
	"kibitz/web/request"
	"kibitz/web/view"
)

// errOtherRoom is the error for writing into the other side's room.
var errOtherRoom = failure.New(failure.Forbidden, "players talk to each other until the game is over, and spectators among themselves")

// say posts a message in a room of a game. A new visitor becomes a guest by it.
func (s *Server) say(w http.ResponseWriter, r *http.Request) error {
	id, f, err := s.action(r)
	if err != nil {
		return err
	}
	from, room, err := s.roomFor(r, id, f)
	var said game.Event
	if err == nil {
		err = s.asPlayerIf(w, r, "", func() error { return s.countTalk(r, id, from) }, func(p game.Player) (err error) {
			said, err = s.said(r, id, p, room, f["text"])
			return err
		})
	}
	if err != nil {
		return s.refuseTalk(w, r, id, f, err)
	}
	if request.WantsPage(r) {
		http.Redirect(w, r, "/games/"+string(id)+sameView(f)+"#chat", http.StatusSeeOther)
		return nil
	}
	body, err := heardBy(from, said)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, body)
	return nil
}

// roomFor returns the room that a message is for and the sender's view of the game,
// or why the sender may not talk there now. It checks first what needs no database.
func (s *Server) roomFor(r *http.Request, id game.ID, f request.Fields) (feed.Chair, game.Room, error) {
	room := game.Room(f["room"])
	if _, err := game.CleanMessage(cmp.Or(room, game.PlayersRoom), f["text"]); err != nil {
		return feed.Chair{}, "", err
	}
	from, err := s.seatForPlay(r, id)
	switch {
	case err != nil:
		return feed.Chair{}, "", err
	case room == "" && from.You != "":
		room = game.PlayersRoom
	case room == "":
		room = game.SpectatorsRoom
	case room == game.PlayersRoom && from.You == "":
		return feed.Chair{}, "", errOtherRoom
	}
	p, err := s.visitorForPlay(r)
	if err == nil && p.ID != "" {
		err = s.byTalker.Take(string(p.ID), 1)
	}
	return from, room, err
}

// countTalk applies the limits on the talk of a game's spectators. It comes last, so
// that refused messages use up nothing of what spectators share. The limit by
// address comes first, so that no address uses up the share of all.
func (s *Server) countTalk(r *http.Request, id game.ID, from feed.Chair) error {
	if from.You != "" {
		return nil
	}
	if err := s.byRoomAddress.Take(request.Address(r)+" "+string(id), 1); err != nil {
		return err
	}
	return s.byRoom.Take(string(id), 1)
}

func (s *Server) said(r *http.Request, id game.ID, p game.Player, room game.Room, text string) (game.Event, error) {
	e, err := s.config.Service.Say(r.Context(), id, p, room, text)
	if errors.Is(err, game.ErrNotPlayer) {
		err = errOtherRoom
	}
	return e, err
}

// talk is say over a WebSocket, where nobody can become a guest. A delayed spectator
// does not even get the version.
func (s *Server) talk(r *http.Request, id game.ID, p game.Player, f request.Fields) (game.Event, error) {
	if p.ID == "" {
		return game.Event{}, game.ErrNotPlayer
	}
	from, room, err := s.roomFor(r, id, f)
	if err == nil {
		err = s.countTalk(r, id, from)
	}
	if err != nil {
		return game.Event{}, err
	}
	e, err := s.said(r, id, p, room, f["text"])
	if from.Delay > 0 {
		e = game.Event{}
	}
	return e, err
}

// heardBy is the event of a message as its sender gets it. A delayed spectator gets
// the message alone: the rest of the event is the game's current state.
func heardBy(from feed.Chair, e game.Event) ([]byte, error) {
	if from.You == "" && from.Delay > 0 {
		return wire.SaidJSON(&e)
	}
	return wire.EventJSON(&e, from.You)
}

// refuseTalk shows a person the game with the reason and the message as it was
// typed, if their address may read that much.
func (s *Server) refuseTalk(w http.ResponseWriter, r *http.Request, id game.ID, f request.Fields, refused error) error {
	if !request.WantsPage(r) || !ofTheGame(refused) || s.spendAtOnce(r, pageCost) != nil {
		return refused
	}
	snapshot, you, err := s.seen(r, id)
	if err != nil {
		return refused
	}
	status, _ := statusOf(refused)
	page := s.gamePage(r, snapshot, you)
	page.Flip, page.Refresh = f["flip"] == "1", f["refresh"] != "0"
	page.Talk = view.Talk{Error: explain(page.Language, refused), Text: f["text"], Room: game.Room(f["room"])}
	advise(w.Header(), status, refused)
	s.renderGame(w, r, status, page)
	return nil
}
