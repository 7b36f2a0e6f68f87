package presence_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/web"
	"kibitz/web/webtest"
)

// drain reads the pings that have come meanwhile.
func drain(p *webtest.Peer) {
	for synctest.Wait(); len(p.Frames) > 0; {
		<-p.Frames
	}
}

// The game of an opponent who has gone is claimed, and not before.
func TestGameOfAnOpponentWhoIsGoneIsClaimed(t *testing.T) {
	for _, c := range []struct{ result, want string }{{"win", "1-0"}, {"draw", "1/2-1/2"}} {
		synctest.Test(t, func(t *testing.T) {
			b := webtest.NewBubble(t)
			b.ID = b.NewClockedGame(game.TimeControl{Initial: 5 * time.Minute}, "e4 e5")
			ann, bob := b.Join("after=4", "Authorization", webtest.AsAnn), b.Join("after=4", "Authorization", webtest.AsBob)
			claim := `{"id":1,"do":"claim","result":"` + c.result + `"}`
			refused := func(when string) {
				t.Helper()
				drain(ann)
				ann.Say(claim)
				if p := webtest.ProblemIn(t, <-ann.Frames); p.Status != http.StatusConflict || !strings.Contains(p.Detail, "away") {
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
			ann.Say(claim)
			webtest.WantBoth(t, ann.Frames, `{"re":1,"version":5}`, `{"game":"`+string(b.ID)+`","version":5,`)
			if s, err := b.Games.Snapshot(t.Context(), b.ID); err != nil || string(s.Result) != c.want || s.Reason != game.Abandoned {
				t.Errorf("got %s by %s, %v; want %s, abandoned", s.Result, s.Reason, err, c.want)
			}
		})
	}
}

// A game is not lost by thinking: not by a player whose page has no script, not
// by a program that asks only when it wants to know, and not by one whom this
// server has not seen yet.
func TestPlayerWhoThinksIsNotGone(t *testing.T) {
	for name, live := range map[string]func(b *webtest.Bubble){
		"with a page without a script": func(b *webtest.Bubble) {
			b.Get(b.URL+"/games/"+string(b.ID), "Accept", "text/html", "Authorization", webtest.AsBob)
		},
		"with a poll now and then": func(b *webtest.Bubble) {
			b.Get(b.URL+b.FeedPath("after=4"), "Accept", webtest.TypeJSON, "Authorization", webtest.AsBob)
		},
		"with a long poll now and then": func(b *webtest.Bubble) {
			b.Get(b.URL+b.FeedPath("after=4&wait=1"), "Accept", webtest.TypeJSON, "Authorization", webtest.AsBob)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := webtest.NewBubble(t)
				b.ID = b.NewClockedGame(game.TimeControl{Initial: 5 * time.Minute}, "e4 e5")
				ann := b.Join("after=4", "Authorization", webtest.AsAnn)
				live(b)
				time.Sleep(2 * time.Minute)
				drain(ann)
				ann.Say(`{"id":1,"do":"claim","result":"win"}`)
				if p := webtest.ProblemIn(t, <-ann.Frames); p.Status != http.StatusConflict {
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
		b := webtest.NewBubble(t)
		time.Sleep(time.Hour)
		b.ID = b.NewClockedGame(game.TimeControl{Initial: time.Hour}, "e4 e5")
		ann := b.Join("after=4", "Authorization", webtest.AsAnn)
		claim := `{"id":1,"do":"claim","result":"win"}`
		for _, wait := range []time.Duration{0, 2 * time.Minute, 7 * time.Minute} {
			time.Sleep(wait)
			drain(ann)
			ann.Say(claim)
			if p := webtest.ProblemIn(t, <-ann.Frames); p.Status != http.StatusConflict {
				t.Errorf("after %v more: got %+v, want 409", wait, p)
			}
		}
		time.Sleep(3 * time.Minute)
		drain(ann)
		ann.Say(claim)
		webtest.WantBoth(t, ann.Frames, `{"re":1,"version":5}`, `{"game":`)
	})
}

// A server that is not alone on its database, and hears no other, does not know
// who is there.
func TestNobodyIsGoneWhoMayBeOnAServerThatIsNotHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t, func(c *web.Config) { c.Alone = func() bool { return false } })
		b.ID = b.NewClockedGame(game.TimeControl{Initial: 5 * time.Minute}, "e4 e5")
		ann := b.Join("after=4", "Authorization", webtest.AsAnn)
		time.Sleep(time.Minute)
		drain(ann)
		ann.Say(`{"id":1,"do":"claim","result":"win"}`)
		if p := webtest.ProblemIn(t, <-ann.Frames); p.Status != http.StatusConflict {
			t.Errorf("got %+v, want 409", p)
		}
	})
}
