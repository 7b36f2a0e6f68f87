package web_test

import (
	"encoding/json"
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
)

const asAnn, asBob = "Bearer ann", "Bearer bob"

func TestCommandsAreAnsweredAfterTheCommitAndTheirEventsComeByTheFeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		ann, bob := b.join("after=2", "Authorization", asAnn), b.join("after=2", "Authorization", asBob)
		ann.say(`{"id":7,"do":"move","move":"e2e4","seen":2,"spent":2400}`)
		wantBoth(t, ann.frames, `{"re":7,"version":3}`, `{"game":"`+string(b.id)+`","version":3,`)
		want(t, bob.frames, `{"game":"`+string(b.id)+`","version":3,`)
		bob.say(`{"id":"first","do":"move","move":"e5"}`)
		wantBoth(t, bob.frames, `{"re":"first","version":4}`, `{"game":"`+string(b.id)+`","version":4,`)
		want(t, ann.frames, `{"game":"`+string(b.id)+`","version":4,`)
		ann.say(`{"do":"resign"}`)
		wantBoth(t, ann.frames, `{"re":null,"version":5}`, `{"game":"`+string(b.id)+`","version":5,`)
		want(t, bob.frames, `{"game":"`+string(b.id)+`","version":5,`, "close 1000")
		want(t, ann.frames, "close 1000")
	})
}

// wantBoth waits for two frames that come in any order.
func wantBoth(t *testing.T, frames <-chan string, one, other string) {
	t.Helper()
	first := <-frames
	if !strings.HasPrefix(first, one) {
		one, other = other, one
	}
	if second := <-frames; !strings.HasPrefix(first, one) || !strings.HasPrefix(second, other) {
		t.Fatalf("got %q and %q, want %q… and %q…", first, second, one, other)
	}
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
				b := newBubble(t, func(c *web.Config) {
					c.Service = game.NewService(c.Snapshots.(game.Games), restful{c.Feed.(*live.Hub)}, time.Now)
				})
				b.id = b.newGame(last.moves)
				version := len(gametest.Moves(last.moves)) + 2
				bob := b.join(fmt.Sprintf("after=%d", version), "Authorization", asBob)
				bob.say(last.command)
				wantBoth(t, bob.frames, fmt.Sprintf(`{"re":1,"version":%d}`, version+1), `{"game":`)
				want(t, bob.frames, "close 1000 (normal): the game is over")
				wantEnd(t, bob.frames)
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
		b := newBubble(t)
		ann := b.join("after=2", "Authorization", asAnn)
		ann.say(`{"id":1,"do":"move","move":"e2e4","seen":2}`)
		wantBoth(t, ann.frames, `{"re":1,"version":3}`, `{"game":`)
		again := b.join("after=3", "Authorization", asAnn) // as after a connection that broke
		for id := range 3 {
			again.say(fmt.Sprintf(`{"id":%d,"do":"move","move":"e4","seen":2}`, id))
			want(t, again.frames, fmt.Sprintf(`{"re":%d,"version":3}`, id))
		}
		again.say(`{"id":9,"do":"move","move":"d2d4","seen":2}`)
		if p := problemIn(t, <-again.frames); p.Status != 409 || p.Version != 3 {
			t.Errorf("another move at a stale seen: got %+v, want 409 at version 3", p)
		}
		if events, _ := b.games.EventsSince(t.Context(), b.id, 0); len(events) != 3 {
			t.Errorf("the log has %d events, want 3", len(events))
		}
	})
}

type commandProblem struct {
	Type    string
	Status  int
	Detail  string
	Version game.Version
}

// problemIn reads the error out of a command's answer.
func problemIn(t *testing.T, frame string) commandProblem {
	t.Helper()
	var answer struct {
		Re      any
		Version game.Version
		Error   *commandProblem
	}
	if err := json.Unmarshal([]byte(frame), &answer); err != nil || answer.Error == nil || answer.Version != 0 {
		t.Fatalf("got %s (%v), want an error", frame, err)
	}
	return *answer.Error
}

