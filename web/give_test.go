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
	"kibitz/web/webtest"
)

// The same +15 s at the same seen version is given once, however it is sent again.
func TestTimeThatIsSentTwiceIsGivenOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		b.ID = b.NewClockedGame(game.TimeControl{Initial: time.Minute}, "e4 e5")
		place := b.URL + "/games/" + string(b.ID) + "/time"
		const fields = `{"seen":4}`
		first := b.Send(place, webtest.AsAnn, fields)
		if first.Status != http.StatusOK || !strings.Contains(first.Body, `"version":5,`) || !strings.Contains(first.Body, `"kind":"time"`) {
			t.Fatalf("got %d %s, want time as version 5", first.Status, first.Body)
		}
		b.Move("Nf3")
		if again := b.Send(place, webtest.AsAnn, fields); again.Status != http.StatusOK || again.Body != first.Body {
			t.Errorf("sent again: got %d %s, want %s", again.Status, again.Body, first.Body)
		}
		ann := b.Join("after=6", "Authorization", webtest.AsAnn)
		ann.Say(`{"id":1,"do":"time","seen":4}`)
		webtest.Want(t, ann.Frames, `{"re":1,"version":5}`)
		for field, status := range map[string]int{`{"seen":"x"}`: 400, `{"seen":-1}`: 400, `{"seen":99}`: 409} {
			if got := b.Send(place, webtest.AsAnn, field); got.Status != status {
				t.Errorf("%s: got %d %s, want %d", field, got.Status, got.Body, status)
			}
		}
		if log, _ := b.Games.EventsSince(t.Context(), b.ID, 0); len(log) != 6 {
			t.Errorf("got %d events, want 6", len(log))
		}
		if other := b.Send(place, webtest.AsAnn, `{}`); other.Status != http.StatusOK || !strings.Contains(other.Body, `"version":7,`) {
			t.Errorf("without seen: got %d %s, want version 7", other.Status, other.Body)
		}
	})
}

var seenTime = regexp.MustCompile(`action="/games/\w+/time".*?name="seen" value="(\d+)"`)

// A form names the version that it acts on, so that the server recognizes a second
// press or a reload.
func TestFormThatGivesTimeSaysWhatItActedOn(t *testing.T) {
	s := webtest.NewSite(t)
	m := &webtest.Match{Site: s, White: s.Client(), Black: s.Client(), Version: 2}
	m.ID = m.White.Post("/games", map[string]any{"color": "white", "initial": 60}).Decode(t)["game"].(string)
	m.Black.Post(m.Path("join"), nil)
	m.Play("e4", "e5")
	page := m.White.Get("/games/"+m.ID, "Accept", "text/html").Body
	found := seenTime.FindStringSubmatch(strings.ReplaceAll(page, "\n", " "))
	if found == nil || found[1] != fmt.Sprint(m.Version) {
		t.Fatalf("got %v, want a form with seen %d", found, m.Version)
	}
	for range 2 {
		if got := m.White.Form(m.Path("time"), "seen="+found[1]); got.Status != http.StatusSeeOther {
			t.Errorf("got %d %s, want 303", got.Status, got.Body)
		}
	}
	if got := m.White.Get("/games/" + m.ID + ".json").Decode(t)["version"]; got != float64(5) {
		t.Errorf("the game is at version %v, want 5", got)
	}
}
