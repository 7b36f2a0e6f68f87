// Package web is Kibitz over HTTP: pages, forms, JSON, and the feeds of games.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"kibitz/game"
)

// Feed is where the events of games come from.
type Feed interface {
	// Since returns the events after a cursor at once, none if there are none.
	Since(ctx context.Context, id game.ID, after game.Version) ([]*game.Announcement, error)
	// Next waits for events after a cursor.
	Next(ctx context.Context, id game.ID, after game.Version) ([]*game.Announcement, error)
}

// Players knows who is who by the tokens they were given.
type Players interface {
	AddPlayer(ctx context.Context, p game.Player, token string) error
	PlayerByToken(ctx context.Context, token string) (game.Player, error)
}

// Snapshots reads games as they stand.
type Snapshots interface {
	Snapshot(ctx context.Context, id game.ID) (game.Snapshot, error)
}

// Config is what a Server works with.
type Config struct {
	Service   *game.Service
	Feed      Feed
	Snapshots Snapshots
	Players   Players
	Ready     func(ctx context.Context) error // why the server cannot serve; nil if it can

	Static       http.Handler // the static files
	StaticPrefix string       // and where they lie, such as "/static/1f2e3d/"

	BaseURL string // address that others reach the server by; "" takes it from each request
	Log     *slog.Logger

	// Stopping ends when the server is about to stop: streams end then.
	Stopping context.Context
}

// A Server answers requests. Make one with New.
type Server struct {
	Config
	byAddress, byPlayer *limiter
}

// New returns the handler of all of Kibitz.
func New(c Config) http.Handler {
	s := &Server{
		Config:    c,
		byAddress: newLimiter(addressRate, addressBurst),
		byPlayer:  newLimiter(playerRate, playerBurst),
	}
	return s.secure(s.routes())
}

// How long an ordinary request may take to be read and to be answered. Streams
// set their own deadlines.
const (
	readTimeout    = 15 * time.Second
	answerTimeout  = 30 * time.Second
	requestTimeout = 10 * time.Second
)
