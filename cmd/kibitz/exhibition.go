package main

import (
	"context"
	"log/slog"
	"time"

	"kibitz/game"
	"kibitz/game/exhibition"
	"kibitz/store"
)

// A show is the exhibition on this server. Without one its functions are nil, but
// for start, which does nothing.
type show struct {
	exhibits func(context.Context) ([]game.Glance, error)
	looked   func()
	start    func(watched func(...game.ID) bool) (stop func())
}

// openShow puts famous games on the boards, if wanted, and has them relayed from
// start on until ctx ends or stop is called.
func openShow(ctx context.Context, wanted bool, games *store.Store, service *game.Service, now func() time.Time, log *slog.Logger) show {
	if !wanted {
		return show{start: func(func(...game.ID) bool) func() { return func() {} }}
	}
	hall := exhibition.NewHall(exhibition.Options{
		Games: games, Service: service, Now: now,
		Failed: func(err error) { log.Warn("the exhibition stands still, and goes on when it can", "err", err) },
	})
	hall.Start(ctx)
	return show{exhibits: games.Exhibits, looked: hall.Look, start: func(watched func(...game.ID) bool) func() {
		return background(ctx, func(ctx context.Context) { hall.Run(ctx, watched) })
	}}
}
