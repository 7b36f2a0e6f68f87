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

// Config is what a Server works with, by what it is for. What may be nil says so.
type Config struct {
	Play
	Read
	News
	Site
	Operation
	Limits Limits

	// Stopping ends when the server is about to stop: streams end then.
	Stopping context.Context
}

// Play is how games change.
type Play struct {
	Service *game.Service
	// Now is the time by which games are played; nil for time.Now.
	Now func() time.Time
	// PlayersForPlay is Players for requests that change something, which are not kept
	// waiting by those that read; nil for Players.
	PlayersForPlay Players
	// PlaysFrom is told where a player is, before each request of theirs that may
	// change a game; nil is for nobody.
	PlaysFrom func(address string, p game.PlayerID)
}

// Read is what has been kept.
type Read struct {
	Snapshots  shelf.Snapshots
	Players    Players
	Lists      Lists
	Exhibition Exhibition // nil if none is shown
}

// News is how this server hears of what happens, here and on other servers.
type News struct {
	Feed   feed.Hub
	Lobby  feed.Lobby
	NewHub func(lab.Log) lab.Hub // for the games of the lab
	Others presence.Others       // nil if none can be heard
	Alone  func() bool           // whether there are no other servers; nil for yes
}

// Site is where people reach the server, and what their browsers load.
type Site struct {
	Static       http.Handler // the static files
	StaticPrefix string       // and where they lie, such as "/static/1f2e3d/"
	BaseURL      string       // address that others reach the server by; "" takes it from each request
	// TrustedProxies are the networks of proxies that are believed whom they ask for.
	TrustedProxies []netip.Prefix
	// LastingTLS is for a certificate that browsers trust: they are asked to stay with
	// it, and to send cookies by nothing else.
	LastingTLS bool
}

// Operation is for those who run the server.
type Operation struct {
	Log     *slog.Logger
	Ready   func(ctx context.Context) error // why the server cannot serve; nil if it can
	Pool    func() (inUse, size int)        // of connections to the database; nil if there is none
	Metrics []prometheus.Collector          // more to publish
}

// Players knows who is who by the tokens they were given.
type Players interface {
	AddPlayer(ctx context.Context, p game.Player, token string) error
	// ForgetPlayer takes back AddPlayer for one who has no game.
	ForgetPlayer(ctx context.Context, id game.PlayerID) error
	PlayerByToken(ctx context.Context, token string) (game.Player, error)
}

// Lists reads lists of games, and keeps those of the lobby's alive whose creators are
// there.
type Lists interface {
	// Running returns running games as spectators see them, the latest move first.
	Running(ctx context.Context, at time.Time, limit int) ([]game.Glance, error)
	// GamesOf returns the games of a player, the newest first.
	GamesOf(ctx context.Context, p game.PlayerID, before game.Place, limit int) ([]game.Entry, error)
	// Sign notes that the creators of seeks are there.
	Sign(ctx context.Context, seeks []game.ID, at time.Time) error
}

// Exhibition shows famous games that are relayed.
type Exhibition interface {
	// Exhibits returns them, oldest first.
	Exhibits(ctx context.Context) ([]game.Glance, error)
	// Look is called when somebody looks where they are shown. It returns at once.
	Look()
}

// noExhibition is shown where there is none.
type noExhibition struct{}

func (noExhibition) Exhibits(context.Context) ([]game.Glance, error) { return nil, nil }
func (noExhibition) Look()                                           {}

// withDefaults returns the configuration with something in place of each nil.
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
