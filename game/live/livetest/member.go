package livetest

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/live"
)

// A Member is one of several servers, over the games of all.
type Member struct {
	Hub     *live.Hub
	Shared  *live.Shared
	Service *game.Service
}

// Games are those that all servers have in common, such as a gametest.Games or a
// store.
type Games interface {
	game.Games
	live.Log
}

// Join makes a server over games and a bus. More who hear of what happens may be
// named. Run starts it.
func Join(games Games, bus live.Bus, more ...live.Audience) *Member {
	hub := live.NewHub(games)
	m := &Member{Hub: hub, Shared: live.NewShared(bus, slog.New(slog.DiscardHandler), append([]live.Audience{hub}, more...)...)}
	m.Service = game.NewService(games, m.Shared, time.Now)
	return m
}

// Run has the server listen until the test ends.
func (m *Member) Run(t testing.TB) *Member {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { m.Shared.Run(ctx) })
	t.Cleanup(func() { cancel(); running.Wait() })
	return m
}
