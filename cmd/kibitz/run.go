package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"time"

	"kibitz/cmd/kibitz/internal/connections"
	"kibitz/game"
	"kibitz/game/live"
	"kibitz/static"
	"kibitz/store"
	"kibitz/web"
	"kibitz/web/lab"
)

// run runs the server from start to stop. It opens everything that wire needs, and
// closes it in reverse order once ctx has ended.
func run(ctx context.Context, c config, log *slog.Logger, out io.Writer) (err error) {
	listener, err := net.Listen("tcp", c.addr)
	if err != nil {
		return fmt.Errorf("listening on %s: %w; -addr or KIBITZ_ADDR names another address", c.addr, err)
	}
	defer listener.Close()
	engine, err := findEngine(c.engine)
	if err != nil {
		return err
	}
	bus, err := findBus(c.redis)
	if err != nil {
		return err
	}
	if bus != nil {
		defer bus.Close()
	}

	secure, lasting, err := certificates(c, log)
	if err != nil {
		return err
	}
	games, closeGames, err := openGames(ctx, c, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeGames()) }()
	return wire(ctx, c, foundation{listener, engine, bus, secure, lasting, games}, log, out)
}

// A foundation is what a server depends on. run opens and closes it.
type foundation struct {
	listener net.Listener
	engine   string      // path; "" for the built-in player
	bus      *live.Redis // nil for a single server
	secure   *tls.Config
	lasting  bool // whether browsers may insist on HTTPS
	games    *store.Store
}

// wire builds a server on its foundation and serves until ctx ends. It then finishes
// the requests under way, and stops the background work only after them.
func wire(ctx context.Context, c config, f foundation, log *slog.Logger, out io.Writer) error {
	games := f.games
	_, database := games.InUse()
	conns := connections.Limit(f.listener, connections.LimitsFor(database, c.perAddress, c.proxies), log)
	play := games.ForPlay() // other reads must not delay the reads that moves depend on
	deadlines := game.NewDeadlines(play, time.Now, func(err error) { log.Warn("looking for games whose time is up", "err", err) })
	computers := newComputers(f.engine, play, deadlines.Now, log)
	hub, lobby := live.NewHub(games), live.NewLobby(games)
	defer hub.Close()
	defer lobby.Close()
	hub.Now, lobby.Now = deadlines.Now, deadlines.Now
	servers := joinServers(f.bus, log, hub, lobby) // hub and lobby hear of changes on other servers, in this order

	// These listeners hear of changes on this server, in this order: readers first.
	service := game.NewService(play, game.Listeners{hub, lobby, servers, deadlines, computers}, deadlines.Now)
	defer service.Close()

	if err := deadlines.Start(ctx, service); err != nil {
		return err
	}
	always := context.WithoutCancel(ctx)
	defer background(always, deadlines.Run)()
	defer background(always, func(ctx context.Context) { computers.Run(ctx, service) })()
	exhibition := openShow(always, c.exhibition, games, service, deadlines.Now, log)
	server := web.New(web.Config{
		Play: web.Play{Service: service, Now: deadlines.Now, PlayersForPlay: play, PlaysFrom: computers.PlaysFrom},
		Read: web.Read{Snapshots: games, Players: games, Lists: games, Exhibition: exhibition.shown},
		News: web.News{Feed: hub, Lobby: lobby, NewHub: newLabHub, Others: servers.others, Alone: deadlines.Alone},
		Site: web.Site{
			Static: static.Handler(), StaticPrefix: static.Prefix(),
			BaseURL: c.baseURL, TrustedProxies: c.proxies, LastingTLS: f.lasting,
		},
		Operation: web.Operation{Log: log, Ready: readiness(c, games), Pool: games.InUse, Metrics: append(servers.metrics, conns)},
		Limits:    c.limits,
		Stopping:  ctx,
	})
	defer exhibition.start(server.Watched)()
	defer background(always, servers.run)()
	fmt.Fprintf(out, "Kibitz is on %s\n", strings.Join(addresses(c, f.listener), "\n      and on "))
	return serve(ctx, c.drain, conns, f.secure, server, log)
}

// newLabHub makes a hub for the games of the lab.
func newLabHub(log lab.Log) lab.Hub { return live.NewHub(log) }

// background runs f in a goroutine. stop ends its context and waits for it.
func background(ctx context.Context, f func(context.Context)) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var done sync.WaitGroup
	done.Go(func() { f(ctx) })
	return func() { cancel(); done.Wait() }
}
