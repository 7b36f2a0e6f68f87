package web_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/live"
	"kibitz/static"
	"kibitz/store"
	"kibitz/store/storetest"
	"kibitz/web"
	"kibitz/web/lab"
)

// A site is a whole Kibitz on a port of its own, over a real Postgres.
type site struct {
	t     testing.TB
	url   string
	store *store.Store
	hub   *live.Hub
	stop  context.CancelFunc // the server is about to stop
	http  *httptest.Server
}

func newSite(t testing.TB) *site { return openSite(t, storetest.New(t)) }

// readsOf lets benchmarks, which are one address, read as fast as they can.
func readsOf(t testing.TB) int {
	if _, bench := t.(*testing.B); bench {
		return 1_000_000
	}
	return 0
}

// openSite starts another server over the same database.
func openSite(t testing.TB, games *store.Store) *site {
	t.Helper()
	stopping, stop := context.WithCancel(context.Background())
	hub := live.NewHub(games)
	lobby := live.NewLobby(games)
	server := httptest.NewServer(web.New(web.Config{
		Service: game.NewService(games, game.Listeners{hub, lobby}, time.Now), Feed: hub, Lobby: lobby, Snapshots: games, Players: games, Ready: games.Ping, Running: games.Running, Sign: games.Sign, GamesOf: games.GamesOf,
		NewHub: func(l lab.Log) lab.Hub { return live.NewHub(l) }, Limits: web.Limits{ReadsPerAddress: readsOf(t)},
		Static: static.Handler(), StaticPrefix: static.Prefix(), Log: slog.New(slog.DiscardHandler), Stopping: stopping,
	}))
	t.Cleanup(func() {
		stop()
		server.CloseClientConnections()
		server.Close()
	})
	return &site{t: t, url: server.URL, store: games, hub: hub, stop: stop, http: server}
}

// A client is a program or a browser, with cookies of its own.
type client struct {
	*http.Client
	t   testing.TB
	url string
}

func (s *site) client() *client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	c := &client{t: s.t, url: s.url, Client: &http.Client{Jar: jar, Timeout: 30 * time.Second}}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return c
}

// An answer is a response, read.
type answer struct {
	status int
	header http.Header
	body   string
}

func (a answer) decode(t testing.TB) map[string]any {
	t.Helper()
	var object map[string]any
	if err := json.Unmarshal([]byte(a.body), &object); err != nil {
		t.Fatalf("status %d, not JSON: %v\n%s", a.status, err, a.body)
	}
	return object
}

func (c *client) do(method, path, body string, header ...string) answer {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response, err := c.Do(r)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	return answer{response.StatusCode, response.Header, string(text)}
}

func (c *client) get(path string, header ...string) answer {
	c.t.Helper()
	return c.do("GET", path, "", header...)
}

// post sends JSON.
func (c *client) post(path string, fields map[string]any) answer {
	c.t.Helper()
	if fields == nil {
		fields = map[string]any{}
	}
	body, err := json.Marshal(fields)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.do("POST", path, string(body), "Content-Type", "application/json")
}

// form sends a form as a browser does.
func (c *client) form(path, body string) answer {
	c.t.Helper()
	return c.do("POST", path, body, "Content-Type", "application/x-www-form-urlencoded",
		"Accept", "text/html,application/xhtml+xml,*/*;q=0.8", "Sec-Fetch-Site", "same-origin")
}

// A match is a game with its two players at their clients.
type match struct {
	*site
	id           string
	white, black *client
	version      int
}

// newMatch starts a game and has the second player join it. fen may be empty.
func (s *site) newMatch(fen string) *match {
	s.t.Helper()
	m := &match{site: s, white: s.client(), black: s.client(), version: 2}
	created := m.white.post("/games", map[string]any{"color": "white", "fen": fen})
	if created.status != http.StatusCreated {
		s.t.Fatalf("creating a game: %d %s", created.status, created.body)
	}
	m.id = created.decode(s.t)["game"].(string)
	if joined := m.black.post(m.path("join"), nil); joined.status != http.StatusOK {
		s.t.Fatalf("joining a game: %d %s", joined.status, joined.body)
	}
	return m
}

func (m *match) path(action string) string { return "/games/" + m.id + "/" + action }

// play plays moves in turn, White first at an odd number of events.
func (m *match) play(moves ...string) {
	m.t.Helper()
	for _, move := range moves {
		player := m.white
		if m.version%2 == 1 {
			player = m.black
		}
		got := player.post(m.path("moves"), map[string]any{"move": move, "seen": m.version})
		if got.status != http.StatusOK {
			m.t.Fatalf("%s at version %d: %d %s", move, m.version, got.status, got.body)
		}
		m.version++
	}
}
