package web_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/web"
	"kibitz/web/shelf"
	"kibitz/web/webtest"
)

// requestFrom sends a request from an address, without a connection.
func requestFrom(m *webtest.Memory, address, method, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	r.RemoteAddr = address + ":1000"
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	m.Kibitz.ServeHTTP(w, r)
	return w
}

// An address that has read too much is refused for a while, each kind of request in
// its own way; other addresses are not affected. Streams get no error status, since
// an EventSource would give up for good.
func TestAnAddressReadsItsShareAndNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		page, feed := "/games/"+string(b.ID), "/games/"+string(b.ID)+"/feed?after=2"
		b.Kibitz.LimitReads(0.01, 100)
		for n := 0; b.Get(b.URL+page+".json").Status == http.StatusOK; n++ {
			if n == 100 {
				t.Fatal("an address may read without end")
			}
		}
		for _, c := range []struct {
			path, accept string
			status       int
			text         string
		}{
			{page, "text/html", 429, "Slow down a little"},
			{page + ".json", "", 429, `"status":429`},
			{page + ".pgn", "", 429, `"status":429`},
			{page + "/board.svg", "", 429, `"status":429`},
			{page + "/share", "text/html", 429, "Slow down a little"},
			{"/", "text/html", 429, "Slow down a little"},
			{"/nothing", "", 429, `"status":429`},
			{feed, "", 429, `"status":429`},
			{feed + "&wait=25", "", 429, `"status":429`},
			{"/lobby/feed", "", 429, `"status":429`},
			{feed, "text/event-stream", 200, "retry: "},
			{"/watch/feed?game=" + string(b.ID), "text/event-stream", 200, "retry: "},
			{"/lobby/feed", "text/event-stream", 200, "retry: "},
			{feed, "application/x-ndjson", 200, ""},
			{"/readyz", "", 200, "ready"},
			{"/healthz", "", 200, "alive"},
		} {
			began := time.Now()
			got := b.Get(b.URL+c.path, "Accept", c.accept)
			if got.Status != c.status || !strings.Contains(got.Body, c.text) || strings.Contains(got.Body, "data:") {
				t.Errorf("%s as %q: got %d %.200s, want %d with %q", c.path, c.accept, got.Status, got.Body, c.status, c.text)
			}
			if after := got.Header.Get("Retry-After"); (after == "") != (c.status == 200) {
				t.Errorf("%s as %q: Retry-After is %q", c.path, c.accept, after)
			}
			if took := time.Since(began); took < time.Second && !strings.HasSuffix(c.path, "z") {
				t.Errorf("%s as %q: refused after %v, want it held back", c.path, c.accept, took)
			}
		}
		if got := requestFrom(b.Memory, "192.0.2.1", "GET", page+".json"); got.Code != http.StatusOK {
			t.Errorf("another address: got %d", got.Code)
		}
		time.Sleep(time.Hour)
		if got := b.Get(b.URL+page, "Accept", "text/html"); got.Status != http.StatusOK {
			t.Errorf("after a while: got %d", got.Status)
		}
	})
}

// A WebSocket is closed with the code for "try again later".
func TestASocketIsClosedWhenItsAddressHasReadTooMuch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		b.Kibitz.LimitReads(0.1, 100)
		for status := 0; status != http.StatusTooManyRequests; {
			status = b.Get(b.URL + "/games/" + string(b.ID) + ".json").Status
		}
		webtest.Want(t, b.Join("after=2").Frames, "close 1013")
		if n := b.Closed("WebSocket", "shed"); n != 1 {
			t.Errorf("%v are counted as shed, want 1", n)
		}
	})
}

// A school behind one router: 200 players open their games at the same moment, poll
// them, and view them again and again.
func TestASchoolBehindOneAddressReadsFreely(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := webtest.NewMemory(t)
		defer m.Stop()
		ids := make([]game.ID, 100)
		for i := range ids {
			ids[i] = m.NewGame("e4 e5 Nf3 Nc6 Bb5 a6 Ba4 Nf6 O-O Be7")
		}
		ask := func(path string, header ...string) {
			if got := requestFrom(m, "192.0.2.1", "GET", path, header...); got.Code != http.StatusOK && got.Code != http.StatusNoContent {
				t.Errorf("%s: got %d %s", path, got.Code, got.Body)
			}
		}
		var pupils sync.WaitGroup
		for i := range 200 {
			pupils.Go(func() {
				path := "/games/" + string(ids[i%100])
				for round := range 20 {
					if round%10 == 0 {
						ask("/", "Accept", "text/html")
						ask(path, "Accept", "text/html")
						ask(path + "/feed")
						ask("/lobby/feed")
					}
					ask(path + "/feed?presence=1&after=12")
					time.Sleep(2 * time.Second)
				}
			})
		}
		pupils.Wait()
	})
}

