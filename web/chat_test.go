package web_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"kibitz/game"
	"kibitz/web/webtest"
)

// person is somebody who may chat in a match; a stranger has never been here.
func person(m *webtest.Match, name string) *webtest.Client {
	return map[string]*webtest.Client{"white": m.White, "black": m.Black, "stranger": m.Client()}[name]
}

func stateOf(m *webtest.Match) any {
	return m.Client().Get("/games/" + m.ID + ".json").Decode(m.T)["version"]
}

func TestMessagesAreSaidByThoseWhoMayAndNothingElseChangesTheGame(t *testing.T) {
	s := webtest.NewSite(t)
	for _, test := range []struct {
		name, who string
		fields    map[string]any
		over      bool
		status    int
		want      string // chat in the answer, or a part of the problem
	}{
		{"a player, by default to the other", "white", map[string]any{"text": " hi "}, false, 200, `{"room":"players","from":"$","text":"hi"}`},
		{"a player, to the other", "black", map[string]any{"text": "hi", "room": "players"}, false, 200, `{"room":"players","from":"$","text":"hi"}`},
		{"a stranger, by default to spectators", "stranger", map[string]any{"text": "hi"}, false, 200, `{"room":"spectators","from":"$","text":"hi"}`},
		{"markup is text", "white", map[string]any{"text": "<b>&\"x\""}, false, 200, `{"room":"players","from":"$","text":"<b>&\"x\""}`},
		{"140 characters", "white", map[string]any{"text": strings.Repeat("é", 140)}, false, 200, `{"room":"players","from":"$","text":"` + strings.Repeat("é", 140) + `"}`},
		{"a player to the spectators", "white", map[string]any{"text": "hi", "room": "spectators"}, false, 403, "until the game is over"},
		{"a player to the spectators, after the game", "white", map[string]any{"text": "hi", "room": "spectators"}, true, 200, `{"room":"spectators","from":"$","text":"hi"}`},
		{"a stranger, after the game", "stranger", map[string]any{"text": "hi"}, true, 200, `{"room":"spectators","from":"$","text":"hi"}`},
		{"a stranger to the players", "stranger", map[string]any{"text": "hi", "room": "players"}, false, 403, "until the game is over"},
		{"a stranger to the players, after the game", "stranger", map[string]any{"text": "hi", "room": "players"}, true, 403, "until the game is over"},
		{"a room that is not there", "white", map[string]any{"text": "hi", "room": "kitchen"}, false, 400, "players or spectators"},
		{"nothing", "stranger", map[string]any{"text": ""}, false, 400, "140"},
		{"space", "white", map[string]any{"text": "   "}, false, 400, "140"},
		{"no text at all", "white", nil, false, 400, "140"},
		{"141 characters", "white", map[string]any{"text": strings.Repeat("é", 141)}, false, 400, "140"},
		{"ten thousand bytes", "stranger", map[string]any{"text": strings.Repeat("x", 10_000)}, false, 400, "140"},
		{"a control character", "white", map[string]any{"text": "a\x00b"}, false, 400, "plain text"},
		{"a line end", "white", map[string]any{"text": "a\nb"}, false, 400, "plain text"},
		{"a change of direction", "white", map[string]any{"text": "a\u202eb"}, false, 400, "plain text"},
		{"too much", "white", map[string]any{"text": strings.Repeat("x", 20_000)}, false, 413, "16"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := s.NewMatch("")
			m.Play("e4", "e5")
			if test.over {
				m.White.Post(m.Path("resign"), nil)
			}
			c, before := person(m, test.who), stateOf(m)
			got := c.Post(m.Path("chat"), test.fields)
			if got.Status != test.status {
				t.Fatalf("got %d %s, want %d", got.Status, got.Body, test.status)
			}
			if test.status != 200 {
				if !strings.Contains(got.Body, test.want) || stateOf(m) != before {
					t.Errorf("got %s with version %v, want %q and version %v as before", got.Body, stateOf(m), test.want, before)
				}
				if test.who == "stranger" && got.Header.Get("Set-Cookie") != "" {
					t.Error("a guest was made for what was refused")
				}
				return
			}
			wantSaid(m, t, got, test.want)
			if isGuest := got.Header.Get("Set-Cookie") != ""; isGuest != (test.who == "stranger") {
				t.Errorf("a guest was made: %t", isGuest)
			}
			if again := c.Post(m.Path("chat"), map[string]any{"text": "me again"}); again.Status != 200 || again.Header.Get("Set-Cookie") != "" {
				t.Errorf("the second message: got %d, %q; want it by the same guest", again.Status, again.Header.Get("Set-Cookie"))
			}
		})
	}
}

// wantSaid checks the chat of an answer, and that of the game as the sender reads
// it; "$" is any name.
func wantSaid(m *webtest.Match, t *testing.T, got webtest.Answer, want string) {
	t.Helper()
	var event struct {
		Kind  string
		Chat  json.RawMessage
		Legal []string
	}
	var message game.Message
	if err := json.Unmarshal([]byte(got.Body), &event); err != nil || event.Kind != "chat" || json.Unmarshal(event.Chat, &message) != nil {
		t.Fatalf("got %s (%v), want an event of kind chat", got.Body, err)
	}
	var wanted game.Message
	if err := json.Unmarshal([]byte(strings.Replace(want, "$", message.From, 1)), &wanted); err != nil {
		t.Fatal(err)
	}
	if message != wanted || message.From == "" {
		t.Errorf("got %s, want %s", event.Chat, want)
	}
	if isPlayer := event.Legal != nil; isPlayer != (got.Header.Get("Set-Cookie") == "") {
		t.Errorf("the event has legal moves: %t", isPlayer)
	}
}

// Markup in a message is plain text on the page.
func TestMessagesAreEscapedOnThePage(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	m.White.Post(m.Path("chat"), map[string]any{"text": `<script>alert("x")</script>&`})
	page := m.Black.Get("/games/"+m.ID, "Accept", "text/html").Body
	if strings.Contains(page, "<script>alert") || !strings.Contains(page, "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;&amp;") {
		t.Error("the message is not on the page as it was written")
	}
}

// As a browser without scripts does it.
func TestMessagesAreSaidByForms(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	visitor := m.Client()
	got := visitor.Form(m.Path("chat"), "text=Nice+game%21&refresh=0&flip=1")
	if location := got.Header.Get("Location"); got.Status != http.StatusSeeOther || location != "/games/"+m.ID+"?flip=1&refresh=0#chat" {
		t.Fatalf("got %d to %q, want 303 to the chat", got.Status, location)
	}
	if page := visitor.Get("/games/"+m.ID, "Accept", "text/html").Body; !strings.Contains(page, "Nice game!") || !strings.Contains(page, "data-own") {
		t.Error("the page does not show the message as one's own")
	}
	if page := m.White.Get("/games/"+m.ID, "Accept", "text/html").Body; strings.Contains(page, "Nice game!") {
		t.Error("a player reads what spectators say")
	}
	refused := visitor.Form(m.Path("chat"), "text="+strings.Repeat("x", 141))
	if refused.Status != http.StatusBadRequest || !strings.Contains(refused.Body, "140 characters") || !strings.Contains(refused.Body, strings.Repeat("x", 141)) {
		t.Errorf("got %d, want 400 with the reason and the text", refused.Status)
	}
}

func TestMessageFromAnotherSiteIsRefused(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	got := m.White.Request("POST", m.Path("chat"), "text=hi", "Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "cross-site")
	if got.Status != http.StatusForbidden {
		t.Errorf("got %d, want 403", got.Status)
	}
}
