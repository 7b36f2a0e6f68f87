package web_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"kibitz/game"
	"kibitz/game/gametest"
)

// The version that a refused player is told was read under the game's lock: nobody
// reads the game again for it.
func TestRefusedPlayersAreToldTheVersionWithoutAnotherRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		b.move("e4", "e5")
		address := b.url + "/games/" + string(b.id)
		b.send(address+"/draw", asAnn, `{"answer":"accept"}`) // who sits there is known now
		socket := b.join("after=4", "Authorization", asAnn)
		b.games.FailBefore(func(call string) error {
			if call == "Change" || call == "EventsSince" { // the second looks for a first answer that was lost
				return nil
			}
			return gametest.Unavailable(call)
		})
		for _, refused := range []struct {
			action, body string
			status       int
		}{
			{"moves", `{"move":"e4e6"}`, http.StatusUnprocessableEntity},
			{"moves", `{"move":"nonsense"}`, http.StatusBadRequest},
			{"moves", `{"move":"Nf3","seen":2}`, http.StatusConflict},
			{"moves", `{"move":"Nf3","seen":99}`, http.StatusConflict},
			{"abort", `{}`, http.StatusConflict},
			{"draw", `{"answer":"accept"}`, http.StatusConflict},
			{"draw", `{"answer":"perhaps"}`, http.StatusBadRequest},
		} {
			got := b.send(address+"/"+refused.action, asAnn, refused.body)
			if got.status != refused.status || !strings.Contains(got.body, `"version":4`) {
				t.Errorf("%s %s: got %d %s, want %d and version 4", refused.action, refused.body, got.status, got.body, refused.status)
			}
		}
		socket.say(`{"id":1,"do":"move","move":"e4e6"}`)
		if got := <-socket.frames; !strings.Contains(got, `"status":422`) || !strings.Contains(got, `"version":4`) {
			t.Errorf("got %s, want a refusal with version 4", got)
		}
	})
}

// Of two who join at once, the one who came too late is told the version as well; a
// game that spectators see late tells nobody.
func TestRefusedJoinTellsTheVersionItWasRefusedAt(t *testing.T) {
	for _, delay := range []string{"", `,"delay":60`} {
		synctest.Test(t, func(t *testing.T) {
			b := newBubble(t)
			created := b.send(b.url+"/games", asAnn, `{"color":"white"`+delay+`}`)
			id := game.ID(created.decode(t)["game"].(string))
			var heads, joins atomic.Int64
			b.games.FailBefore(func(call string) error {
				switch {
				case call == "Head":
					heads.Add(1)
				case call == "Join" && joins.Add(1) == 1:
					b.send(b.url+"/games/"+string(id)+"/join", asBob, `{}`)
					heads.Store(0)
				}
				return nil
			})
			got := b.send(b.url+"/games/"+string(id)+"/join", "", `{}`)
			if got.status != http.StatusConflict || strings.Contains(got.body, `"version":2`) != (delay == "") {
				t.Errorf("delay %q: got %d %s, want 409, and version 2 only without a delay", delay, got.status, got.body)
			}
			if n := heads.Load(); n > 0 {
				t.Errorf("delay %q: the head was read %d times after the refusal, want none", delay, n)
			}
		})
	}
}
