package feed_test

import (
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/web/webtest"
)

// keep commits a move of the game, and announces nothing.
func keep(b *webtest.Bubble, move string) game.Event {
	b.T.Helper()
	e, err := b.Games.Change(b.T.Context(), b.ID, func(g *game.Game) (game.Event, error) {
		return g.Play(gametest.ToMove(g), move, 0, game.Timing{}, time.Now())
	})
	if err != nil {
		b.T.Fatal(err)
	}
	return e
}

// wantDelays compares the delays of a transport with how many there should be, and
// their sum.
func wantDelays(b *webtest.Bubble, transport string, count int, sum time.Duration) {
	b.T.Helper()
	synctest.Wait()
	n := b.Metric("kibitz_feed_delay_seconds_count", "transport", transport)
	s := b.Metric("kibitz_feed_delay_seconds_sum", "transport", transport)
	if n != float64(count) || s != sum.Seconds() {
		b.T.Errorf("%s: %v delays of %v s together are counted, want %d of %v", transport, n, s, count, sum)
	}
}

// The delay is that from the commit, whether an event was announced or is found in the
// log.
func TestDelayIsCountedFromTheCommit(t *testing.T) {
	for name, c := range map[string]struct {
		after time.Duration
		tell  func(*webtest.Bubble, game.Event)
	}{
		"announced at once": {0, func(b *webtest.Bubble, e game.Event) { b.Hub.Announce(game.Change{Event: e}) }},
		"announced late":    {250 * time.Millisecond, func(b *webtest.Bubble, e game.Event) { b.Hub.Announce(game.Change{Event: e}) }},
		"read from the log": {4 * time.Second, func(b *webtest.Bubble, e game.Event) { b.Hub.Rouse() }},
		"ahead of this clock": {0, func(b *webtest.Bubble, e game.Event) {
			e.At = e.At.Add(time.Second)
			b.Hub.Announce(game.Change{Event: e})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := webtest.NewBubble(t)
				b.Lines(open(b, "SSE", "after=2"))
				b.Lines(open(b, "NDJSON", "after=2"))
				b.Lines(b.Connect(webtest.BoardsPath([]game.ID{b.ID})+"&after=2", "Accept", "text/event-stream"))
				b.Join("after=2")
				held := later(b, b.FeedPath("after=2&wait=25"))
				time.Sleep(time.Second)
				e := keep(b, "e4")
				time.Sleep(c.after)
				c.tell(b, e)
				if got := <-held; got.Status != 200 {
					t.Errorf("the long poll got %d %s", got.Status, got.Body)
				}
				wantDelays(b, "SSE", 2, 2*c.after)
				wantDelays(b, "NDJSON", 1, c.after)
				wantDelays(b, "WebSocket", 1, c.after)
				wantDelays(b, "long polling", 1, c.after)
			})
		})
	}
}

// How long a reader was away says nothing of how fast the server is.
func TestDelayOfWhatAReaderCatchesUpWithIsNotCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		b.Join("after=2")
		synctest.Wait()
		b.Move("e4")
		time.Sleep(time.Second)
		webtest.Want(t, b.Lines(open(b, "SSE", "after=2")), "retry", "id: 3")
		b.Get(b.FeedURL("after=2"))
		b.Get(b.FeedURL("after=2&wait=25"))
		wantDelays(b, "WebSocket", 1, 0)
		for _, transport := range []string{"SSE", "polling", "long polling"} {
			wantDelays(b, transport, 0, 0)
		}
	})
}

// Who is there is told once a second, and is no event.
func TestDelayOfPresenceIsNotCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		b.Lines(open(b, "SSE", "after=2"))
		time.Sleep(10 * time.Second) // Bob is away after five
		if n := b.Metric("kibitz_feed_events_total", "transport", "SSE"); n == 0 {
			t.Fatal("nobody was told who is there")
		}
		wantDelays(b, "SSE", 0, 0)
	})
}

// Spectators who are kept behind are late on purpose; players are not.
func TestDelayOfThoseWhoAreKeptBehindIsNotCounted(t *testing.T) {
	const late = time.Minute
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		time.Sleep(time.Second)
		g, created, err := game.New(game.Setup{Creator: gametest.Ann, Color: "white", Delay: late}, time.Now())
		if err == nil {
			err = b.Games.Create(t.Context(), g, created)
		}
		if err != nil {
			t.Fatal(err)
		}
		b.ID = g.Record().ID
		if _, err := b.Games.Change(t.Context(), b.ID, func(g *game.Game) (game.Event, error) { return g.Join(gametest.Bob, time.Now()) }); err != nil {
			t.Fatal(err)
		}
		player := b.Join("after=2", "Authorization", webtest.AsAnn)
		for _, path := range []string{b.FeedPath("after=2"), webtest.BoardsPath([]game.ID{b.ID}) + "&after=2"} {
			b.Lines(b.Connect(path, "Accept", "text/event-stream"))
		}
		time.Sleep(time.Second)
		b.Move("e4")
		webtest.Want(t, player.Frames, `{"game":`)
		time.Sleep(late + time.Second)
		wantDelays(b, "WebSocket", 1, 0)
		wantDelays(b, "SSE", 0, 0)
		if text := b.Get(b.FeedURL("after=2")); text.Status != 200 {
			t.Errorf("spectators have not been told yet: %d", text.Status)
		}
	})
}
