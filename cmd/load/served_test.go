package main

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/live"
	"kibitz/game/wire"
	"kibitz/web"
	"kibitz/web/feed"
	"kibitz/web/lab"
	"kibitz/web/meter"
	"kibitz/web/webtest"
)

// serveGames serves a Kibitz that keeps its games in memory, and returns its
// address.
func serveGames(t *testing.T, changes ...func(*web.Config)) string {
	t.Helper()
	games := gametest.NewGames()
	hub := live.NewHub(games)
	lobby := live.NewLobby(games)
	stopping, stop := context.WithCancel(context.Background())
	c := web.Config{
		Play:      web.Play{Service: game.NewService(games, game.Listeners{hub, lobby}, time.Now)},
		Read:      web.Read{Snapshots: games, Players: &people{}, Lists: webtest.Lists{Games: games}},
		News:      web.News{Feed: hub, Lobby: lobby, NewHub: func(l lab.Log) lab.Hub { return live.NewHub(l) }},
		Site:      web.Site{Static: http.NotFoundHandler(), StaticPrefix: "/static/"},
		Operation: web.Operation{Log: slog.New(slog.DiscardHandler)}, Stopping: stopping,
	}
	for _, change := range changes {
		change(&c)
	}
	server := httptest.NewUnstartedServer(web.New(c))
	server.Listener = meter.CountBytes(server.Listener)
	server.Config.ConnContext, server.Config.ConnState = meter.ConnContext, meter.ConnState
	server.Start()
	t.Cleanup(func() {
		stop()
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL
}

// people are players in memory.
type people struct {
	web.Players
	known sync.Map // by token
}

func (p *people) AddPlayer(_ context.Context, player game.Player, token string) error {
	p.known.Store(token, player)
	return nil
}

func (p *people) PlayerByToken(_ context.Context, token string) (game.Player, error) {
	player, ok := p.known.Load(token)
	if !ok {
		return game.Player{}, game.ErrNotFound
	}
	return player.(game.Player), nil
}

// A result is what one call of load gave.
type result struct {
	code     int
	out, err string
	report   report
}

// load runs the program against a server.
func load(t *testing.T, url string, args ...string) (r result) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "results.json")
	var out, errOut bytes.Buffer
	args = append([]string{"-url", url, "-poll-interval", "50ms", "-hold", "2s", "-jitter", "10ms", "-json", file}, args...)
	r.code = run(t.Context(), args, &out, &errOut)
	r.out, r.err = out.String(), errOut.String()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("no results (%v): exit code %d\n%s%s", err, r.code, r.out, r.err)
	}
	if err := json.Unmarshal(text, &r.report); err != nil {
		t.Fatal(err)
	}
	return r
}

const all = "sse,websocket,long-polling,polling,ndjson"

// A saboteur stands between the server and its readers.
type saboteur struct {
	feed.Hub
	change func(c game.Cursor, read reading) ([]*wire.Event, error)
}

type reading = func(game.Cursor) ([]*wire.Event, error)

func (s saboteur) Follow(cursors ...game.Cursor) (wire.Follower, error) {
	f, err := s.Hub.Follow(cursors...)
	return &sabotaged{f, cursors[0], s.change}, err
}

// sabotaged is a follower of one game.
type sabotaged struct {
	wire.Follower
	cursor game.Cursor // of the reader, by what it was given
	change func(c game.Cursor, read reading) ([]*wire.Event, error)
}

func (s *sabotaged) Now(ctx context.Context, place int) ([]*wire.Event, error) {
	return s.read(func() ([]*wire.Event, error) { return s.Follower.Now(ctx, place) })
}

func (s *sabotaged) Next(ctx context.Context) (int, []*wire.Event, error) {
	events, err := s.read(func() ([]*wire.Event, error) {
		_, events, err := s.Follower.Next(ctx)
		return events, err
	})
	return 0, events, err
}

func (s *sabotaged) Seek(place int, after game.Version) {
	s.cursor.After = after
	s.Follower.Seek(place, after)
}

func (s *sabotaged) read(from func() ([]*wire.Event, error)) ([]*wire.Event, error) {
	events, err := s.change(s.cursor, func(c game.Cursor) ([]*wire.Event, error) {
		s.Follower.Seek(0, c.After)
		return from()
	})
	for _, e := range events {
		if e.Aside == 0 {
			s.cursor.After = e.Version
		}
	}
	return events, err
}

// split divides events before the victim, the victim, if it is there, and those
// after it.
func split(events []*wire.Event) (before, it, after []*wire.Event) {
	for i, e := range events {
		if e.Version == victim {
			return events[:i:i], events[i : i+1 : i+1], events[i+1:]
		}
	}
	return events, nil, nil
}

// victim is the version that comes to harm.
const victim game.Version = 5

// drop loses the victim.
func drop(c game.Cursor, read reading) ([]*wire.Event, error) {
	events, err := read(c)
	before, it, after := split(events)
	if it == nil || err != nil || len(before)+len(after) > 0 {
		return append(before, after...), err
	}
	c.After = victim
	return read(c)
}

// double sends the victim twice.
func double(c game.Cursor, read reading) ([]*wire.Event, error) {
	events, err := read(c)
	before, it, after := split(events)
	return append(append(append(before, it...), it...), after...), err
}

// reorder sends the victim after the one that follows it.
func reorder(c game.Cursor, read reading) ([]*wire.Event, error) {
	if c.After == victim { // it was sent last
		c.After++
		return read(c)
	}
	events, err := read(c)
	before, it, after := split(events)
	if it == nil || err != nil || len(before) > 0 {
		return before, err
	}
	if len(after) == 0 {
		c.After = victim
		if after, err = read(c); err != nil || len(after) == 0 {
			return nil, err
		}
	}
	return append([]*wire.Event{after[0], it[0]}, after[1:]...), nil
}
