package web_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/web/webtest"
)

// A refused player is told the version that was read under the game's lock, without
// another read of the game.
func TestRefusedPlayersAreToldTheVersionWithoutAnotherRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		b.Move("e4", "e5")
		address := b.URL + "/games/" + string(b.ID)
		b.Send(address+"/draw", webtest.AsAnn, `{"answer":"accept"}`) // who sits there is known now
		socket := b.Join("after=4", "Authorization", webtest.AsAnn)
		b.Games.FailBefore(func(call string) error {
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
			got := b.Send(address+"/"+refused.action, webtest.AsAnn, refused.body)
			if got.Status != refused.status || !strings.Contains(got.Body, `"version":4`) {
				t.Errorf("%s %s: got %d %s, want %d and version 4", refused.action, refused.body, got.Status, got.Body, refused.status)
			}
		}
		socket.Say(`{"id":1,"do":"move","move":"e4e6"}`)
		if got := <-socket.Frames; !strings.Contains(got, `"status":422`) || !strings.Contains(got, `"version":4`) {
			t.Errorf("got %s, want a refusal with version 4", got)
		}
	})
}

// When two players join at once, the loser is told the version at which the seat was
// taken; no version if spectators see the game late.
func TestRefusedJoinTellsTheVersionItWasRefusedAt(t *testing.T) {
	for _, race := range []struct{ delay, before string }{{"", "Snapshot"}, {"", "Join"}, {`,"delay":60`, "Snapshot"}, {`,"delay":60`, "Join"}} {
		synctest.Test(t, func(t *testing.T) {
			b := webtest.NewBubble(t)
			created := b.Send(b.URL+"/games", webtest.AsAnn, `{"color":"white"`+race.delay+`}`)
			id := game.ID(created.Decode(t)["game"].(string))
			var heads, calls atomic.Int64
			b.Games.FailBefore(func(call string) error {
				switch {
				case call == "Head":
					heads.Add(1)
				case call == race.before && calls.Add(1) == 1:
					if _, err := b.Games.Change(t.Context(), id, func(g *game.Game) (game.Event, error) { return g.Join(gametest.Bob, time.Now()) }); err != nil {
						t.Error(err)
					}
					heads.Store(0)
				}
				return nil
			})
			got := b.Send(b.URL+"/games/"+string(id)+"/join", "", `{}`)
			if got.Status != http.StatusConflict || strings.Contains(got.Body, `"version"`) != (race.delay == "") ||
				race.delay == "" && !strings.Contains(got.Body, `"version":2`) {
				t.Errorf("%+v: got %d %s, want 409, with version 2 if nobody sees the game late", race, got.Status, got.Body)
			}
			if n := heads.Load(); n > 0 || calls.Load() == 0 {
				t.Errorf("%+v: the head was read %d times after the refusal, want none", race, n)
			}
		})
	}
}
