// Package web is Kibitz over HTTP: pages, forms, JSON, and the feeds of games.
package web

import (
	"context"
	"crypto/sha256"
	"log/slog"
	"maps"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/time/rate"

	"kibitz/game"
	"kibitz/game/wire"
	"kibitz/web/cache"
	"kibitz/web/feed"
	"kibitz/web/lab"
	"kibitz/web/limit"
	"kibitz/web/meter"
	"kibitz/web/presence"
	"kibitz/web/request"
	"kibitz/web/shelf"
)

// Players knows who is who by the tokens they were given.
type Players interface {
	AddPlayer(ctx context.Context, p game.Player, token string) error
	// ForgetPlayer takes back AddPlayer for one who has no game.
	ForgetPlayer(ctx context.Context, id game.PlayerID) error
	PlayerByToken(ctx context.Context, token string) (game.Player, error)
}

// Config is what a Server works with.
type Config struct {
	Service   *game.Service
	Feed      feed.Hub
	Lobby     feed.Lobby
	Snapshots shelf.Snapshots
	Players   Players
	Running   func(ctx context.Context, at time.Time, limit int) ([]game.Glance, error) // as spectators see them, the latest move first
	GamesOf   func(ctx context.Context, p game.PlayerID, before game.Place, limit int) ([]game.Entry, error)
	// Exhibits are the famous games that are relayed, oldest first; nil if none are.
	// Looked is told when somebody looks where they are shown; nil is for nobody.
	Exhibits func(ctx context.Context) ([]game.Glance, error)
	Looked   func()
	Sign     func(ctx context.Context, seeks []game.ID, at time.Time) error // notes that the creators of seeks are there
	NewHub   func(lab.Log) lab.Hub                                          // for the games of the lab
	Pool     func() (inUse, size int)                                       // of connections to the database; nil if there is none
	Ready    func(ctx context.Context) error                                // why the server cannot serve; nil if it can
	Others   presence.Others                                                // the other servers; nil if none can be heard
	Alone    func() bool                                                    // whether there are none; nil for yes

	Static       http.Handler // the static files
	StaticPrefix string       // and where they lie, such as "/static/1f2e3d/"

	// Now is the time by which games are played; nil for time.Now.
	Now func() time.Time

	Metrics []prometheus.Collector // more to publish
	Limits  Limits
	BaseURL string // address that others reach the server by; "" takes it from each request
	// TrustedProxies are the networks of proxies that are believed whom they ask for.
	TrustedProxies []netip.Prefix
	// LastingTLS is for a certificate that browsers trust: they are asked to stay
	// with it, and to send cookies by nothing else.
	LastingTLS bool
	Log        *slog.Logger

	// PlaysFrom is told where a player is, before each request of theirs that may
	// change a game; nil is for nobody.
	PlaysFrom func(address string, p game.PlayerID)

	// PlayersForPlay is Players for requests that change something, which are not kept
	// waiting by those that read; nil for Players.
	PlayersForPlay Players

	// Stopping ends when the server is about to stop: streams end then.
	Stopping context.Context
}

// A Server answers requests. Make one with New.
type Server struct {
	Config
	handler             http.Handler
	addresses           []string // patterns that are answered
	byAddress, byPlayer *limit.Rate
	byTalker, byRoom    *limit.Rate // messages
	byRoomAddress       *limit.Rate // messages of spectators, by game and address
	bySeeker, byLab     *limit.Rate // by address
	vsBots              *limit.Rate // games against computers, by address
	reads               *limit.Rate // by address, what reading costs
	seekers             *seekers
	lanes               *limit.Lanes
	pages, large        limit.Gate // for those that are drawn, and for large games
	feeds               *feed.Server
	running             sync.WaitGroup // what goes on until Stopping ends
	unsigned            rate.Sometimes // for the log: that seeks could not be signed
	presence            *presence.Presence
	meters              *meter.Meters
	labs                *lab.Labs
	pictures            *pictures
	imports             *imports
	tokens              *lru.Cache[[sha256.Size]byte, game.Player]
	seats               *lru.Cache[game.ID, seats]
	shelf               *shelf.Shelf
	encodings           *shelf.Encodings
	heads               *shelf.Shared[game.ID, game.Head] // for requests that read
	headsForPlay        *shelf.Shared[game.ID, game.Head] // for requests that are about to change a game
	listed              *shelf.Shared[struct{}, glances]
}

