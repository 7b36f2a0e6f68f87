package feed_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/live"
	"kibitz/web"
	"kibitz/web/webtest"
)

func TestCommandsAreAnsweredAfterTheCommitAndTheirEventsComeByTheFeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		ann, bob := b.Join("after=2", "Authorization", webtest.AsAnn), b.Join("after=2", "Authorization", webtest.AsBob)
		ann.Say(`{"id":7,"do":"move","move":"e2e4","seen":2,"spent":2400}`)
		webtest.WantBoth(t, ann.Frames, `{"re":7,"version":3}`, `{"game":"`+string(b.ID)+`","version":3,`)
		webtest.Want(t, bob.Frames, `{"game":"`+string(b.ID)+`","version":3,`)
		bob.Say(`{"id":"first","do":"move","move":"e5"}`)
		webtest.WantBoth(t, bob.Frames, `{"re":"first","version":4}`, `{"game":"`+string(b.ID)+`","version":4,`)
		webtest.Want(t, ann.Frames, `{"game":"`+string(b.ID)+`","version":4,`)
		ann.Say(`{"do":"resign"}`)
		webtest.WantBoth(t, ann.Frames, `{"re":null,"version":5}`, `{"game":"`+string(b.ID)+`","version":5,`)
		webtest.Want(t, bob.Frames, `{"game":"`+string(b.ID)+`","version":5,`, "close 1000")
		webtest.Want(t, ann.Frames, "close 1000")
	})
}

// The move that ends a game closes the socket that it came by. Its answer must
// come first, even if its goroutine rests after the event was announced.
func TestLastCommandOfAGameIsAnsweredBeforeTheSocketCloses(t *testing.T) {
	for _, last := range []struct{ moves, command string }{
		{"f3 e5 g4", `{"id":1,"do":"move","move":"Qh4#"}`},
		{"e4 e5 Nf3", `{"id":1,"do":"resign"}`},
		{"e4", `{"id":1,"do":"abort"}`},
	} {
		t.Run(last.command, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := webtest.NewBubble(t, func(c *web.Config) {
					c.Service = game.NewService(c.Snapshots.(game.Games), restful{c.Feed.(*live.Hub)}, time.Now)
				})
				b.ID = b.NewGame(last.moves)
				version := len(gametest.Moves(last.moves)) + 2
				bob := b.Join(fmt.Sprintf("after=%d", version), "Authorization", webtest.AsBob)
				bob.Say(last.command)
				webtest.WantBoth(t, bob.Frames, fmt.Sprintf(`{"re":1,"version":%d}`, version+1), `{"game":`)
				webtest.Want(t, bob.Frames, "close 1000 (normal): the game is over")
				webtest.WantEnd(t, bob.Frames)
			})
		})
	}
}

// restful announces and then takes a rest.
type restful struct{ *live.Hub }

func (r restful) Announce(c game.Change) {
	r.Hub.Announce(c)
	time.Sleep(100 * time.Millisecond) // synthetic
}

func TestSameMoveAtTheSameSeenIsAnsweredAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		ann := b.Join("after=2", "Authorization", webtest.AsAnn)
		ann.Say(`{"id":1,"do":"move","move":"e2e4","seen":2}`)
		webtest.WantBoth(t, ann.Frames, `{"re":1,"version":3}`, `{"game":`)
		again := b.Join("after=3", "Authorization", webtest.AsAnn) // as after a connection that broke
		for id := range 3 {
			again.Say(fmt.Sprintf(`{"id":%d,"do":"move","move":"e4","seen":2}`, id))
			webtest.Want(t, again.Frames, fmt.Sprintf(`{"re":%d,"version":3}`, id))
		}
		again.Say(`{"id":9,"do":"move","move":"d2d4","seen":2}`)
		if p := webtest.ProblemIn(t, <-again.Frames); p.Status != 409 || p.Version != 3 {
			t.Errorf("another move at a stale seen: got %+v, want 409 at version 3", p)
		}
		if events, _ := b.Games.EventsSince(t.Context(), b.ID, 0); len(events) != 3 {
			t.Errorf("the log has %d events, want 3", len(events))
		}
	})
}

