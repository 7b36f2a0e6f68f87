package main

import (
	"context"
	"log/slog"
	"time"

	"kibitz/game"
	"kibitz/game/exhibition"
	"kibitz/store"
	"kibitz/web"
)

// A show is the exhibition on this server. Without an exhibition, shown is nil and
// start does nothing.
type show struct {
	shown web.Exhibition
	start func(watched func(...game.ID) bool) (stop func())
}

// A shown is what pages show of an exhibition.
type shown struct {
	*store.Store
	*exhibition.Hall
}

// openShow adds famous games if wanted. They are relayed from start until ctx ends
// or stop is called.
func openShow(ctx context.Context, wanted bool, games *store.Store, service *game.Service, now func() time.Time, log *slog.Logger) show {
	if !wanted {
		return show{start: func(func(...game.ID) bool) func() { return func() {} }}
	}
	hall := exhibition.NewHall(exhibition.Options{
		Games: games, Service: service, Now: now,
		Failed: func(err error) { log.Warn("the exhibition stands still, and goes on when it can", "err", err) },
	})
	hall.Start(ctx)
	return show{shown: shown{games, hall}, start: func(watched func(...game.ID) bool) func() {
		return background(ctx, func(ctx context.Context) { hall.Run(ctx, watched) })
	}}
}
