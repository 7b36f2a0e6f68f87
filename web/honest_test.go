package web_test

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/live"
	"kibitz/store/storetest"
	"kibitz/web"
	"kibitz/web/lab"
	"kibitz/web/webtest"
)

// A client that closes its sending side and still listens must not mistake a request
// that was given up for one that was carried out.
func TestHalfClosedRequestIsNotAcknowledgedUnlessItWasDone(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	for round := range 20 {
		conn, err := net.Dial("tcp", strings.TrimPrefix(m.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		body := `{"move":"e4","seen":2}`
		fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: kibitz\r\nContent-Type: application/json\r\nContent-Length: %d\r\nCookie: %s\r\n\r\n%s",
			m.Path("moves"), len(body), cookieOf(m.White), body)
		if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
			t.Fatal(err)
		}
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(response.Body)
		conn.Close()
		switch {
		case response.StatusCode == http.StatusServiceUnavailable:
		case response.StatusCode == http.StatusOK && strings.Contains(string(text), `"san":"e4"`):
			if len(m.Log()) != 3 {
				t.Fatalf("round %d: acknowledged, and not in the log", round)
			}
			return
		default:
			t.Fatalf("round %d: got %d %q", round, response.StatusCode, text)
		}
	}
}

func cookieOf(c *webtest.Client) string {
	r := httptest.NewRequest("GET", c.URL, nil)
	return c.Jar.Cookies(r.URL)[0].String()
}

// A double click by a new visitor is two requests without a cookie: the loser must
// not overwrite the winner's cookie.
func TestWhoeverLosesARaceForTheSeatGetsNoCookie(t *testing.T) {
	s := webtest.NewSite(t)
	open := newOpen(s)
	var done sync.WaitGroup
	for range 12 {
		c := s.Client()
		done.Go(func() {
			got := c.Post(open.Path("join"), nil)
			if cookie := got.Header.Get("Set-Cookie"); (cookie != "") != (got.Status == http.StatusOK) {
				t.Errorf("status %d with cookie %q", got.Status, cookie)
			}
			if got.Status == http.StatusConflict && got.Decode(t)["version"] != float64(2) {
				t.Errorf("the loser is told %s, want version 2", got.Body)
			}
		})
	}
	done.Wait()
}

func TestJoiningAgainIsNoMistake(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	got := m.Black.Post(m.Path("join"), nil)
	if got.Status != http.StatusOK || got.Decode(t)["you"] != "black" {
		t.Errorf("got %d %s, want the game with black's seat", got.Status, got.Body)
	}
	if len(m.Log()) != 2 {
		t.Error("joining again was an event")
	}
}

// The page of a game that has gone beyond the positions from which a game may begin.
func TestPageShowsThePiecesHoweverLongTheGame(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("4k3/8/8/8/8/8/8/R3K2R w - - 100 80")
	m.Play("a1a2")
	page := m.Client().Get("/games/"+m.ID, "Accept", "text/html")
	_, board, _ := strings.Cut(page.Body, "<chess-board")
	board, _, _ = strings.Cut(board, "</chess-board>")
	if got := strings.Count(board, `class="pc `); got != 4 {
		t.Errorf("%d pieces are drawn, want 4", got)
	}
}

func TestBaseURLsOwnPagesMayPostThroughAProxyThatChangesTheHost(t *testing.T) {
	games := storetest.New(t)
	server := httptest.NewServer(web.New(web.Config{
		Play:      web.Play{Service: game.NewService(games, live.NewHub(games), time.Now)},
		Read:      web.Read{Snapshots: games, Players: games, Lists: games},
		News:      web.News{Feed: live.NewHub(games), Lobby: live.NewLobby(games), NewHub: func(l lab.Log) lab.Hub { return live.NewHub(l) }},
		Site:      web.Site{Static: http.NotFoundHandler(), StaticPrefix: "/static/", BaseURL: "https://chess.example.org"},
		Operation: web.Operation{Ready: games.Ping, Log: slog.New(slog.DiscardHandler)}, Stopping: t.Context(),
	}))
	t.Cleanup(server.Close)
	s := &webtest.Site{T: t, URL: server.URL}
	for origin, want := range map[string]int{"https://chess.example.org": 201, "https://evil.example.org": 403} {
		got := s.Client().Request("POST", "/games", `{"color":"white"}`, "Content-Type", webtest.TypeJSON, "Origin", origin)
		if got.Status != want {
			t.Errorf("from %s: got %d %s, want %d", origin, got.Status, got.Body, want)
		}
	}
}
