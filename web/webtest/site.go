package webtest

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/live"
	"kibitz/game/wire"
	"kibitz/static"
	"kibitz/store"
	"kibitz/store/storetest"
	"kibitz/web"
	"kibitz/web/lab"
)

// A Site is a server on a port of this machine over a real Postgres.
type Site struct {
	T     testing.TB
	URL   string
	Store *store.Store
	hub   *live.Hub
	Stop  context.CancelFunc // tells the server that it is about to stop
	HTTP  *httptest.Server
}

// NewSite starts a server over a database of its own, until the test ends.
func NewSite(t testing.TB) *Site { return OpenSite(t, storetest.New(t)) }

// readsOf returns the limit of reads for an address: benchmarks, which come from one,
// read as fast as they can.
func readsOf(t testing.TB) int {
	if _, bench := t.(*testing.B); bench {
		return 1_000_000
	}
	return 0
}

// OpenSite starts a server over a database that others may use, too.
func OpenSite(t testing.TB, games *store.Store) *Site {
	t.Helper()
	stopping, stop := context.WithCancel(context.Background())
	hub := live.NewHub(games)
	lobby := live.NewLobby(games)
	server := httptest.NewServer(web.New(web.Config{
		Play:      web.Play{Service: game.NewService(games, game.Listeners{hub, lobby}, time.Now)},
		Read:      web.Read{Snapshots: games, Players: games, Lists: games},
		News:      web.News{Feed: hub, Lobby: lobby, NewHub: func(l lab.Log) lab.Hub { return live.NewHub(l) }},
		Site:      web.Site{Static: static.Handler(), StaticPrefix: static.Prefix()},
		Operation: web.Operation{Ready: games.Ping, Log: slog.New(slog.DiscardHandler)}, Limits: web.Limits{ReadsPerAddress: readsOf(t)}, Stopping: stopping,
	}))
	t.Cleanup(func() {
		stop()
		server.CloseClientConnections()
		server.Close()
	})
	return &Site{T: t, URL: server.URL, Store: games, hub: hub, Stop: stop, HTTP: server}
}

// A Client is a program or a browser, with cookies of its own. It follows no
// redirects. Its methods take paths, and fail the test if there is no answer.
type Client struct {
	*http.Client
	T   testing.TB
	URL string
}

// Client returns a new client, which is nobody yet.
func (s *Site) Client() *Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.T.Fatal(err)
	}
	c := &Client{T: s.T, URL: s.URL, Client: &http.Client{Jar: jar, Timeout: 30 * time.Second}}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return c
}

// Request sends a request.
func (c *Client) Request(method, path, body string, header ...string) Answer {
	c.T.Helper()
	r, err := http.NewRequestWithContext(c.T.Context(), method, c.URL+path, strings.NewReader(body))
	if err != nil {
		c.T.Fatal(err)
	}
	got, err := do(c.Client, r, header)
	if err != nil {
		c.T.Fatalf("%s %s: %v", method, path, err)
	}
	return got
}

// Get gets a path.
func (c *Client) Get(path string, header ...string) Answer {
	c.T.Helper()
	return c.Request("GET", path, "", header...)
}

// Post posts fields as JSON.
func (c *Client) Post(path string, fields map[string]any) Answer {
	c.T.Helper()
	if fields == nil {
		fields = map[string]any{}
	}
	body, err := json.Marshal(fields)
	if err != nil {
		c.T.Fatal(err)
	}
	return c.Request("POST", path, string(body), "Content-Type", "application/json")
}

// Form posts a form, URL-encoded, as a browser does.
func (c *Client) Form(path, body string) Answer {
	c.T.Helper()
	return c.Request("POST", path, body, "Content-Type", "application/x-www-form-urlencoded",
		"Accept", "text/html,application/xhtml+xml,*/*;q=0.8", "Sec-Fetch-Site", "same-origin")
}

// A Match is a game on a [Site] with the clients of its two players.
type Match struct {
	*Site
	ID           string
	White, Black *Client
	Version      int // of the last event; Play keeps it
}

// NewMatch starts a game from a position, and both players join it. fen may be empty.
func (s *Site) NewMatch(fen string) *Match {
	s.T.Helper()
	m := &Match{Site: s, White: s.Client(), Black: s.Client(), Version: 2}
	created := m.White.Post("/games", map[string]any{"color": "white", "fen": fen})
	if created.Status != http.StatusCreated {
		s.T.Fatalf("creating a game: %d %s", created.Status, created.Body)
	}
	m.ID = created.Decode(s.T)["game"].(string)
	if joined := m.Black.Post(m.Path("join"), nil); joined.Status != http.StatusOK {
		s.T.Fatalf("joining a game: %d %s", joined.Status, joined.Body)
	}
	return m
}

// Path returns the path of an action in the game.
func (m *Match) Path(action string) string { return "/games/" + m.ID + "/" + action }

// Play plays moves of both sides in turn. White is to move at an even version.
func (m *Match) Play(moves ...string) {
	m.T.Helper()
	for _, move := range moves {
		player := m.White
		if m.Version%2 == 1 {
			player = m.Black
		}
		got := player.Post(m.Path("moves"), map[string]any{"move": move, "seen": m.Version})
		if got.Status != http.StatusOK {
			m.T.Fatalf("%s at version %d: %d %s", move, m.Version, got.Status, got.Body)
		}
		m.Version++
	}
}

// FeedURL returns the address of the feed of the game.
func (m *Match) FeedURL() string { return m.URL + m.Path("feed") }

// Log returns what a spectator should get of the game from its start, up to 64 events,
// as the store has it.
func (m *Match) Log() []Heard {
	m.T.Helper()
	events, err := m.Store.EventsSince(m.T.Context(), game.ID(m.ID), 0)
	if err != nil {
		m.T.Fatal(err)
	}
	var log []Heard
	for _, e := range events {
		data, err := wire.EventJSON(&e, "")
		if err != nil {
			m.T.Fatal(err)
		}
		log = append(log, Heard{e.Version, string(e.Kind), string(data)})
	}
	return log
}

// Snapshot returns what a spectator should get who has no cursor, as the store has it.
func (m *Match) Snapshot() Heard {
	m.T.Helper()
	s, err := m.Store.Snapshot(m.T.Context(), game.ID(m.ID))
	if err != nil {
		m.T.Fatal(err)
	}
	data, err := wire.SnapshotJSON(&s, "", game.Presence{})
	if err != nil {
		m.T.Fatal(err)
	}
	return Heard{s.Version, "snapshot", string(data)}
}
