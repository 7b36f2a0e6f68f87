package web_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/live"
	"kibitz/web"
	"kibitz/web/lab"
	"kibitz/web/meter"
)

// A memory is a Kibitz whose games are kept in memory, with one game that two
// players have sat down to: Ann with White, by the token "ann", and Bob.
type memory struct {
	t      testing.TB
	games  *gametest.Games
	people *people
	hub    *live.Hub
	lobby  *live.Lobby
	id     game.ID
	stop   context.CancelFunc // the server is about to stop
	kibitz *web.Server
	url    string
	client *http.Client
}

// newMemory makes one that is not served yet.
func newMemory(t testing.TB, changes ...func(*web.Config)) *memory {
	games := gametest.NewGames()
	stopping, stop := context.WithCancel(context.Background())
	m := &memory{t: t, games: games, hub: live.NewHub(games), stop: stop, people: &people{byToken: map[string]game.Player{
		"ann": gametest.Ann, "bob": gametest.Bob,
	}}}
	m.lobby = live.NewLobby(games)
	m.id = m.newGame("")
	config := web.Config{
		Service: game.NewService(games, game.Listeners{m.hub, m.lobby}, time.Now), Feed: m.hub, Lobby: m.lobby, Snapshots: games, Players: m.people,
		Running: func(context.Context, time.Time, int) ([]game.Glance, error) { return nil, nil },
		Sign:    games.Sign,
		Ready:   func(context.Context) error { return nil },
		NewHub:  func(l lab.Log) lab.Hub { return live.NewHub(l) }, Limits: web.Limits{ReadsPerAddress: readsOf(t)},
		Static: http.NotFoundHandler(), StaticPrefix: "/static/", Log: slog.New(slog.DiscardHandler), Stopping: stopping,
	}
	for _, change := range changes {
		change(&config)
	}
	m.kibitz = web.New(config)
	return m
}

// serve makes one that is served on a port, with its bytes counted as cmd does.
func serve(t testing.TB, changes ...func(*web.Config)) *memory {
	m := newMemory(t, changes...)
	server := httptest.NewUnstartedServer(m.kibitz)
	server.Listener = meter.CountBytes(server.Listener)
	server.Config.ConnContext, server.Config.ConnState = meter.ConnContext, meter.ConnState
	server.Start()
	m.url, m.client = server.URL, &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 2000}}
	t.Cleanup(func() {
		m.stop()
		m.client.CloseIdleConnections()
		server.CloseClientConnections()
		server.Close()
	})
	return m
}

// newGame starts another game of the same two, with some moves played.
func (m *memory) newGame(moves string) game.ID {
	m.t.Helper()
	id, _ := gametest.Table{Moves: moves}.Keep(m.t, m.games)
	return id
}

// newClockedGame is a game with a clock that is in play now.
func (m *memory) newClockedGame(control game.TimeControl, moves string) game.ID {
	m.t.Helper()
	clock := gametest.NewClock()
	clock.Advance(time.Now().Add(-10 * time.Second).Sub(clock.Now()))
	id, _ := gametest.Table{Moves: moves, Control: control, Clock: clock}.Keep(m.t, m.games)
	return id
}

// move plays moves and announces them, as a Service would.
func (m *memory) move(moves ...string) { m.moveIn(m.id, moves...) }

func (m *memory) moveIn(id game.ID, moves ...string) {
	m.t.Helper()
	for _, move := range moves {
		e, err := m.games.Change(context.Background(), id, func(g *game.Game) (game.Event, error) {
			return g.Play(gametest.ToMove(g), move, 0, game.Timing{}, time.Now())
		})
		if err != nil {
			m.t.Fatal(err)
		}
		m.hub.Announce(game.Change{Event: e})
	}
}

// feed is the address of the game's feed, with what follows the question mark.
func (m *memory) feed(query string) string { return m.url + m.path(query) }
func (m *memory) path(query string) string { return "/games/" + string(m.id) + "/feed?" + query }

// get asks for an address and reads the answer to its end.
func (m *memory) get(url string, header ...string) answer {
	m.t.Helper()
	return m.ask("GET", url, header...)
}

func (m *memory) ask(method, url string, header ...string) answer {
	m.t.Helper()
	got, err := m.try(method, url, header...)
	if err != nil {
		m.t.Fatal(err)
	}
	return got
}

// send posts JSON by a bearer token, or by nobody for "".
func (m *memory) send(url, token, body string, header ...string) answer {
	m.t.Helper()
	r, err := http.NewRequest("POST", url, strings.NewReader(body))
	if err != nil {
		m.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response, err := m.client.Do(r)
	if err != nil {
		m.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		m.t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, string(text)}
}

// try is for goroutines that are not the test's.
func (m *memory) try(method, url string, header ...string) (answer, error) {
	r, err := http.NewRequest(method, url, nil)
	if err != nil {
		return answer{}, err
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response, err := m.client.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, string(text)}, err
}

// until waits for something to become true, which it does soon.
func (m *memory) until(what string, done func() bool) {
	m.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			m.t.Fatalf("after 30 s it is not so: %s", what)
		}
	}
}

// count returns what /metrics has under a name, with its labels; 0 for nothing.
func (m *memory) count(name string, labels ...string) float64 {
	m.t.Helper()
	for i := 0; i+1 < len(labels); i += 2 {
		labels[i/2] = fmt.Sprintf("%s=%q", labels[i], labels[i+1])
	}
	if labels = labels[:len(labels)/2]; len(labels) > 0 {
		name += "{" + strings.Join(labels, ",") + "}"
	}
	// Not through the client, whose connections a test may have in mind.
	seen := httptest.NewRecorder()
	m.kibitz.ServeHTTP(seen, httptest.NewRequest("GET", "/metrics", nil))
	for line := range strings.Lines(seen.Body.String()) {
		if value, ok := strings.CutPrefix(line, name+" "); ok {
			n, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err != nil {
				m.t.Fatal(err)
			}
			return n
		}
	}
	return 0
}

func (m *memory) readers(transport string) float64 {
	return m.count("kibitz_feed_readers", "transport", transport)
}

func (m *memory) closed(transport, why string) float64 {
	return m.count("kibitz_feed_readers_closed_total", "transport", transport, "why", why)
}

// people are players in memory.
type people struct {
	mu      sync.Mutex
	byToken map[string]game.Player
	asked   int
	err     error
}

func (p *people) AddPlayer(_ context.Context, player game.Player, token string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.byToken[token] = player
	return p.err
}

func (p *people) ForgetPlayer(_ context.Context, id game.PlayerID) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	maps.DeleteFunc(p.byToken, func(_ string, player game.Player) bool { return player.ID == id })
	return p.err
}

func (p *people) PlayerByToken(_ context.Context, token string) (game.Player, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked++
	player, ok := p.byToken[token]
	switch {
	case p.err != nil:
		return game.Player{}, p.err
	case !ok:
		return game.Player{}, game.ErrNotFound
	}
	return player, nil
}

func (p *people) fail(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.err = err
}
