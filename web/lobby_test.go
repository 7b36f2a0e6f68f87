package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/wire"
)

// seek puts a seek into the lobby, as a Service would.
func (m *memory) seek(p game.Player) game.ID {
	m.t.Helper()
	tc := game.TimeControl{Initial: 5 * time.Minute, Increment: 3 * time.Second}
	g, created, err := game.New(game.Setup{Creator: p, Color: "black", Control: tc, Seek: true}, time.Now())
	if err == nil {
		err = m.games.Create(m.t.Context(), g, created)
	}
	if err != nil {
		m.t.Fatal(err)
	}
	m.lobby.Announce(game.Change{Event: created})
	return created.Game
}

// list is the lobby as it should come to a reader.
func (m *memory) list() *wire.SeekList {
	m.t.Helper()
	list, err := m.lobby.Since(m.t.Context(), "")
	if err != nil {
		m.t.Fatal(err)
	}
	return list
}

func TestSeekIsToldAsTheProtocolHasIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		id, at := b.seek(gametest.Ann), time.Now().UnixMilli()
		var got struct{ Tag string }
		answer := b.get(b.url+"/lobby.json", "Authorization", asAnn)
		if err := json.Unmarshal([]byte(answer.body), &got); err != nil {
			t.Fatal(err)
		}
		seek := fmt.Sprintf(`{"id":"%s","by":{"name":"%s"},"color":"white","initial":300,"increment":3,"speed":"blitz","at":%d}`, id, gametest.Ann.Name, at)
		if want := fmt.Sprintf(`{"kind":"lobby","tag":"%s","seeks":[%s],"mine":["%s"]}`, got.Tag, seek, id); answer.body != want {
			t.Errorf("got  %s\nwant %s", answer.body, want)
		}
		if other := b.get(b.url + "/lobby.json"); !strings.HasSuffix(other.body, `"mine":[]}`) {
			t.Errorf("somebody else got %s", other.body)
		}
		poll := b.get(b.url+"/lobby/feed", "Authorization", asAnn)
		if want := fmt.Sprintf(`{"tag":"%s","events":[{"kind":"lobby","tag":"%[1]s","seeks":[%s]}]}`, got.Tag, seek); poll.body != want {
			t.Errorf("polling: got  %s\nwant %s", poll.body, want)
		}
	})
}

// Readers by all transports get the same bytes, first and after each change, and
// who comes back with a tag gets nothing until there is a change.
func TestLobbyIsTheSameByEveryTransport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		feed := "/lobby/feed"
		empty := b.list()
		sse := b.lines(b.connect(feed, "Accept", "text/event-stream"))
		later := b.lines(b.connect(feed+"?after="+string(empty.Tag), "Accept", "text/event-stream"))
		ndjson := b.lines(b.connect(feed, "Accept", "application/x-ndjson"))
		socket := b.dialPeer(feed, http.Header{}).frames
		told := func(list *wire.SeekList) {
			t.Helper()
			event := []string{"id: " + string(list.Tag), "event: lobby", "data: " + string(list.JSON())}
			want(t, sse, event...)
			if len(list.Seeks) > 0 {
				want(t, later, event...)
			}
			want(t, ndjson, string(list.JSON()))
			want(t, socket, string(list.JSON()))
		}
		want(t, sse, "retry: 2000")
		want(t, later, "retry: 2000")
		told(empty)
		for _, transport := range []string{"SSE", "WebSocket", "NDJSON"} {
			if b.readers(transport) == 0 {
				t.Errorf("no reader by %s is counted", transport)
			}
		}
		held := make(chan answer)
		go func() {
			got, err := b.try("GET", b.url+feed+"?wait=25&after="+string(empty.Tag), "Accept", "application/json")
			if err != nil {
				t.Error(err)
			}
			held <- got
		}()
		if got := b.get(b.url + feed + "?after=" + string(empty.Tag)); got.status != http.StatusNoContent || got.body != "" {
			t.Errorf("polling without news: got %d %s", got.status, got.body)
		}
		time.Sleep(time.Second)
		id := b.seek(gametest.Bob)
		list := b.list()
		if len(list.Seeks) != 1 || list.Tag == empty.Tag {
			t.Fatalf("the list is %s", list.JSON())
		}
		told(list)
		polled := fmt.Sprintf(`{"tag":%q,"events":[%s]}`, list.Tag, list.JSON())
		if got := <-held; got.body != polled || got.header.Get("Preference-Applied") != "wait=25" {
			t.Errorf("long polling: got %d %s, want %s", got.status, got.body, polled)
		}
		if got := b.get(b.url + feed + "?after=" + string(empty.Tag)); got.body != polled {
			t.Errorf("polling: got %d %s, want %s", got.status, got.body, polled)
		}
		if _, err := b.games.Change(t.Context(), id, func(g *game.Game) (game.Event, error) { return g.Abort(gametest.Bob.ID, time.Now()) }); err != nil {
			t.Fatal(err)
		}
		time.Sleep(4 * time.Second) // nobody has told this server
		want(t, sse, "id: "+string(empty.Tag))
		want(t, ndjson, string(empty.JSON()))
		time.Sleep(15 * time.Second)
		want(t, sse, "event: lobby", "data: ", "event: ping", fmt.Sprintf(`data: {"tag":%q,"at":`, empty.Tag))
	})
}

func TestBadTagIsRefusedByEveryTransport(t *testing.T) {
	m := newMemory(t)
	for _, how := range askedFor {
		for _, tag := range []string{"abc", "17", "0123456789ABCDEF", "0123456789abcdeg", "0123456789abcdef0", "../../../../etc/"} {
			r := httptest.NewRequest("GET", "/lobby/feed?after="+tag+"&"+how.query, nil)
			for i := 0; i < len(how.header); i += 2 {
				r.Header.Set(how.header[i], how.header[i+1])
			}
			got := httptest.NewRecorder()
			m.kibitz.ServeHTTP(got, r)
			if kind := got.Header().Get("Content-Type"); got.Code != 400 || kind != "application/problem+json" {
				t.Errorf("%s: %s: got %d, %s; want a problem with 400", how.transport, tag, got.Code, kind)
			}
		}
	}
}

func TestCommandsAreNotTakenInTheLobby(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		p := b.dialPeer("/lobby/feed", http.Header{"Authorization": {asAnn}})
		want(t, p.frames, `{"kind":"lobby"`)
		p.say(`{"id":1,"do":"move","move":"e4"}`)
		want(t, p.frames, `{"re":1,"error":{"type":"about:blank","title":"Bad Request","status":400`)
	})
}

// A lobby that cannot be read takes nothing else away.
func TestFormIsThereWhenTheLobbyIsNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		b.games.FailBefore(gametest.Unavailable)
		page := b.get(b.url+"/", "Accept", "text/html")
		if page.status != 200 || !strings.Contains(page.body, `action="/games"`) || !strings.Contains(page.body, "cannot be read just now") {
			t.Errorf("got %d %s", page.status, page.body)
		}
		if got := b.get(b.url + "/lobby.json"); got.status != 503 {
			t.Errorf("JSON: got %d %s", got.status, got.body)
		}
	})
}