// Every error that a command can meet, as a problem in its answer. The socket
// stays open, and nothing has changed.
func TestRefusedCommandsGetTheirProblemAndChangeNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		b.People.ByToken["eve"] = game.Player{ID: "EveEveEveEve", Name: "Bold Owl"}
		b.Move("e4", "e5")
		for _, c := range []struct {
			name, as, command string
			status            int
			text              string
		}{
			{"nothing to do", webtest.AsAnn, `{}`, 400, "do is move"},
			{"unknown command", webtest.AsAnn, `{"do":"castle"}`, 400, "do is move"},
			{"nested field", webtest.AsAnn, `{"do":"move","move":{"uci":"e2e4"}}`, 400, "neither text"},
			{"seen of garbage", webtest.AsAnn, `{"do":"move","move":"d4","seen":"x"}`, 400, "cursor"},
			{"neither UCI nor SAN", webtest.AsAnn, `{"do":"move","move":"castle please"}`, 400, "neither UCI"},
			{"unknown guest", "", `{"do":"move","move":"d4"}`, 403, "not a player"},
			{"stranger", "Bearer eve", `{"do":"move","move":"d4"}`, 403, "not a player"},
			{"stranger resigns", "Bearer eve", `{"do":"resign"}`, 403, "not a player"},
			{"not your turn", webtest.AsBob, `{"do":"move","move":"d5"}`, 409, "not your turn"},
			{"stale seen", webtest.AsAnn, `{"do":"move","move":"d4","seen":2}`, 409, "moved on"},
			{"aborting too late", webtest.AsAnn, `{"do":"abort"}`, 409, "resign instead"},
			{"illegal move", webtest.AsAnn, `{"do":"move","move":"e4e6"}`, 422, "not legal"},
		} {
			p := b.Join("after=4", "Authorization", c.as)
			p.Say(c.command)
			got := webtest.ProblemIn(t, <-p.Frames)
			if got.Status != c.status || got.Type != "about:blank" || !strings.Contains(got.Detail, c.text) {
				t.Errorf("%s: got %+v, want %d with %q", c.name, got, c.status, c.text)
			}
			if isMove := strings.Contains(c.command, `"move":"`); c.status == 409 && isMove && got.Version != 4 {
				t.Errorf("%s: got version %d, want 4: the client has to know what it missed", c.name, got.Version)
			}
			p.Say(c.command) // it is open
			webtest.ProblemIn(t, <-p.Frames)
		}
		if events, _ := b.Games.EventsSince(t.Context(), b.ID, 4); len(events) > 0 {
			t.Errorf("a refused command made %v", events)
		}
	})
}

func TestCommandsOfAPlayerWhoIsTooFastAreRefusedAndToldWhy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		for range 8 { // sockets, of 20 commands each
			ann := b.Join("after=2", "Authorization", webtest.AsAnn)
			for range 20 {
				ann.Say(`{"id":1,"do":"move","move":"e2e5"}`)
				switch p := webtest.ProblemIn(t, <-ann.Frames); p.Status {
				case 422:
				case 429:
					return
				default:
					t.Fatalf("got %+v, want 422 or 429", p)
				}
			}
		}
		t.Error("160 commands were not too many")
	})
}

// Whoever has no name has an address: commands count as a POST does.
func TestCommandsFromAnAddressThatIsTooFastAreRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		for range 2999 { // of 3,000 at once
			r := httptest.NewRequest("POST", "/games/"+string(b.ID)+"/resign", nil)
			r.Header.Set("Accept", "application/json") // a page would be charged as reading
			r.RemoteAddr = "pipe"
			b.Kibitz.ServeHTTP(httptest.NewRecorder(), r)
		}
		p := b.Join("after=2")
		p.Say(`{"id":1,"do":"resign"}`)
		if got := webtest.ProblemIn(t, <-p.Frames); got.Status != 403 {
			t.Errorf("the last in time: got %+v, want 403", got)
		}
		p.Say(`{"id":2,"do":"resign"}`)
		if got := webtest.ProblemIn(t, <-p.Frames); got.Status != 429 {
			t.Errorf("and then: got %+v, want 429", got)
		}
	})
}

func TestCommandWhoseGameCannotBeReachedIsToldToTryAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		ann := b.Join("after=2", "Authorization", webtest.AsAnn)
		b.Games.FailBefore(gametest.Unavailable)
		ann.Say(`{"id":1,"do":"move","move":"e2e4","seen":2}`)
		if p := webtest.ProblemIn(t, <-ann.Frames); p.Status != 503 || !strings.Contains(p.Detail, "try again") {
			t.Errorf("got %+v, want 503", p)
		}
		b.Games.FailBefore(nil)
		ann.Say(`{"id":1,"do":"move","move":"e2e4","seen":2}`)
		webtest.WantBoth(t, ann.Frames, `{"re":1,"version":3}`, `{"game":`)
	})
}

func TestCommandsGoOverTheSocketOfOneGame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		p := b.DialPeer("/watch/feed?game="+string(b.ID)+"&after=2", nil)
		p.Say(`{"id":1,"do":"resign"}`)
		if p := webtest.ProblemIn(t, <-p.Frames); p.Status != 400 || !strings.Contains(p.Detail, "one game") {
			t.Errorf("got %+v, want 400", p)
		}
	})
}