// Clients that do not read their page delay no page of another address.
func TestSlowTakersKeepNoPageWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		for range 50 {
			b.Connect("/about", "Accept", "text/html")
		}
		synctest.Wait()
		began := time.Now()
		if got := requestFrom(b.Memory, "192.0.2.1", "GET", "/about", "Accept", "text/html"); got.Code != http.StatusOK || time.Since(began) > 0 {
			t.Errorf("got %d after %v, want the page at once", got.Code, time.Since(began))
		}
	})
}

// Only a limited number of answers with large games is in memory, whether or not
// clients read them; small games are shown all the same.
func TestLargeGamesAreShownAFewAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		pgn := "[Event \"?\"]\n\n1. e4 "
		for i := range 30 {
			pgn += fmt.Sprintf("{%s} %s ", strings.Repeat("also good ", 1000), []string{"Nf6", "Nf3", "Ng8", "Ng1"}[i%4])
		}
		response, err := b.Client.Post(b.URL+"/import", "application/x-chess-pgn", strings.NewReader(pgn+"*\n"))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		large := response.Header.Get("Location")
		const other = "192.0.2.1"
		var held []io.Closer
		for range 16 {
			held = append(held, b.Connect(large+".pgn"))
		}
		synctest.Wait()
		began := time.Now()
		if got := requestFrom(b.Memory, other, "GET", large, "Accept", "text/html"); got.Code != http.StatusServiceUnavailable || time.Since(began) > 11*time.Second {
			t.Errorf("one more: got %d after %v, want 503 in time", got.Code, time.Since(began))
		}
		for _, path := range []string{"/games/" + string(b.ID), large + ".json", large + "/board.svg"} {
			if got := requestFrom(b.Memory, other, "GET", path); got.Code != http.StatusOK {
				t.Errorf("%s: got %d", path, got.Code)
			}
		}
		held[0].Close()
		if got := requestFrom(b.Memory, other, "GET", large, "Accept", "text/html"); got.Code != http.StatusOK || got.Body.Len() < 256<<10 {
			t.Errorf("when there is room: got %d, %d bytes", got.Code, got.Body.Len())
		}
	})
}

// All waiting requests share one reading of the boards.
func TestBoardsAreReadOnceForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var readings int
		m := webtest.NewMemory(t, func(c *web.Config) {
			webtest.ListRunning(c, func(context.Context, time.Time, int) ([]game.Glance, error) {
				readings++
				time.Sleep(time.Second)
				return nil, errors.New("for the test")
			})
		})
		defer m.Stop()
		var asking sync.WaitGroup
		for i := range 100 {
			asking.Go(func() { requestFrom(m, fmt.Sprintf("192.0.2.%d", i), "GET", "/watch") })
		}
		asking.Wait()
		if readings != 2 {
			t.Errorf("the boards were read %d times, want twice: once for the first, once for the others", readings)
		}
	})
}

// countedGames counts the games read.
type countedGames struct {
	shelf.Snapshots
	read *int
}

func (c countedGames) Snapshot(ctx context.Context, id game.ID) (game.Snapshot, error) {
	*c.read++
	return c.Snapshots.Snapshot(ctx, id)
}

// A request that changes nothing, of any method, makes the server read no game for
// an address that has used up its share, and gets its usual refusal.
func TestRefusedRequestsReadNoGameBeyondTheShareOfTheirAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		read := 0
		m := webtest.NewMemory(t, func(c *web.Config) { c.Snapshots = countedGames{c.Snapshots, &read} })
		defer m.Stop()
		m.Kibitz.LimitReads(0.01, 5)
		path := "/games/" + string(m.ID)
		for requestFrom(m, "192.0.2.1", "GET", "/lobby.json").Code == http.StatusOK {
		}
		for _, c := range []struct {
			what, accept, as string
			status           int
		}{
			{"join", "application/json", "", 409},
			{"join", "text/html", "", 409},
			{"join", "application/json", webtest.AsBob, 429}, // who has the seat, and would get the game
			{"join", "text/html", webtest.AsBob, 303},
			{"chat", "text/html", "", 400},
			{"moves", "text/html", webtest.AsBob, 409},
			{"resign", "text/html", webtest.AsBob, 409},
		} {
			got := requestFrom(m, "192.0.2.1", "POST", path+"/"+c.what, "Accept", c.accept, "Authorization", c.as)
			if got.Code != c.status {
				t.Errorf("%s as %q: got %d %s, want %d", c.what, c.accept, got.Code, got.Body, c.status)
			}
		}
		if read != 0 {
			t.Errorf("%d games were read, want none", read)
		}
		if got := requestFrom(m, "192.0.2.2", "POST", path+"/join", "Accept", "application/json", "Authorization", webtest.AsBob); got.Code != http.StatusOK {
			t.Errorf("from another address: got %d %s", got.Code, got.Body)
		}
	})
}