// New returns a server of all of Kibitz.
func New(c Config) *Server {
	s := &Server{
		Config:    c,
		byAddress: limit.NewRate(addressRate, addressBurst),
		byPlayer:  limit.NewRate(playerRate, playerBurst),
		byTalker:  limit.NewRate(talkerRate, talkerBurst),
		byRoom:    limit.NewRate(roomRate, roomBurst),
		bySeeker:  limit.NewRate(seekRate, seekBurst),
		byLab:     limit.NewRate(labRate, labBurst),
		vsBots:    limit.NewRate(computerGameRate, computerGameBurst),
		reads:     newReadLimiter(c.Limits.ReadsPerAddress),
		lanes:     limit.NewLanes(readsAtOnce),
		pages:     limit.NewPageGate(),
		large:     make(limit.Gate, largeGames),
		meters:    meter.New(),
		pictures:  newPictures(),
		imports:   newImports(),
		tokens:    cache.New[[sha256.Size]byte, game.Player](rememberedTokens),
		seats:     cache.New[game.ID, seats](rememberedGames),
		heads:     shelf.NewShared(c.Snapshots.Head),

		headsForPlay:  shelf.NewShared(c.Service.Head),
		byRoomAddress: limit.NewRate(roomAddressRate, roomAddressBurst),
	}
	if s.Now == nil {
		s.Now = time.Now
	}
	s.seekers = newSeekers(func(ctx context.Context) (*wire.SeekList, error) { return c.Lobby.Since(ctx, "") }, s.headsForPlay.Get)
	s.shelf = shelf.New(c.Snapshots, s.Now)
	s.listed = shelf.NewShared(s.list)
	s.encodings = shelf.NewEncodings(s.pages)
	if s.PlayersForPlay == nil {
		s.PlayersForPlay = s.Players
	}
	if s.Alone == nil {
		s.Alone = func() bool { return true }
	}
	if s.Exhibits == nil {
		s.Exhibits = func(context.Context) ([]game.Glance, error) { return nil, nil }
	}
	if s.Looked == nil {
		s.Looked = func() {}
	}
	if s.PlaysFrom == nil {
		s.PlaysFrom = func(string, game.PlayerID) {}
	}
	s.presence = presence.New(c.Feed.Tell, s.computers, s.Others, s.Alone)
	s.unsigned = rate.Sometimes{Interval: 10 * time.Second}
	s.feeds = feed.New(feed.Config{
		Limits:       feed.Limits{Readers: c.Limits.Readers, ReadersPerAddress: c.Limits.ReadersPerAddress},
		Presence:     s.presence,
		Lanes:        s.lanes,
		Now:          s.Now,
		Log:          c.Log,
		Stopping:     c.Stopping,
		MayConnect:   s.mayConnect,
		Do:           s.command,
		Problem:      func(err error) any { return problemOf(err) },
		OnlyForPages: slices.Collect(maps.Keys(pageHeaders)),
	})
	s.labs = lab.New(lab.Config{NewHub: c.NewHub, Feeds: s.feeds, Now: s.Now, Stopping: c.Stopping, Refuse: refuse})
	s.running.Go(func() { s.presence.Run(c.Stopping) })
	s.running.Go(func() { s.keepSeeks(c.Stopping) })
	s.handler = request.ThroughProxies(c.TrustedProxies, s.inTime(s.secure(s.tidy(s.routes()))))
	return s
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Drain waits until no WebSocket is open and nothing goes on any more, once Stopping
// has ended; net/http's Shutdown waits for all other requests.
func (s *Server) Drain(ctx context.Context) error {
	if err := s.feeds.Drain(ctx); err != nil {
		return err
	}
	s.labs.Wait() // all of these end at once with Stopping
	s.running.Wait()
	return nil
}
