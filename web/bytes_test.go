package web_test

import (
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
	"kibitz/game/wire"
)

// as is a client with the cookie of a token, or of nobody.
func (b *bubble) as(token string) *http.Client {
	b.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.t.Fatal(err)
	}
	at, err := url.Parse(b.url)
	if err != nil {
		b.t.Fatal(err)
	}
	if token != "" {
		jar.SetCookies(at, []*http.Cookie{{Name: "kibitz", Value: token}})
	}
	return &http.Client{Jar: jar, Transport: b.client.Transport}
}

// log is what the store has of the game, in bytes for a reader who sits at color you.
func (b *bubble) log(you rules.Color) []heard {
	b.t.Helper()
	events, err := b.games.EventsSince(b.t.Context(), b.id, 0)
	if err != nil {
		b.t.Fatal(err)
	}
	var log []heard
	for _, e := range events {
		data, err := wire.EventJSON(&e, you)
		if err != nil {
			b.t.Fatal(err)
		}
		log = append(log, heard{e.Version, string(e.Kind), string(data)})
	}
	return log
}

// firstEvents reads so many events by a transport.
func firstEvents(b *bubble, tr transport, c *http.Client, after string, n int) []heard {
	b.t.Helper()
	var got []heard
	_, err := tr.read(b.t.Context(), c, b.feed(""), after, func(h heard) bool {
		got = append(got, h)
		return len(got) < n
	})
	if err != nil || len(got) < n {
		b.t.Fatalf("%s: %d events, %v", tr.name, len(got), err)
	}
	return got
}

// The two players get the same bytes, with the legal moves; spectators get
// theirs without. By every transport.
func TestEventIsTheSameBytesByEveryTransport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		b.move("e4", "e5", "Nf3")
		forPlayers, forSpectators := b.log(rules.White), b.log("")
		for _, tr := range transports {
			same(t, firstEvents(b, tr, b.as("ann"), "0", 5), forPlayers)
			same(t, firstEvents(b, tr, b.as("bob"), "0", 5), forPlayers)
			same(t, firstEvents(b, tr, b.as(""), "0", 5), forSpectators)
			same(t, firstEvents(b, tr, b.as("nobody's token"), "0", 5), forSpectators)
		}
	})
}

func TestSnapshotSaysWhoItsReaderIsByEveryTransport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		snapshot, err := b.games.Snapshot(t.Context(), b.id)
		if err != nil {
			t.Fatal(err)
		}
		for token, you := range map[string]rules.Color{"ann": rules.White, "bob": rules.Black, "": ""} {
			data, err := wire.SnapshotJSON(&snapshot, you, game.Presence{})
			if err != nil {
				t.Fatal(err)
			}
			for _, tr := range transports {
				same(t, firstEvents(b, tr, b.as(token), "", 1), []heard{{2, "snapshot", string(data)}})
			}
		}
	})
}

// However many read an event, its bytes are made once for each audience, and
// so is its WebSocket frame.
func TestEventIsEncodedAndFramedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		var peers []*peer
		for range 10 {
			peers = append(peers, b.join("after=2"), b.join("after=2", "Authorization", asAnn))
		}
		b.move("e4")
		for _, p := range peers {
			want(t, p.frames, `{"game":`)
		}
		var made []*wire.Event
		for range 2 {
			f, err := b.hub.Follow(game.Cursor{Game: b.id, After: 2})
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
		b := newBubble(t)
		var heads int
		b.games.FailBefore(func(call string) error {
			if call == "Head" {
				heads++
			}
			return nil
		})
		for range 10 {
			b.get(b.feed("after=2"), "Authorization", asAnn)
			b.get(b.feed("after=2"), "Authorization", asBob)
		}
		if b.people.asked != 2 || heads != 1 {
			t.Errorf("%d look-ups of players and %d of seats, want 2 and 1", b.people.asked, heads)
		}
		b.get(b.feed("after=2"), "Authorization", "Bearer carol")
		_ = b.people.AddPlayer(t.Context(), game.Player{ID: "CarolCarolCa", Name: "New Owl"}, "carol")
		if got := b.get(b.feed("after=2"), "Authorization", "Bearer carol"); got.status != 204 {
			t.Errorf("a token that became known: got %d, want 204", got.status)
		}
	})
}

func TestSeatThatWasOpenIsSeenOnceItIsTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		b.id, _ = gametest.Table{Open: true}.Keep(t, b.games)
		b.get(b.feed("after=0"), "Authorization", asAnn)
		b.get(b.feed("after=0"), "Authorization", asBob)
		e, err := b.games.Change(t.Context(), b.id, func(g *game.Game) (game.Event, error) { return g.Join(gametest.Bob, time.Now()) })
		if err != nil {
			t.Fatal(err)
		}
		b.hub.Announce(game.Change{Event: e})
		if got := b.get(b.feed("after=1"), "Authorization", asBob); !strings.Contains(got.body, `"legal":["`) {
			t.Errorf("Bob has joined and gets %s", got.body)
		}
	})
}
