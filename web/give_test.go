package web_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
)

// The same +15 s at the same seen is given once, by whichever way it comes again.
func TestTimeThatIsSentTwiceIsGivenOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		b.id = b.newClockedGame(game.TimeControl{Initial: time.Minute}, "e4 e5")
		place := b.url + "/games/" + string(b.id) + "/time"
		const fields = `{"seen":4}`
		first := b.send(place, asAnn, fields)
		if first.status != http.StatusOK || !strings.Contains(first.body, `"version":5,`) || !strings.Contains(first.body, `"kind":"time"`) {
			t.Fatalf("got %d %s, want time as version 5", first.status, first.body)
		}
		b.move("Nf3")
		if again := b.send(place, asAnn, fields); again.status != http.StatusOK || again.body != first.body {
			t.Errorf("sent again: got %d %s, want %s", again.status, again.body, first.body)
		}
		ann := b.join("after=6", "Authorization", asAnn)
		ann.say(`{"id":1,"do":"time","seen":4}`)
		want(t, ann.frames, `{"re":1,"version":5}`)
		for field, status := range map[string]int{`{"seen":"x"}`: 400, `{"seen":-1}`: 400, `{"seen":99}`: 409} {
			if got := b.send(place, asAnn, field); got.status != status {
				t.Errorf("%s: got %d %s, want %d", field, got.status, got.body, status)
			}
		}
		if log, _ := b.games.EventsSince(t.Context(), b.id, 0); len(log) != 6 {
			t.Errorf("got %d events, want 6", len(log))
		}
		if other := b.send(place, asAnn, `{}`); other.status != http.StatusOK || !strings.Contains(other.body, `"version":7,`) {
			t.Errorf("without seen: got %d %s, want version 7", other.status, other.body)
		}
	})
}

var seenTime = regexp.MustCompile(`action="/games/\w+/time".*?name="seen" value="(\d+)"`)

// A form that is sent twice, by a second press or a reload, carries what it needs.
func TestFormThatGivesTimeSaysWhatItActedOn(t *testing.T) {
	s := newSite(t)
	m := &match{site: s, white: s.client(), black: s.client(), version: 2}
	m.id = m.white.post("/games", map[string]any{"color": "white", "initial": 60}).decode(t)["game"].(string)
	m.black.post(m.path("join"), nil)
	m.play("e4", "e5")
	page := m.white.get("/games/"+m.id, "Accept", "text/html").body
	found := seenTime.FindStringSubmatch(strings.ReplaceAll(page, "\n", " "))
	if found == nil || found[1] != fmt.Sprint(m.version) {
		t.Fatalf("got %v, want a form with seen %d", found, m.version)
	}
	for range 2 {
		if got := m.white.form(m.path("time"), "seen="+found[1]); got.status != http.StatusSeeOther {
			t.Errorf("got %d %s, want 303", got.status, got.body)
		}
	}
	if got := m.white.get("/games/" + m.id + ".json").decode(t)["version"]; got != float64(5) {
		t.Errorf("the game is at version %v, want 5", got)
	}
}
