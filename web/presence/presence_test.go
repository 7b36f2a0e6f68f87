package presence_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/web/webtest"
)

type presenceSeen struct {
	Kind         string
	Number       int64
	Version      *game.Version
	White, Black struct {
		Online bool
		Away   int64
	}
	Spectators int
	arrived    time.Time
}

// hearPresence reads what a socket tells of who is there.
func hearPresence(t *testing.T, b *webtest.Bubble, query string, header ...string) <-chan presenceSeen {
	t.Helper()
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	conn, err := webtest.DialWebSocket(t.Context(), b.Client, b.URL+b.FeedPath(query), h)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	seen := make(chan presenceSeen, 100)
	go func() {
		defer close(seen)
		for {
			_, data, err := conn.ReadMessage()
			if err != nil {
				return
			}
			if p := (presenceSeen{arrived: time.Now()}); json.Unmarshal(data, &p) == nil && p.Kind == "presence" {
				seen <- p
			}
		}
	}()
	return seen
}

// A player is shown as away 5 s after the connection is gone, and as there as
// soon as it is back.
func TestPlayerIsAwayFiveSecondsAfterTheConnectionIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		bob := b.Join("after=2", "Authorization", webtest.AsBob)
		seen := hearPresence(t, b, "after=2", "Authorization", webtest.AsAnn)
		time.Sleep(time.Minute)
		for len(seen) > 0 {
			if p := <-seen; !p.White.Online || !p.Black.Online || p.Version != nil {
				t.Errorf("got %+v, want both there, without a version", p)
			}
		}
		went := time.Now()
		bob.Close()
		p := <-seen
		if p.Black.Online || p.Black.Away != went.UnixMilli() || !p.White.Online {
			t.Errorf("got %+v, want Black away since %v", p, went.UnixMilli())
		}
		if after := p.arrived.Sub(went); after < 5*time.Second || after > 6*time.Second {
			t.Errorf("it was told after %v, want 5 s", after)
		}
		b.Join("after=2", "Authorization", webtest.AsBob)
		if p := <-seen; !p.Black.Online || p.Black.Away != 0 {
			t.Errorf("got %+v, want Black there", p)
		}
	})
}

// However many come and go, a game tells it at most once a second.
func TestPresenceIsToldAtMostOnceASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		seen := hearPresence(t, b, "after=2", "Authorization", webtest.AsAnn)
		var all []*webtest.Peer
		for range 50 {
			all = append(all, b.Join("after=2", "User-Agent", "another"))
			time.Sleep(100 * time.Millisecond)
			all[len(all)-1].Close()
		}
		synctest.Wait()
		last := time.Time{}
		for n := len(seen); n > 0; n-- {
			p := <-seen
			if p.arrived.Sub(last) < time.Second {
				t.Errorf("told %v after the last time", p.arrived.Sub(last))
			}
			last = p.arrived
		}
		if last.IsZero() {
			t.Error("it was never told")
		}
	})
}

// Polls and held requests ask for it by the number of what they know.
func TestPollsAreToldWhoIsThereIfTheyAsk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		b.Join("after=2", "Authorization", webtest.AsBob)
		ask := func(query string) presenceSeen {
			got := b.Get(b.URL+b.FeedPath("after=2&"+query), "Accept", webtest.TypeJSON)
			var answer struct {
				Version  game.Version
				Events   []any
				Presence presenceSeen
			}
			if got.Status == http.StatusNoContent {
				return presenceSeen{}
			}
			if err := json.Unmarshal([]byte(got.Body), &answer); err != nil || answer.Version != 2 || len(answer.Events) != 0 {
				t.Fatalf("%s: got %d %s, %v", query, got.Status, got.Body, err)
			}
			return answer.Presence
		}
		ask("presence=0")
		time.Sleep(2 * time.Second)
		first := ask("presence=0")
		if !first.Black.Online || first.Number == 0 {
			t.Errorf("got %+v, want Black there", first)
		}
		if again := ask("presence=" + jsonNumber(first.Number)); again.Number != 0 {
			t.Errorf("got %+v, want nothing new", again)
		}
		if plain := ask("x=y"); plain.Number != 0 {
			t.Errorf("a poll that does not ask for it got %+v", plain)
		}
		begin := time.Now()
		if held := ask("wait=30&presence=" + jsonNumber(first.Number)); held.Number <= first.Number || held.White.Online || time.Since(begin) > 5*time.Second {
			t.Errorf("a held poll got %+v after %v, want to hear that White is away", held, time.Since(begin))
		}
		if got := b.Get(b.URL + b.FeedPath("after=2&presence=x")); got.Status != http.StatusBadRequest {
			t.Errorf("presence=x: got %d, want 400", got.Status)
		}
	})
}

