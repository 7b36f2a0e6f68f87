package web_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game/gametest"
	"kibitz/web/webtest"
)

func TestSeekIsToldAsTheProtocolHasIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		id, at := b.Seek(gametest.Ann), time.Now().UnixMilli()
		var got struct{ Tag string }
		answer := b.Get(b.URL+"/lobby.json", "Authorization", webtest.AsAnn)
		if err := json.Unmarshal([]byte(answer.Body), &got); err != nil {
			t.Fatal(err)
		}
		seek := fmt.Sprintf(`{"id":"%s","by":{"name":"%s"},"color":"white","initial":300,"increment":3,"speed":"blitz","at":%d}`, id, gametest.Ann.Name, at)
		if want := fmt.Sprintf(`{"kind":"lobby","tag":"%s","seeks":[%s],"mine":["%s"]}`, got.Tag, seek, id); answer.Body != want {
			t.Errorf("got  %s\nwant %s", answer.Body, want)
		}
		if other := b.Get(b.URL + "/lobby.json"); !strings.HasSuffix(other.Body, `"mine":[]}`) {
			t.Errorf("somebody else got %s", other.Body)
		}
		poll := b.Get(b.URL+"/lobby/feed", "Authorization", webtest.AsAnn)
		if want := fmt.Sprintf(`{"tag":"%s","events":[{"kind":"lobby","tag":"%[1]s","seeks":[%s]}]}`, got.Tag, seek); poll.Body != want {
			t.Errorf("polling: got  %s\nwant %s", poll.Body, want)
		}
	})
}

// If the lobby cannot be read, the rest of the page still works.
func TestFormIsThereWhenTheLobbyIsNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		b.Games.FailBefore(gametest.Unavailable)
		page := b.Get(b.URL+"/", "Accept", "text/html")
		if page.Status != 200 || !strings.Contains(page.Body, `action="/games"`) || !strings.Contains(page.Body, "list is unavailable right now") {
			t.Errorf("got %d %s", page.Status, page.Body)
		}
		if got := b.Get(b.URL + "/lobby.json"); got.Status != 503 {
			t.Errorf("JSON: got %d %s", got.Status, got.Body)
		}
	})
}
