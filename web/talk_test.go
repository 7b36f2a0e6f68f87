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
	"kibitz/web/webtest"
)

// A player may send a message a second after a small burst. Spectators of one
// address share a limit, and so do all spectators of a game.
func TestTalkIsLimited(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	say := func(c *webtest.Client) webtest.Answer { return c.Post(m.Path("chat"), map[string]any{"text": "hi"}) }
	limited := func(name string, say func() webtest.Answer, least int) {
		t.Helper()
		for n := range 100 {
			got := say()
			if got.Status == http.StatusOK {
				continue
			}
			if got.Status != http.StatusTooManyRequests || got.Header.Get("Retry-After") == "" || n < least {
				t.Errorf("%s: message %d got %d, Retry-After %q; want 429 after %d or more", name, n, got.Status, got.Header.Get("Retry-After"), least)
			}
			return
		}
		t.Errorf("%s: a hundred messages at once were taken", name)
	}
	limited("a player", func() webtest.Answer { return say(m.White) }, 3)
	form := m.White.Form(m.Path("chat"), "text=once+more")
	if form.Status == http.StatusTooManyRequests && (form.Header.Get("Retry-After") == "" || !strings.Contains(form.Body, `value="once more"`)) {
		t.Errorf("the form got Retry-After %q, want it, and the message to be kept", form.Header.Get("Retry-After"))
	}
	if got := say(m.Black); got.Status != http.StatusOK {
		t.Errorf("the other player: got %d, want 200", got.Status)
	}
	limited("strangers of one address", func() webtest.Answer { return say(m.Client()) }, 5)
	if got := say(m.Black); got.Status != http.StatusOK {
		t.Errorf("a player, while spectators are too many: got %d, want 200", got.Status)
	}
}

// Every transport brings the same messages, and to each reader only those it may
// read.
func TestEveryTransportTellsEachReaderOnlyWhatItMayRead(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	m.Play("e4", "e5")
	visitor := m.Client()
	m.White.Post(m.Path("chat"), map[string]any{"text": "between us"})
	visitor.Post(m.Path("chat"), map[string]any{"text": "among us"})
	act(m, "black", "resign")
	m.Black.Post(m.Path("chat"), map[string]any{"text": "well played"})
	for _, tr := range webtest.Transports {
		for who, c := range map[string]struct {
			*webtest.Client
			want []bool // whether it has the text of the three
		}{"player": {m.White, []bool{true, false, true}}, "spectator": {visitor, []bool{false, true, false}}} {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			var got []bool
			_, err := tr.Read(ctx, c.Client.Client, m.URL+"/games/"+m.ID+"/feed", "4", func(h webtest.Heard) bool {
				if h.Kind == "chat" {
					got = append(got, strings.Contains(h.Data, `"text":`))
				}
				return len(got) < 3
			})
			cancel()
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("%s, %s: got texts %v (%v), want %v", tr.Name, who, got, err, c.want)
			}
		}
	}
	for who, c := range map[string]struct {
		*webtest.Client
		want string
	}{"player": {m.White, "between us, among us, well played"}, "spectator": {visitor, "among us"}} {
		var texts []string
		for _, message := range c.Get("/games/" + m.ID + ".json").Decode(t)["messages"].([]any) {
			texts = append(texts, message.(map[string]any)["text"].(string))
		}
		if got := strings.Join(texts, ", "); got != c.want {
			t.Errorf("the snapshot has for a %s %q, want %q", who, got, c.want)
		}
	}
}

// act has somebody do something other than move.
func act(m *webtest.Match, who, what string) {
	m.T.Helper()
	if got := person(m, who).Post(m.Path(what), nil); got.Status != http.StatusOK {
		m.T.Fatalf("%s: %d %s", what, got.Status, got.Body)
	}
}

// Delayed spectators learn nothing about the game by chatting.
func TestTalkTellsNothingOfAGameThatIsSeenLate(t *testing.T) {
	s := webtest.NewSite(t)
	white, black, visitor := s.Client(), s.Client(), s.Client()
	id := white.Post("/games", map[string]any{"color": "white", "delay": 600}).Decode(t)["game"].(string)
	black.Post("/games/"+id+"/join", nil)
	white.Post("/games/"+id+"/moves", map[string]any{"move": "e4"})
	got := visitor.Post("/games/"+id+"/chat", map[string]any{"text": "hi"})
	if event := got.Decode(t); got.Status != http.StatusOK || len(event) != 4 || event["kind"] != "chat" || event["game"] != id {
		t.Errorf("a spectator got %d %s, want no more than the message", got.Status, got.Body)
	}
	if got := white.Post("/games/"+id+"/chat", map[string]any{"text": "hi"}); !strings.Contains(got.Body, `"fen"`) {
		t.Errorf("a player got %s, want the whole event", got.Body)
	}
}

func TestMessagesAreCommandsToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		b.People.ByToken["eve"] = game.Player{ID: "EveEveEveEve", Name: "Bold Owl"}
		b.Move("e4", "e5")
		ann, eve, nobody := b.Join("after=4", "Authorization", webtest.AsAnn), b.Join("after=4", "Authorization", "Bearer eve"), b.Join("after=4")
		event := func(version int) string { return fmt.Sprintf(`{"game":%q,"version":%d,`, b.ID, version) }
		ann.Say(`{"id":1,"do":"chat","text":"hi"}`)
		webtest.WantBoth(t, ann.Frames, `{"re":1,"version":5}`, event(5))
		if frame := <-eve.Frames; strings.Contains(frame, `"text"`) || !strings.Contains(frame, `"chat":{"room":"players"}`) {
			t.Errorf("a spectator got %s, want no text", frame)
		}
		<-nobody.Frames
		eve.Say(`{"id":2,"do":"chat","text":"psst","room":"spectators"}`)
		webtest.WantBoth(t, eve.Frames, `{"re":2,"version":6}`, event(6))
		if frame := <-ann.Frames; strings.Contains(frame, `"text"`) {
			t.Errorf("a player got %s, want no text", frame)
		}
		<-nobody.Frames
		for _, c := range []struct {
			peer    *webtest.Peer
			command string
			status  int
		}{
			{ann, `{"do":"chat","text":"hi","room":"spectators"}`, 403},
			{eve, `{"do":"chat","text":"hi","room":"players"}`, 403},
			{nobody, `{"do":"chat","text":"hi"}`, 403},
			{ann, `{"do":"chat","text":""}`, 400},
			{ann, `{"do":"chat","text":"hi","room":"kitchen"}`, 400},
		} {
			c.peer.Say(c.command)
			if p := webtest.ProblemIn(t, <-c.peer.Frames); p.Status != c.status {
				t.Errorf("%s: got %+v, want %d", c.command, p, c.status)
			}
		}
		time.Sleep(10 * time.Second) // synthetic
		for n := range 4 {
			eve.Say(`{"do":"chat","text":"fast"}`)
			if n < 3 {
				webtest.WantBoth(t, eve.Frames, fmt.Sprintf(`{"re":null,"version":%d}`, 7+n), event(7+n))
				continue
			}
			if p := webtest.ProblemIn(t, <-eve.Frames); p.Status != 429 {
				t.Errorf("the fourth message at once: got %+v, want 429", p)
			}
		}
	})
}

// An address that sends as much as it may, from one guest after another, leaves room
// for other spectators.
func TestNoAddressSilencesTheSpectatorsOfAGame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		say := func() int { return b.Send(b.URL+"/games/"+string(b.ID)+"/chat", "", `{"text":"hi"}`).Status }
		heard := 0
		for range 30 { // a minute
			b.At("192.0.2.1")
			for range 10 {
				for range 5 {
					if say() == http.StatusOK {
						heard++
					}
				}
				time.Sleep(200 * time.Millisecond)
			}
			b.At("192.0.2.2")
			if got := say(); got != http.StatusOK {
				t.Fatalf("somebody else: got %d, want 200", got)
			}
		}
		if heard < 60 || heard > 130 {
			t.Errorf("one address has said %d messages in a minute, want two a second", heard)
		}
	})
}

// A message does not count against the spectators' limit if no guest could be
// created for it.
func TestRefusedGuestsTakeNoTurnOfTheSpectators(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		say := func() int { return b.Send(b.URL+"/games/"+string(b.ID)+"/chat", "", `{"text":"hi"}`).Status }
		b.Kibitz.LimitAddresses(0.01, 5) // enough for a request, and for no guest
		for net := range 4 {
			b.At(fmt.Sprintf("192.0.2.%d", net+1))
			for range 4 {
				if got := say(); got != http.StatusTooManyRequests {
					t.Fatalf("got %d, want 429", got)
				}
			}
		}
		b.Kibitz.LimitAddresses(100, 1000)
		for i := range 11 { // the burst of all spectators together
			b.At(fmt.Sprintf("192.0.3.%d", i/5+1))
			if got := say(); (got == http.StatusOK) != (i < 10) {
				t.Errorf("message %d of others: got %d", i+1, got)
			}
		}
	})
}
