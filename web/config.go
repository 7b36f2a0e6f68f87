package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"kibitz/game"
	"kibitz/web/feed"
	"kibitz/web/lab"
	"kibitz/web/presence"
	"kibitz/web/shelf"
)

// Config is what a Server works with, grouped by purpose. A field that may be nil
// says so.
type Config struct {
	Play
	Read
	News
	Site
	Operation
	Limits Limits

	// Stopping ends when the server is about to stop. Streams end with it.
	Stopping context.Context
}

// Play is how games change.
type Play struct {
	Service *game.Service
	// Now is the clock for games; nil for time.Now.
	Now func() time.Time
	// PlayersForPlay is Players for requests that change something, so that they
	// need not wait for requests that only read; nil for Players.
	PlayersForPlay Players
	// PlaysFrom is called with a player's address before each request of theirs that
	// may change a game; nil to ignore it.
	PlaysFrom func(address string, p game.PlayerID)
}

// Read is access to stored games.
type Read struct {
	Snapshots  shelf.Snapshots
	Players    Players
	Lists      Lists
	Exhibition Exhibition // nil if none is shown
}

// News is how this server learns what happens, here and on other servers.
type News struct {
	Feed   feed.Hub
	Lobby  feed.Lobby
	NewHub func(lab.Log) lab.Hub // for the games of the lab
	Others presence.Others       // nil if none can be heard
	Alone  func() bool           // whether there are no other servers; nil for yes
}

// Site is the server's public address, and what browsers load from it.
type Site struct {
	Static       http.Handler // the static files
	StaticPrefix string       // and their URL prefix, such as "/static/1f2e3d/"
	BaseURL      string       // the server's public address; "" takes it from each request
	// TrustedProxies are the networks of proxies whose forwarding headers are
	// trusted.
	TrustedProxies []netip.Prefix
	// LastingTLS is set for a certificate that browsers trust: they are told to keep
	// using HTTPS for this host, and to send cookies over HTTPS only.
	LastingTLS bool
}

// Operation is for operators.
type Operation struct {
	Log     *slog.Logger
	Ready   func(ctx context.Context) error // reports why the server cannot serve; nil if it can
	Pool    func() (inUse, size int)        // database connections; nil without a database
	Metrics []prometheus.Collector          // additional metrics
}

// Players identifies players by the tokens they were given.
type Players interface {
	AddPlayer(ctx context.Context, p game.Player, token string) error
	// ForgetPlayer undoes AddPlayer for a player without a game.
	ForgetPlayer(ctx context.Context, id game.PlayerID) error
	PlayerByToken(ctx context.Context, token string) (game.Player, error)
}

// Lists reads lists of games, and keeps a seek in the lobby while its creator is
// present.
type Lists interface {
	// Running returns running games as spectators see them, the most recent move
	// first.
	Running(ctx context.Context, at time.Time, limit int) ([]game.Glance, error)
	// GamesOf returns the games of a player, the newest first.
	GamesOf(ctx context.Context, p game.PlayerID, before game.Place, limit int) ([]game.Entry, error)
	// Sign records that the creators of seeks are present.
	Sign(ctx context.Context, seeks []game.ID, at time.Time) error
}

// Exhibition replays famous games.
type Exhibition interface {
	// Exhibits returns them, oldest first.
	Exhibits(ctx context.Context) ([]game.Glance, error)
	// Look is called when somebody opens a page that shows them. It returns at once.
	Look()
}

// noExhibition is an Exhibition without games.
type noExhibition struct{}

func (noExhibition) Exhibits(context.Context) ([]game.Glance, error) { return nil, nil }
func (noExhibition) Look()                                           {}

// withDefaults returns the configuration with a default for each nil.
func (c Config) withDefaults() Config {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.PlayersForPlay == nil {
		c.PlayersForPlay = c.Players
	}
	if c.PlaysFrom == nil {
		c.PlaysFrom = func(string, game.PlayerID) {}
	}
	if c.Exhibition == nil {
		c.Exhibition = noExhibition{}
	}
	if c.Alone == nil {
		c.Alone = func() bool { return true }
	}
	return c
}