// Every error that a command can meet, as a problem in its answer. The socket
// stays open, and nothing has changed.
func TestRefusedCommandsGetTheirProblemAndChangeNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		b.people.byToken["eve"] = game.Player{ID: "EveEveEveEve", Name: "Bold Owl"}
		b.move("e4", "e5")
		for _, c := range []struct {
			name, as, command string
			status            int
			text              string
		}{
			{"nothing to do", asAnn, `{}`, 400, "do is move"},
			{"unknown command", asAnn, `{"do":"castle"}`, 400, "do is move"},
			{"nested field", asAnn, `{"do":"move","move":{"uci":"e2e4"}}`, 400, "neither text"},
			{"seen of garbage", asAnn, `{"do":"move","move":"d4","seen":"x"}`, 400, "cursor"},
			{"neither UCI nor SAN", asAnn, `{"do":"move","move":"castle please"}`, 400, "neither UCI"},
			{"unknown guest", "", `{"do":"move","move":"d4"}`, 403, "not a player"},
			{"stranger", "Bearer eve", `{"do":"move","move":"d4"}`, 403, "not a player"},
			{"stranger resigns", "Bearer eve", `{"do":"resign"}`, 403, "not a player"},
			{"not your turn", asBob, `{"do":"move","move":"d5"}`, 409, "not your turn"},
			{"stale seen", asAnn, `{"do":"move","move":"d4","seen":2}`, 409, "moved on"},
			{"aborting too late", asAnn, `{"do":"abort"}`, 409, "resign instead"},
			{"illegal move", asAnn, `{"do":"move","move":"e4e6"}`, 422, "not legal"},
		} {
			p := b.join("after=4", "Authorization", c.as)
			p.say(c.command)
			got := problemIn(t, <-p.frames)
			if got.Status != c.status || got.Type != "about:blank" || !strings.Contains(got.Detail, c.text) {
				t.Errorf("%s: got %+v, want %d with %q", c.name, got, c.status, c.text)
			}
			if isMove := strings.Contains(c.command, `"move":"`); c.status == 409 && isMove && got.Version != 4 {
				t.Errorf("%s: got version %d, want 4: the client has to know what it missed", c.name, got.Version)
			}
			p.say(c.command) // it is open
			problemIn(t, <-p.frames)
		}
		if events, _ := b.games.EventsSince(t.Context(), b.id, 4); len(events) > 0 {
			t.Errorf("a refused command made %v", events)
		}
	})
}

func TestCommandsOfAPlayerWhoIsTooFastAreRefusedAndToldWhy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		for range 8 { // sockets, of 20 commands each
			ann := b.join("after=2", "Authorization", asAnn)
			for range 20 {
				ann.say(`{"id":1,"do":"move","move":"e2e5"}`)
				switch p := problemIn(t, <-ann.frames); p.Status {
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
		b := newBubble(t)
		for range 2999 { // of 3,000 at once
			r := httptest.NewRequest("POST", "/games/"+string(b.id)+"/resign", nil)
			r.Header.Set("Accept", "application/json") // a page would be charged as reading
			r.RemoteAddr = "pipe"
			b.kibitz.ServeHTTP(httptest.NewRecorder(), r)
		}
		p := b.join("after=2")
		p.say(`{"id":1,"do":"resign"}`)
		if got := problemIn(t, <-p.frames); got.Status != 403 {
			t.Errorf("the last in time: got %+v, want 403", got)
		}
		p.say(`{"id":2,"do":"resign"}`)
		if got := problemIn(t, <-p.frames); got.Status != 429 {
			t.Errorf("and then: got %+v, want 429", got)
		}
	})
}

func TestCommandWhoseGameCannotBeReachedIsToldToTryAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		ann := b.join("after=2", "Authorization", asAnn)
		b.games.FailBefore(gametest.Unavailable)
		ann.say(`{"id":1,"do":"move","move":"e2e4","seen":2}`)
		if p := problemIn(t, <-ann.frames); p.Status != 503 || !strings.Contains(p.Detail, "try again") {
			t.Errorf("got %+v, want 503", p)
		}
		b.games.FailBefore(nil)
		ann.say(`{"id":1,"do":"move","move":"e2e4","seen":2}`)
		wantBoth(t, ann.frames, `{"re":1,"version":3}`, `{"game":`)
	})
}

func TestCommandsGoOverTheSocketOfOneGame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		p := b.dialPeer("/watch/feed?game="+string(b.id)+"&after=2", nil)
		p.say(`{"id":1,"do":"resign"}`)
		if p := problemIn(t, <-p.frames); p.Status != 400 || !strings.Contains(p.Detail, "one game") {
			t.Errorf("got %+v, want 400", p)
		}
	})
}
