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
	Hub       *live.Hub
	Shared    *live.Shared
	Listeners game.Listeners // of what happens on this server
	Service   *game.Service
}

// Games are the games that all servers share, such as a gametest.Games or a store.
type Games interface {
	game.Games
	live.Log
}

// Join makes a server over games and a bus, with more audiences if named. Run starts
// it.
func Join(games Games, bus live.Bus, more ...live.Audience) *Member {
	hub := live.NewHub(games)
	audience := append([]live.Audience{hub}, more...)
	m := &Member{Hub: hub, Shared: live.NewShared(bus, slog.New(slog.DiscardHandler), audience...)}
	for _, a := range audience {
		m.Listeners = append(m.Listeners, a)
	}
	m.Listeners = append(m.Listeners, m.Shared)
	m.Service = game.NewService(games, m.Listeners, time.Now)
	return m
}

// Run has the server listen until the test ends.
func (m *Member) Run(t testing.TB) *Member {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { m.Shared.Run(ctx) })
	t.Cleanup(func() { m.Service.Close(); cancel(); running.Wait() })
	return m
}
