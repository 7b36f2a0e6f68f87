// Package web is Kibitz over HTTP: pages, forms, JSON, and the feeds of games.
package web

import (
	"context"
	"crypto/sha256"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
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

// A Server answers requests. Make one with New.
type Server struct {
	config    Config
	handler   http.Handler
	addresses []string // patterns that are answered
	rates
	seekers      *seekers
	lanes        *limit.Lanes
	pages, large limit.Gate // for those that are drawn, and for large games
	feeds        *feed.Server
	running      sync.WaitGroup // what goes on until Stopping ends
	unsigned     rate.Sometimes // for the log: that seeks could not be signed
	presence     *presence.Presence
	meters       *meter.Meters
	labs         *lab.Labs
	pictures     *pictures
	imports      *imports
	tokens       *lru.Cache[[sha256.Size]byte, game.Player]
	seats        *lru.Cache[game.ID, seats]
	shelf        *shelf.Shelf
	encodings    *shelf.Encodings
	heads        *shelf.Shared[game.ID, game.Head] // for requests that read
	headsForPlay *shelf.Shared[game.ID, game.Head] // for requests that are about to change a game
	listed       *shelf.Shared[struct{}, glances]
}

// rates are how often a client may ask for what.
type rates struct {
	byAddress, byPlayer *limit.Rate
	byTalker, byRoom    *limit.Rate // messages
	byRoomAddress       *limit.Rate // messages of spectators, by game and address
	bySeeker, byLab     *limit.Rate // by address
	vsBots              *limit.Rate // games against computers, by address
	reads               *limit.Rate // by address, what reading costs
}

func newRates(l Limits) rates {
	return rates{
		byAddress:     limit.NewRate(addressRate, addressBurst),
		byPlayer:      limit.NewRate(playerRate, playerBurst),
		byTalker:      limit.NewRate(talkerRate, talkerBurst),
		byRoom:        limit.NewRate(roomRate, roomBurst),
		byRoomAddress: limit.NewRate(roomAddressRate, roomAddressBurst),
		bySeeker:      limit.NewRate(seekRate, seekBurst),
		byLab:         limit.NewRate(labRate, labBurst),
		vsBots:        limit.NewRate(computerGameRate, computerGameBurst),
		reads:         newReadLimiter(l.ReadsPerAddress),
	}
}

// New returns a server of all of Kibitz.
func New(c Config) *Server {
	s := &Server{
		config:   c.withDefaults(),
		rates:    newRates(c.Limits),
		lanes:    limit.NewLanes(readsAtOnce),
		pages:    limit.NewPageGate(),
		large:    make(limit.Gate, largeGames),
		meters:   meter.New(),
		pictures: newPictures(),
		imports:  newImports(),
		tokens:   cache.New[[sha256.Size]byte, game.Player](rememberedTokens),
		seats:    cache.New[game.ID, seats](rememberedGames),
		heads:    shelf.NewShared(c.Snapshots.Head),

		headsForPlay: shelf.NewShared(c.Service.Head),
	}
	c = s.config
	s.seekers = newSeekers(func(ctx context.Context) (*wire.SeekList, error) { return c.Lobby.Since(ctx, "") }, s.headsForPlay.Get)
	s.shelf = shelf.New(c.Snapshots, c.Now)
	s.listed = shelf.NewShared(s.list)
	s.encodings = shelf.NewEncodings(s.pages)
	s.presence = presence.New(c.Feed.Tell, s.computers, c.Others, c.Alone)
	s.unsigned = rate.Sometimes{Interval: 10 * time.Second}
	s.feeds = s.newFeeds()
	s.labs = lab.New(lab.Config{NewHub: c.NewHub, Feeds: s.feeds, Now: c.Now, Stopping: c.Stopping, Refuse: refuse})
	s.running.Go(func() { s.presence.Run(c.Stopping) })
	s.running.Go(func() { s.keepSeeks(c.Stopping) })
	s.handler = request.ThroughProxies(c.TrustedProxies, s.inTime(s.secure(s.tidy(s.routes()))))
	return s
}

// newFeeds returns what serves the feeds of this server.
func (s *Server) newFeeds() *feed.Server {
	c := s.config
	return feed.New(feed.Config{
		Limits:       feed.Limits{Readers: c.Limits.Readers, ReadersPerAddress: c.Limits.ReadersPerAddress},
		Presence:     s.presence,
		Lanes:        s.lanes,
		Now:          c.Now,
		Log:          c.Log,
		Stopping:     c.Stopping,
		MayConnect:   s.mayConnect,
		Do:           s.command,
		Problem:      func(err error) any { return problemOf(err) },
		OnlyForPages: slices.Collect(maps.Keys(pageHeaders)),
	})
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Drain waits until every WebSocket is closed and all background work has ended,
// once Stopping has ended. All other requests are awaited by Shutdown of net/http.
func (s *Server) Drain(ctx context.Context) error {
	if err := s.feeds.Drain(ctx); err != nil {
		return err
	}
	s.labs.Wait() // all of these end at once with Stopping
	s.running.Wait()
	return nil
}
