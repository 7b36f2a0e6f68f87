package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"kibitz/game/gametest"
	"kibitz/web/webtest"
)

// Every player's action except moving, as JSON, and its answer.
func TestActionsAreAnsweredWithTheirEvents(t *testing.T) {
	s := webtest.NewSite(t)
	for _, c := range []struct {
		name, moves string
		steps       []string // who, what, and the kind or status that comes back
	}{
		{"a draw is offered and agreed on", "e4 e5", []string{"white draw offer 200 offer", "black draw accept 200 draw"}},
		{"an offer that meets an offer accepts it", "e4 e5", []string{"white draw offer 200 offer", "black draw offer 200 draw"}},
		{"a draw is declined", "e4 e5", []string{"white draw offer 200 offer", "black draw decline 200 decline", "white draw offer 409 -"}},
		{"nothing is there to accept", "e4 e5", []string{"black draw accept 409 -", "white takeback decline 409 -"}},
		{"one's own offer is not accepted", "e4 e5", []string{"white draw offer 200 offer", "white draw accept 409 -"}},
		{"a move is taken back", "e4 e5 Nf3", []string{"white takeback offer 200 offer", "black takeback accept 200 takeback"}},
		{"a claim needs a cause", "e4 e5", []string{"white claim - 409 -"}},
		{"a third repetition is claimed", "Nf3 Nf6 Ng1 Ng8 Nf3 Nf6 Ng1 Ng8", []string{"black claim - 409 -", "white claim - 200 claim"}},
		{"no flag has fallen", "e4 e5", []string{"white flag - 409 -"}},
		{"there is no clock to give time on", "e4 e5", []string{"white time - 409 -"}},
		{"a rematch comes after the game", "e4 e5", []string{"white rematch offer 409 -", "white resign - 200 resign", "black rematch offer 200 offer",
			"white rematch accept 200 rematch", "white rematch offer 409 -"}},
		{"the answer is one of three", "e4 e5", []string{"white draw maybe 400 -"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := s.NewMatch("")
			m.Play(gametest.Moves(c.moves)...)
			for _, step := range c.steps {
				playStep(m, t, step)
			}
		})
	}
}

// playStep carries out a line of steps and checks its result.
func playStep(m *webtest.Match, t *testing.T, line string) {
	t.Helper()
	var who, what, answer, kind string
	var status int
	if _, err := fmt.Sscan(line, &who, &what, &answer, &status, &kind); err != nil {
		t.Fatal(err)
	}
	player := map[string]*webtest.Client{"white": m.White, "black": m.Black}[who]
	before := m.Client().Get("/games/" + m.ID + ".json").Decode(t)["version"]
	body := map[string]any{}
	if answer != "-" {
		body["answer"] = answer
	}
	got := player.Post(m.Path(what), body)
	event := got.Decode(t)
	if got.Status != status || (status == 200 && event["kind"] != kind) {
		t.Fatalf("%s: got %d %s, want %d %s", line, got.Status, got.Body, status, kind)
	}
	if after := m.Client().Get("/games/" + m.ID + ".json").Decode(t)["version"]; status != 200 && after != before {
		t.Errorf("%s: the game is at version %v, was at %v: a refused request has changed it", line, after, before)
	}
	if status == 409 && event["version"] != before {
		t.Errorf("%s: got version %v, want %v", line, event["version"], before)
	}
}

// A form that accepts a rematch leads to the new game, in which the colors are
// swapped.
func TestAcceptedRematchLeadsToTheNextGame(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	m.Play("e4", "e5")
	m.White.Form(m.Path("resign"), "")
	if got := m.White.Form(m.Path("rematch"), ""); got.Header.Get("Location") != "/games/"+m.ID {
		t.Errorf("the offer led to %q, want the same game", got.Header.Get("Location"))
	}
	got := m.Black.Form(m.Path("rematch"), "answer=accept")
	next := m.Client().Get("/games/" + m.ID + ".json").Decode(t)["next"].(string)
	if location := got.Header.Get("Location"); got.Status != http.StatusSeeOther || location != "/games/"+next {
		t.Fatalf("got %d to %q, want 303 to /games/%s", got.Status, location, next)
	}
	if you := m.White.Get("/games/" + next + ".json").Decode(t)["you"]; you != "black" {
		t.Errorf("White plays %v in the rematch, want black", you)
	}
}

func TestRefusedActionShowsThePersonTheGameAndTheReason(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	m.Play("e4", "e5")
	got := m.White.Form(m.Path("claim"), "")
	if got.Status != http.StatusConflict || !strings.Contains(got.Body, "There is no draw to claim") || !strings.Contains(got.Body, "<chess-board") {
		t.Errorf("got %d, want 409 with the board and the reason:\n%s", got.Status, got.Body)
	}
}

// The same actions as commands over a WebSocket.
func TestActionsAreCommandsToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		b.Move("e4", "e5")
		ann, bob := b.Join("after=4", "Authorization", webtest.AsAnn), b.Join("after=4", "Authorization", webtest.AsBob)
		ann.Say(`{"id":1,"do":"draw"}`)
		webtest.WantBoth(t, ann.Frames, `{"re":1,"version":5}`, `{"game":"`+string(b.ID)+`","version":5,`)
		webtest.Want(t, bob.Frames, `{"game":"`+string(b.ID)+`","version":5,`)
		bob.Say(`{"id":2,"do":"draw","answer":"decline"}`)
		webtest.WantBoth(t, bob.Frames, `{"re":2,"version":6}`, `{"game":"`+string(b.ID)+`","version":6,`)
		bob.Say(`{"id":3,"do":"claim"}`)
		if p := webtest.ProblemIn(t, <-bob.Frames); p.Status != 409 || p.Version != 6 {
			t.Errorf("a claim without cause: got %+v, want 409 at version 6", p)
		}
	})
}
