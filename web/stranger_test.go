package web_test

import (
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
)

// A stranger is refused without a turn at the game: at once, also while a change of
// it is under way.
func TestStrangersTakeNoTurnAtAGame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		_ = b.people.AddPlayer(t.Context(), game.Player{ID: "CarolCarolCa", Name: "New Owl"}, "carol")
		open, _ := gametest.Table{Open: true}.Keep(t, b.games)
		for _, id := range []game.ID{b.id, open} {
			held, release := make(chan struct{}), make(chan struct{})
			go b.games.Change(t.Context(), id, func(*game.Game) (game.Event, error) {
				close(held)
				<-release
				return game.Event{}, game.ErrNotDue
			})
			<-held
			for _, what := range append([]game.Action{"moves"}, game.Actions...) {
				for _, by := range []string{"Bearer carol", ""} {
					began := time.Now()
					got := b.ask("POST", b.url+"/games/"+string(id)+"/"+string(what), "Authorization", by, "Accept", "application/json")
					if got.status != 403 || time.Since(began) > 0 {
						t.Errorf("%s by %q: got %d after %v, want 403 at once", what, by, got.status, time.Since(began))
					}
				}
			}
			close(release)
		}
		b.id = open
		peer := b.join("", "Authorization", "Bearer carol")
		held, release := make(chan struct{}), make(chan struct{})
		go b.games.Change(t.Context(), open, func(*game.Game) (game.Event, error) {
			close(held)
			<-release
			return game.Event{}, game.ErrNotDue
		})
		<-held
		<-peer.frames // the game
		peer.say(`{"id":1,"do":"move","move":"e4"}`)
		want(t, peer.frames, `{"re":1,"error":{"type":"about:blank","title":"Forbidden","status":403,"detail":"you are not a player of this game"}}`)
		close(release)
	})
}

// A seat that was just taken counts from then on, however many had asked before.
func TestAJoinedSeatCountsAtOnce(t *testing.T) {
	m := newSite(t).newOpen()
	stranger, joiner := m.client(), m.client()
	move := map[string]any{"move": "e4"}
	if got := stranger.post(m.path("moves"), move); got.status != 403 {
		t.Errorf("a stranger: got %d, want 403", got.status)
	}
	if got := joiner.post(m.path("join"), nil); got.status != 200 {
		t.Fatalf("joining: got %d", got.status)
	}
	if got := m.white.post(m.path("moves"), move); got.status != 200 {
		t.Errorf("the creator: got %d %s", got.status, got.body)
	}
	if got := joiner.post(m.path("moves"), map[string]any{"move": "e5"}); got.status != 200 {
		t.Errorf("who joined: got %d %s", got.status, got.body)
	}
}
