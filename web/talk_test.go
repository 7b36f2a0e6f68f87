package web_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
)

// One player says a message a second, after a few at once; spectators of one address
// share a limit, and so do all of a game.
func TestTalkIsLimited(t *testing.T) {
	m := newSite(t).newMatch("")
	say := func(c *client) answer { return c.post(m.path("chat"), map[string]any{"text": "hi"}) }
	limited := func(name string, say func() answer, least int) {
		t.Helper()
		for n := range 100 {
			got := say()
			if got.status == http.StatusOK {
				continue
			}
			if got.status != http.StatusTooManyRequests || got.header.Get("Retry-After") == "" || n < least {
				t.Errorf("%s: message %d got %d, Retry-After %q; want 429 after %d or more", name, n, got.status, got.header.Get("Retry-After"), least)
			}
			return
		}
		t.Errorf("%s: a hundred messages at once were taken", name)
	}
	limited("a player", func() answer { return say(m.white) }, 3)
	form := m.white.form(m.path("chat"), "text=once+more")
	if form.status == http.StatusTooManyRequests && (form.header.Get("Retry-After") == "" || !strings.Contains(form.body, `value="once more"`)) {
		t.Errorf("the form got Retry-After %q, want it, and the message to be kept", form.header.Get("Retry-After"))
	}
	if got := say(m.black); got.status != http.StatusOK {
		t.Errorf("the other player: got %d, want 200", got.status)
	}
	limited("strangers of one address", func() answer { return say(m.client()) }, 5)
	if got := say(m.black); got.status != http.StatusOK {
		t.Errorf("a player, while spectators are too many: got %d, want 200", got.status)
	}
}

// The same messages by every transport, and to each reader only those it may
// read.
func TestEveryTransportTellsEachReaderOnlyWhatItMayRead(t *testing.T) {
	m := newSite(t).newMatch("")
	m.play("e4", "e5")
	visitor := m.client()
	m.white.post(m.path("chat"), map[string]any{"text": "between us"})
	visitor.post(m.path("chat"), map[string]any{"text": "among us"})
	m.act("black", "resign")
	m.black.post(m.path("chat"), map[string]any{"text": "well played"})
	for _, tr := range transports {
		for who, c := range map[string]struct {
			*client
			want []bool // whether it has the text of the three
		}{"player": {m.white, []bool{true, false, true}}, "spectator": {visitor, []bool{false, true, false}}} {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			var got []bool
			_, err := tr.read(ctx, c.Client, m.url+"/games/"+m.id+"/feed", "4", func(h heard) bool {
				if h.kind == "chat" {
					got = append(got, strings.Contains(h.data, `"text":`))
				}
				return len(got) < 3
			})
			cancel()
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("%s, %s: got texts %v (%v), want %v", tr.name, who, got, err, c.want)
			}
		}
	}
	for who, c := range map[string]struct {
		*client
		want string
	}{"player": {m.white, "between us, among us, well played"}, "spectator": {visitor, "among us"}} {
		var texts []string
		for _, message := range c.get("/games/" + m.id + ".json").decode(t)["messages"].([]any) {
			texts = append(texts, message.(map[string]any)["text"].(string))
		}
		if got := strings.Join(texts, ", "); got != c.want {
			t.Errorf("the snapshot has for a %s %q, want %q", who, got, c.want)
		}
	}
}

// act lets somebody do something else than move.
func (m *match) act(who, what string) {
	m.t.Helper()
	if got := m.person(who).post(m.path(what), nil); got.status != http.StatusOK {
		m.t.Fatalf("%s: %d %s", what, got.status, got.body)
	}
}

// Whoever is kept behind learns nothing of the game by talking about it.
func TestTalkTellsNothingOfAGameThatIsSeenLate(t *testing.T) {
	s := newSite(t)
	white, black, visitor := s.client(), s.client(), s.client()
	id := white.post("/games", map[string]any{"color": "white", "delay": 600}).decode(t)["game"].(string)
	black.post("/games/"+id+"/join", nil)
	white.post("/games/"+id+"/moves", map[string]any{"move": "e4"})
	got := visitor.post("/games/"+id+"/chat", map[string]any{"text": "hi"})
	if event := got.decode(t); got.status != http.StatusOK || len(event) != 4 || event["kind"] != "chat" || event["game"] != id {
		t.Errorf("a spectator got %d %s, want no more than the message", got.status, got.body)
	}
	if got := white.post("/games/"+id+"/chat", map[string]any{"text": "hi"}); !strings.Contains(got.body, `"fen"`) {
		t.Errorf("a player got %s, want the whole event", got.body)
	}
}

func TestMessagesAreCommandsToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		b.people.byToken["eve"] = game.Player{ID: "EveEveEveEve", Name: "Bold Owl"}
		b.move("e4", "e5")
		ann, eve, nobody := b.join("after=4", "Authorization", asAnn), b.join("after=4", "Authorization", "Bearer eve"), b.join("after=4")
		event := func(version int) string { return fmt.Sprintf(`{"game":%q,"version":%d,`, b.id, version) }
		ann.say(`{"id":1,"do":"chat","text":"hi"}`)
		wantBoth(t, ann.frames, `{"re":1,"version":5}`, event(5))
		if frame := <-eve.frames; strings.Contains(frame, `"text"`) || !strings.Contains(frame, `"chat":{"room":"players"}`) {
			t.Errorf("a spectator got %s, want no text", frame)
		}
		<-nobody.frames
		eve.say(`{"id":2,"do":"chat","text":"psst","room":"spectators"}`)
		wantBoth(t, eve.frames, `{"re":2,"version":6}`, event(6))
		if frame := <-ann.frames; strings.Contains(frame, `"text"`) {
			t.Errorf("a player got %s, want no text", frame)
		}
		<-nobody.frames
		for _, c := range []struct {
			peer    *peer
			command string
			status  int
		}{
			{ann, `{"do":"chat","text":"hi","room":"spectators"}`, 403},
			{eve, `{"do":"chat","text":"hi","room":"players"}`, 403},
			{nobody, `{"do":"chat","text":"hi"}`, 403},
			{ann, `{"do":"chat","text":""}`, 400},
			{ann, `{"do":"chat","text":"hi","room":"kitchen"}`, 400},
		} {
			c.peer.say(c.command)
			if p := problemIn(t, <-c.peer.frames); p.Status != c.status {
				t.Errorf("%s: got %+v, want %d", c.command, p, c.status)
			}
		}
		time.Sleep(10 * time.Second) // synthetic
		for n := range 4 {
			eve.say(`{"do":"chat","text":"fast"}`)
			if n < 3 {
				wantBoth(t, eve.frames, fmt.Sprintf(`{"re":null,"version":%d}`, 7+n), event(7+n))
				continue
			}
			if p := problemIn(t, <-eve.frames); p.Status != 429 {
				t.Errorf("the fourth message at once: got %+v, want 429", p)
			}
		}
	})
}

// One address that says as much as it may, from one guest after another, leaves
// others their turn among the spectators.
func TestNoAddressSilencesTheSpectatorsOfAGame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		say := func() int { return b.send(b.url+"/games/"+string(b.id)+"/chat", "", `{"text":"hi"}`).status }
		heard := 0
		for range 30 { // a minute
			b.at("192.0.2.1")
			for range 10 {
				for range 5 {
					if say() == http.StatusOK {
						heard++
					}
				}
				time.Sleep(200 * time.Millisecond)
			}
			b.at("192.0.2.2")
			if got := say(); got != http.StatusOK {
				t.Fatalf("somebody else: got %d, want 200", got)
			}
		}
		if heard < 60 || heard > 130 {
			t.Errorf("one address has said %d messages in a minute, want two a second", heard)
		}
	})
}

// A message for which no guest is made is not one that the spectators have said.
func TestRefusedGuestsTakeNoTurnOfTheSpectators(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		say := func() int { return b.send(b.url+"/games/"+string(b.id)+"/chat", "", `{"text":"hi"}`).status }
		b.kibitz.LimitAddresses(0.01, 5) // enough for a request, and for no guest
		for net := range 4 {
			b.at(fmt.Sprintf("192.0.2.%d", net+1))
			for range 4 {
				if got := say(); got != http.StatusTooManyRequests {
					t.Fatalf("got %d, want 429", got)
				}
			}
		}
		b.kibitz.LimitAddresses(100, 1000)
		for i := range 11 { // what all of them may say at once
			b.at(fmt.Sprintf("192.0.3.%d", i/5+1))
			if got := say(); (got == http.StatusOK) != (i < 10) {
				t.Errorf("message %d of others: got %d", i+1, got)
			}
		}
	})
}
