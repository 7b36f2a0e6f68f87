package web_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/web"
)

// drain reads the pings that have come meanwhile.
func drain(p *peer) {
	for synctest.Wait(); len(p.frames) > 0; {
		<-p.frames
	}
}

// The game of an opponent who has gone is claimed, and not before.
func TestGameOfAnOpponentWhoIsGoneIsClaimed(t *testing.T) {
	for _, c := range []struct{ result, want string }{{"win", "1-0"}, {"draw", "1/2-1/2"}} {
		synctest.Test(t, func(t *testing.T) {
			b := newBubble(t)
			b.id = b.newClockedGame(game.TimeControl{Initial: 5 * time.Minute}, "e4 e5")
			ann, bob := b.join("after=4", "Authorization", asAnn), b.join("after=4", "Authorization", asBob)
			claim := `{"id":1,"do":"claim","result":"` + c.result + `"}`
			refused := func(when string) {
				t.Helper()
				drain(ann)
				ann.say(claim)
				if p := problemIn(t, <-ann.frames); p.Status != http.StatusConflict || !strings.Contains(p.Detail, "away") {
					t.Errorf("%s: got %+v, want 409", when, p)
				}
			}
			time.Sleep(30 * time.Second)
			refused("while the opponent is there")
			bob.Close()
			time.Sleep(14 * time.Second)
			refused("after 14 s away")
			time.Sleep(7 * time.Second)
			drain(ann)
			ann.say(claim)
			wantBoth(t, ann.frames, `{"re":1,"version":5}`, `{"game":"`+string(b.id)+`","version":5,`)
			if s, err := b.games.Snapshot(t.Context(), b.id); err != nil || string(s.Result) != c.want || s.Reason != game.Abandoned {
				t.Errorf("got %s by %s, %v; want %s, abandoned", s.Result, s.Reason, err, c.want)
			}
		})
	}
}

// A game is not lost by thinking: not by a player whose page has no script, not
// by a program that asks only when it wants to know, and not by one whom this
// server has not seen yet.
func TestPlayerWhoThinksIsNotGone(t *testing.T) {
	for name, live := range map[string]func(b *bubble){
		"with a page without a script": func(b *bubble) {
			b.get(b.url+"/games/"+string(b.id), "Accept", "text/html", "Authorization", asBob)
		},
		"with a poll now and then":      func(b *bubble) { b.get(b.url+b.path("after=4"), "Accept", asJSON, "Authorization", asBob) },
		"with a long poll now and then": func(b *bubble) { b.get(b.url+b.path("after=4&wait=1"), "Accept", asJSON, "Authorization", asBob) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t)
				b.id = b.newClockedGame(game.TimeControl{Initial: 5 * time.Minute}, "e4 e5")
				ann := b.join("after=4", "Authorization", asAnn)
				live(b)
				time.Sleep(2 * time.Minute)
				drain(ann)
				ann.say(`{"id":1,"do":"claim","result":"win"}`)
				if p := problemIn(t, <-ann.frames); p.Status != http.StatusConflict {
					t.Errorf("got %+v, want 409", p)
				}
			})
		})
	}
}

// Nobody knows who was there before the first reader came: such a player may be
// thinking over a page without a script.
func TestPlayerIsNotGoneWhoMayHaveComeBeforeTheServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		time.Sleep(time.Hour)
		b.id = b.newClockedGame(game.TimeControl{Initial: time.Hour}, "e4 e5")
		ann := b.join("after=4", "Authorization", asAnn)
		claim := `{"id":1,"do":"claim","result":"win"}`
		for _, wait := range []time.Duration{0, 2 * time.Minute, 7 * time.Minute} {
			time.Sleep(wait)
			drain(ann)
			ann.say(claim)
			if p := problemIn(t, <-ann.frames); p.Status != http.StatusConflict {
				t.Errorf("after %v more: got %+v, want 409", wait, p)
			}
		}
		time.Sleep(3 * time.Minute)
		drain(ann)
		ann.say(claim)
		wantBoth(t, ann.frames, `{"re":1,"version":5}`, `{"game":`)
	})
}

// A server that is not alone on its database, and hears no other, does not know
// who is there.
func TestNobodyIsGoneWhoMayBeOnAServerThatIsNotHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(c *web.Config) { c.Alone = func() bool { return false } })
		b.id = b.newClockedGame(game.TimeControl{Initial: 5 * time.Minute}, "e4 e5")
		ann := b.join("after=4", "Authorization", asAnn)
		time.Sleep(time.Minute)
		drain(ann)
		ann.say(`{"id":1,"do":"claim","result":"win"}`)
		if p := problemIn(t, <-ann.frames); p.Status != http.StatusConflict {
			t.Errorf("got %+v, want 409", p)
		}
	})
}