func jsonNumber(n int64) string { data, _ := json.Marshal(n); return string(data) }

// Who is there is in every snapshot, too.
func TestSnapshotSaysWhoIsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		b.Join("after=2", "Authorization", webtest.AsBob)
		b.Join("after=2", "User-Agent", "one")
		b.Join("after=2", "User-Agent", "two")
		time.Sleep(10 * time.Second)
		body := b.Get(b.URL + "/games/" + string(b.ID) + ".json").Body
		for _, want := range []string{`"white":{"name":"Calm Heron","online":false,"away":`, `"black":{"name":"Sly Fox","online":true}`, `"spectators":2`} {
			if !strings.Contains(body, want) {
				t.Errorf("got %s, want %s in it", body, want)
			}
		}
	})
}

// Presence of thousands asks the log for nothing.
func TestPresenceAsksTheLogForNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		b := webtest.NewBubble(t)
		b.Games.FailBefore(func(string) error { calls++; return nil })
		var conns []*webtest.Peer
		for range 200 {
			conns = append(conns, b.Join("after=2"))
		}
		synctest.Wait()
		before := calls
		time.Sleep(5 * time.Second) // presence is told several times, and no room looks yet
		if calls != before {
			t.Errorf("%d calls while %d readers were told who is there, want none", calls-before, len(conns))
		}
	})
}

// A page that was loaded and then follows the game is one spectator.
func TestPageAndItsScriptAreOneSpectator(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		page := b.URL + "/games/" + string(b.ID)
		b.Get(page, "Accept", "text/html", "User-Agent", "one")
		b.Join("after=2&meter=abc", "User-Agent", "one")
		b.Get(page, "Accept", "text/html", "User-Agent", "without scripts")
		if body := b.Get(page + ".json").Body; !strings.Contains(body, `"spectators":2`) {
			t.Errorf("got %s, want 2 spectators", body)
		}
	})
}

// A page that goes away ends its streams by the name of their meter, and then
// counts no more.
func TestPageThatLeavesEndsItsStreams(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		lines := b.Lines(b.Connect(b.FeedPath("after=2&meter=mine"), "Accept", "text/event-stream"))
		other := b.Lines(b.Connect(b.FeedPath("after=2&meter=other"), "Accept", "text/event-stream"))
		webtest.Want(t, lines, "retry: ")
		webtest.Want(t, other, "retry: ")
		for path, status := range map[string]int{"/meters/mine/leave": 204, "/meters/nobody/leave": 204, "/meters/no-name/leave": 404} {
			got, err := b.Try("POST", b.URL+path)
			if err != nil || got.Status != status {
				t.Errorf("%s: got %d, %v; want %d", path, got.Status, err, status)
			}
		}
		webtest.WantEnd(t, lines)
		if body := b.Get(b.URL + "/games/" + string(b.ID) + ".json").Body; !strings.Contains(body, `"spectators":1`) {
			t.Errorf("got %s, want the other spectator only", body)
		}
		b.Move("e4")
		webtest.Want(t, other, "id: 3")
	})
}
