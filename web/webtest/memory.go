package webtest

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/live"
	"kibitz/game/wire"
	"kibitz/web"
	"kibitz/web/lab"
	"kibitz/web/meter"
)

// A Memory is a server that keeps its games in memory. It begins with one game, which
// Ann plays with White, by the token "ann", and Bob with Black, by "bob".
type Memory struct {
	T      testing.TB
	Games  *gametest.Games
	People *People
	Hub    *live.Hub
	Lobby  *live.Lobby
	ID     game.ID            // of the game that methods without an ID mean
	Stop   context.CancelFunc // tells the server that it is about to stop
	Kibitz *web.Server
	URL    string // without a slash at the end; "" before it is served
	Client *http.Client
}

// NewMemory returns a Memory that listens nowhere: call Kibitz.ServeHTTP. Changes
// are made to its configuration before it starts.
func NewMemory(t testing.TB, changes ...func(*web.Config)) *Memory {
	games := gametest.NewGames()
	stopping, stop := context.WithCancel(context.Background())
	m := &Memory{T: t, Games: games, Hub: live.NewHub(games), Stop: stop, People: &People{ByToken: map[string]game.Player{
		"ann": gametest.Ann, "bob": gametest.Bob,
	}}}
	m.Lobby = live.NewLobby(games)
	m.ID = m.NewGame("")
	config := web.Config{
		Play:      web.Play{Service: game.NewService(games, game.Listeners{m.Hub, m.Lobby}, time.Now)},
		Read:      web.Read{Snapshots: games, Players: m.People, Lists: Lists{Games: games}},
		News:      web.News{Feed: m.Hub, Lobby: m.Lobby, NewHub: func(l lab.Log) lab.Hub { return live.NewHub(l) }},
		Site:      web.Site{Static: http.NotFoundHandler(), StaticPrefix: "/static/"},
		Operation: web.Operation{Ready: func(context.Context) error { return nil }, Log: slog.New(slog.DiscardHandler)},
		Limits:    web.Limits{ReadsPerAddress: readsOf(t)}, Stopping: stopping,
	}
	for _, change := range changes {
		change(&config)
	}
	m.Kibitz = web.New(config)
	return m
}

// Serve returns a Memory that listens on a port of this machine until the test ends.
// The bytes of its connections are counted, as in production.
func Serve(t testing.TB, changes ...func(*web.Config)) *Memory {
	m := NewMemory(t, changes...)
	server := httptest.NewUnstartedServer(m.Kibitz)
	server.Listener = meter.CountBytes(server.Listener)
	server.Config.ConnContext, server.Config.ConnState = meter.ConnContext, meter.ConnState
	server.Start()
	m.URL, m.Client = server.URL, &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 2000}}
	t.Cleanup(func() {
		m.Stop()
		m.Client.CloseIdleConnections()
		server.CloseClientConnections()
		server.Close()
	})
	return m
}

// NewGame starts another game of Ann and Bob, with some moves played: SAN, separated
// by spaces. It began an hour ago.
func (m *Memory) NewGame(moves string) game.ID {
	m.T.Helper()
	id, _ := gametest.Table{Moves: moves, Clock: clockAt(time.Now().Add(-time.Hour))}.Keep(m.T, m.Games)
	return id
}

// NewClockedGame is NewGame with a clock, which has been running for ten seconds.
func (m *Memory) NewClockedGame(control game.TimeControl, moves string) game.ID {
	m.T.Helper()
	clock := clockAt(time.Now().Add(-10 * time.Second))
	id, _ := gametest.Table{Moves: moves, Control: control, Clock: clock}.Keep(m.T, m.Games)
	return id
}

// clockAt returns a clock that shows a time.
func clockAt(now time.Time) *gametest.Clock {
	clock := gametest.NewClock()
	clock.Advance(now.Sub(clock.Now()))
	return clock
}

// Move plays moves in the game and announces them, as a Service would.
func (m *Memory) Move(moves ...string) { m.MoveIn(m.ID, moves...) }

// MoveIn is Move in a game of one's choice.
func (m *Memory) MoveIn(id game.ID, moves ...string) {
	m.T.Helper()
	for _, move := range moves {
		e, err := m.Games.Change(context.Background(), id, func(g *game.Game) (game.Event, error) {
			return g.Play(gametest.ToMove(g), move, 0, game.Timing{}, time.Now())
		})
		if err != nil {
			m.T.Fatal(err)
		}
		m.Hub.Announce(game.Change{Event: e})
	}
}

// Seek puts a seek of a player into the lobby, as a Service would, and returns its game.
func (m *Memory) Seek(p game.Player) game.ID {
	m.T.Helper()
	tc := game.TimeControl{Initial: 5 * time.Minute, Increment: 3 * time.Second}
	g, created, err := game.New(game.Setup{Creator: p, Color: "black", Control: tc, Seek: true}, time.Now())
	if err == nil {
		err = m.Games.Create(m.T.Context(), g, created)
	}
	if err != nil {
		m.T.Fatal(err)
	}
	m.Lobby.Announce(game.Change{Event: created})
	return created.Game
}

// List returns the list of seeks that readers of the lobby should get.
func (m *Memory) List() *wire.SeekList {
	m.T.Helper()
	list, err := m.Lobby.Since(m.T.Context(), "")
	if err != nil {
		m.T.Fatal(err)
	}
	return list
}

// Lists are lists of games in memory. No game runs, and nobody has a list of games.
type Lists struct{ Games *gametest.Games }

// Running is for [web.Lists].
func (Lists) Running(context.Context, time.Time, int) ([]game.Glance, error) { return nil, nil }

// GamesOf is for [web.Lists].
func (Lists) GamesOf(context.Context, game.PlayerID, game.Place, int) ([]game.Entry, error) {
	return nil, nil
}

// Sign is for [web.Lists].
func (l Lists) Sign(ctx context.Context, seeks []game.ID, at time.Time) error {
	return l.Games.Sign(ctx, seeks, at)
}

// ListRunning has a server list the running games that list returns.
func ListRunning(c *web.Config, list func(ctx context.Context, at time.Time, limit int) ([]game.Glance, error)) {
	c.Lists = running{c.Lists, list}
}

type running struct {
	web.Lists
	list func(ctx context.Context, at time.Time, limit int) ([]game.Glance, error)
}

func (r running) Running(ctx context.Context, at time.Time, limit int) ([]game.Glance, error) {
	return r.list(ctx, at, limit)
}
