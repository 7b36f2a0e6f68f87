package feed_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
	"kibitz/game/wire"
	"kibitz/web/webtest"
)

// loggedAs is what the store has of the game, in bytes for a reader who sits at color you.
func loggedAs(b *webtest.Bubble, you rules.Color) []webtest.Heard {
	b.T.Helper()
	events, err := b.Games.EventsSince(b.T.Context(), b.ID, 0)
	if err != nil {
		b.T.Fatal(err)
	}
	var log []webtest.Heard
	for _, e := range events {
		data, err := wire.EventJSON(&e, you)
		if err != nil {
			b.T.Fatal(err)
		}
		log = append(log, webtest.Heard{Version: e.Version, Kind: string(e.Kind), Data: string(data)})
	}
	return log
}

// firstEvents reads so many events by a transport.
func firstEvents(b *webtest.Bubble, tr webtest.Transport, c *http.Client, after string, n int) []webtest.Heard {
	b.T.Helper()
	var got []webtest.Heard
	_, err := tr.Read(b.T.Context(), c, b.FeedURL(""), after, func(h webtest.Heard) bool {
		got = append(got, h)
		return len(got) < n
	})
	if err != nil || len(got) < n {
		b.T.Fatalf("%s: %d events, %v", tr.Name, len(got), err)
	}
	return got
}

// The two players get the same bytes, with the legal moves; spectators get
// theirs without. By every transport.
func TestEventIsTheSameBytesByEveryTransport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		b.Move("e4", "e5", "Nf3")
		forPlayers, forSpectators := loggedAs(b, rules.White), loggedAs(b, "")
		for _, tr := range webtest.Transports {
			webtest.WantSame(t, firstEvents(b, tr, b.As("ann"), "0", 5), forPlayers)
			webtest.WantSame(t, firstEvents(b, tr, b.As("bob"), "0", 5), forPlayers)
			webtest.WantSame(t, firstEvents(b, tr, b.As(""), "0", 5), forSpectators)
			webtest.WantSame(t, firstEvents(b, tr, b.As("nobody's token"), "0", 5), forSpectators)
		}
	})
}

func TestSnapshotSaysWhoItsReaderIsByEveryTransport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		snapshot, err := b.Games.Snapshot(t.Context(), b.ID)
		if err != nil {
			t.Fatal(err)
		}
		for token, you := range map[string]rules.Color{"ann": rules.White, "bob": rules.Black, "": ""} {
			data, err := wire.SnapshotJSON(&snapshot, you, game.Presence{})
			if err != nil {
				t.Fatal(err)
			}
			for _, tr := range webtest.Transports {
				webtest.WantSame(t, firstEvents(b, tr, b.As(token), "", 1), []webtest.Heard{{Version: 2, Kind: "snapshot", Data: string(data)}})
			}
		}
	})
}

// However many read an event, its bytes are made once for each audience, and
// so is its WebSocket frame.
func TestEventIsEncodedAndFramedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		var peers []*webtest.Peer
		for range 10 {
			peers = append(peers, b.Join("after=2"), b.Join("after=2", "Authorization", webtest.AsAnn))
		}
		b.Move("e4")
		for _, p := range peers {
			webtest.Want(t, p.Frames, `{"game":`)
		}
		var made []*wire.Event
		for range 2 {
			f, err := b.Hub.Follow(game.Cursor{Game: b.ID, After: 2})
			if err != nil {
				t.Fatal(err)
			}
			events, err := f.Now(t.Context(), 0)
			f.Close()
			if err != nil || len(events) != 1 {
				t.Fatalf("got %v, %v", events, err)
			}
			made = append(made, events[0])
		}
		if made[0] != made[1] {
			t.Error("readers get announcements of their own")
		}
		for _, you := range []rules.Color{"", rules.White, rules.Black} {
			_, err := made[0].For(you).Framed(func([]byte) (any, error) { return nil, errors.New("again") })
			if err != nil {
				t.Errorf("the frame for %q: %v, want that of the socket", you, err)
			}
			one, _ := made[0].For(you).JSON()
			other, _ := made[0].For(you).JSON()
			if &one[0] != &other[0] {
				t.Errorf("the bytes for %q are made again", you)
			}
		}
	})
}

// Who somebody is and who sits where are asked once, and only what will not
// change is remembered.
func TestPlayersAreLookedUpOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		var heads int
		b.Games.FailBefore(func(call string) error {
			if call == "Head" {
				heads++
			}
			return nil
		})
		for range 10 {
			b.Get(b.FeedURL("after=2"), "Authorization", webtest.AsAnn)
			b.Get(b.FeedURL("after=2"), "Authorization", webtest.AsBob)
		}
		if b.People.Asked != 2 || heads != 1 {
			t.Errorf("%d look-ups of players and %d of seats, want 2 and 1", b.People.Asked, heads)
		}
		b.Get(b.FeedURL("after=2"), "Authorization", "Bearer carol")
		_ = b.People.AddPlayer(t.Context(), game.Player{ID: "CarolCarolCa", Name: "New Owl"}, "carol")
		if got := b.Get(b.FeedURL("after=2"), "Authorization", "Bearer carol"); got.Status != 204 {
			t.Errorf("a token that became known: got %d, want 204", got.Status)
		}
	})
}

func TestSeatThatWasOpenIsSeenOnceItIsTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		b.ID, _ = gametest.Table{Open: true}.Keep(t, b.Games)
		b.Get(b.FeedURL("after=0"), "Authorization", webtest.AsAnn)
		b.Get(b.FeedURL("after=0"), "Authorization", webtest.AsBob)
		e, err := b.Games.Change(t.Context(), b.ID, func(g *game.Game) (game.Event, error) { return g.Join(gametest.Bob, time.Now()) })
		if err != nil {
			t.Fatal(err)
		}
		b.Hub.Announce(game.Change{Event: e})
		if got := b.Get(b.FeedURL("after=1"), "Authorization", webtest.AsBob); !strings.Contains(got.Body, `"legal":["`) {
			t.Errorf("Bob has joined and gets %s", got.Body)
		}
	})
}
