package feed_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/wire"
	"kibitz/web/webtest"
)

// Readers by all transports get the same bytes, first and after each change, and
// who comes back with a tag gets nothing until there is a change.
func TestLobbyIsTheSameByEveryTransport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		feed := "/lobby/feed"
		empty := b.List()
		sse := b.Lines(b.Connect(feed, "Accept", "text/event-stream"))
		later := b.Lines(b.Connect(feed+"?after="+string(empty.Tag), "Accept", "text/event-stream"))
		ndjson := b.Lines(b.Connect(feed, "Accept", "application/x-ndjson"))
		socket := b.DialPeer(feed, http.Header{}).Frames
		told := func(list *wire.SeekList) {
			t.Helper()
			event := []string{"id: " + string(list.Tag), "event: lobby", "data: " + string(list.JSON())}
			webtest.Want(t, sse, event...)
			if len(list.Seeks) > 0 {
				webtest.Want(t, later, event...)
			}
			webtest.Want(t, ndjson, string(list.JSON()))
			webtest.Want(t, socket, string(list.JSON()))
		}
		webtest.Want(t, sse, "retry: 2000")
		webtest.Want(t, later, "retry: 2000")
		told(empty)
		for _, transport := range []string{"SSE", "WebSocket", "NDJSON"} {
			if b.Readers(transport) == 0 {
				t.Errorf("no reader by %s is counted", transport)
			}
		}
		held := make(chan webtest.Answer)
		go func() {
			got, err := b.Try("GET", b.URL+feed+"?wait=25&after="+string(empty.Tag), "Accept", "application/json")
			if err != nil {
				t.Error(err)
			}
			held <- got
		}()
		if got := b.Get(b.URL + feed + "?after=" + string(empty.Tag)); got.Status != http.StatusNoContent || got.Body != "" {
			t.Errorf("polling without news: got %d %s", got.Status, got.Body)
		}
		time.Sleep(time.Second)
		id := b.Seek(gametest.Bob)
		list := b.List()
		if len(list.Seeks) != 1 || list.Tag == empty.Tag {
			t.Fatalf("the list is %s", list.JSON())
		}
		told(list)
		polled := fmt.Sprintf(`{"tag":%q,"events":[%s]}`, list.Tag, list.JSON())
		if got := <-held; got.Body != polled || got.Header.Get("Preference-Applied") != "wait=25" {
			t.Errorf("long polling: got %d %s, want %s", got.Status, got.Body, polled)
		}
		if got := b.Get(b.URL + feed + "?after=" + string(empty.Tag)); got.Body != polled {
			t.Errorf("polling: got %d %s, want %s", got.Status, got.Body, polled)
		}
		if _, err := b.Games.Change(t.Context(), id, func(g *game.Game) (game.Event, error) { return g.Abort(gametest.Bob.ID, time.Now()) }); err != nil {
			t.Fatal(err)
		}
		time.Sleep(4 * time.Second) // nobody has told this server
		webtest.Want(t, sse, "id: "+string(empty.Tag))
		webtest.Want(t, ndjson, string(empty.JSON()))
		time.Sleep(15 * time.Second)
		webtest.Want(t, sse, "event: lobby", "data: ", "event: ping", fmt.Sprintf(`data: {"tag":%q,"at":`, empty.Tag))
	})
}

func TestBadTagIsRefusedByEveryTransport(t *testing.T) {
	m := webtest.NewMemory(t)
	for _, how := range askedFor {
		for _, tag := range []string{"abc", "17", "0123456789ABCDEF", "0123456789abcdeg", "0123456789abcdef0", "../../../../etc/"} {
			r := httptest.NewRequest("GET", "/lobby/feed?after="+tag+"&"+how.query, nil)
			for i := 0; i < len(how.header); i += 2 {
				r.Header.Set(how.header[i], how.header[i+1])
			}
			got := httptest.NewRecorder()
			m.Kibitz.ServeHTTP(got, r)
			if kind := got.Header().Get("Content-Type"); got.Code != 400 || kind != "application/problem+json" {
				t.Errorf("%s: %s: got %d, %s; want a problem with 400", how.transport, tag, got.Code, kind)
			}
		}
	}
}

func TestCommandsAreNotTakenInTheLobby(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		p := b.DialPeer("/lobby/feed", http.Header{"Authorization": {webtest.AsAnn}})
		webtest.Want(t, p.Frames, `{"kind":"lobby"`)
		p.Say(`{"id":1,"do":"move","move":"e4"}`)
		webtest.Want(t, p.Frames, `{"re":1,"error":{"type":"about:blank","title":"Bad Request","status":400`)
	})
}
