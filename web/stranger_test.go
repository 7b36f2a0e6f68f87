package web_test

import (
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/web/webtest"
)

// A stranger is refused without a turn at the game: at once, even during a change of
// it.
func TestStrangersTakeNoTurnAtAGame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		_ = b.People.AddPlayer(t.Context(), game.Player{ID: "CarolCarolCa", Name: "New Owl"}, "carol")
		open, _ := gametest.Table{Open: true}.Keep(t, b.Games)
		for _, id := range []game.ID{b.ID, open} {
			held, release := make(chan struct{}), make(chan struct{})
			go b.Games.Change(t.Context(), id, func(*game.Game) (game.Event, error) {
				close(held)
				<-release
				return game.Event{}, game.ErrNotDue
			})
			<-held
			for _, what := range append([]game.Action{"moves"}, game.Actions...) {
				for _, by := range []string{"Bearer carol", ""} {
					began := time.Now()
					got := b.Ask("POST", b.URL+"/games/"+string(id)+"/"+string(what), "Authorization", by, "Accept", "application/json")
					if got.Status != 403 || time.Since(began) > 0 {
						t.Errorf("%s by %q: got %d after %v, want 403 at once", what, by, got.Status, time.Since(began))
					}
				}
			}
			close(release)
		}
		b.ID = open
		peer := b.Join("", "Authorization", "Bearer carol")
		held, release := make(chan struct{}), make(chan struct{})
		go b.Games.Change(t.Context(), open, func(*game.Game) (game.Event, error) {
			close(held)
			<-release
			return game.Event{}, game.ErrNotDue
		})
		<-held
		<-peer.Frames // the game
		peer.Say(`{"id":1,"do":"move","move":"e4"}`)
		webtest.Want(t, peer.Frames, `{"re":1,"error":{"type":"about:blank","title":"Forbidden","status":403,"detail":"you are not a player of this game"}}`)
		close(release)
	})
}

// A newly taken seat counts from then on, however many had asked before.
func TestAJoinedSeatCountsAtOnce(t *testing.T) {
	m := newOpen(webtest.NewSite(t))
	stranger, joiner := m.Client(), m.Client()
	move := map[string]any{"move": "e4"}
	if got := stranger.Post(m.Path("moves"), move); got.Status != 403 {
		t.Errorf("a stranger: got %d, want 403", got.Status)
	}
	if got := joiner.Post(m.Path("join"), nil); got.Status != 200 {
		t.Fatalf("joining: got %d", got.Status)
	}
	if got := m.White.Post(m.Path("moves"), move); got.Status != 200 {
		t.Errorf("the creator: got %d %s", got.Status, got.Body)
	}
	if got := joiner.Post(m.Path("moves"), map[string]any{"move": "e5"}); got.Status != 200 {
		t.Errorf("who joined: got %d %s", got.Status, got.Body)
	}
}
