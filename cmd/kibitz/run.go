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
	"time"

	"kibitz/cmd/kibitz/internal/connections"
	"kibitz/game"
	"kibitz/game/live"
	"kibitz/static"
	"kibitz/store"
	"kibitz/web"
	"kibitz/web/lab"
)

// run is the server from start to stop: it brings up what wire needs, and takes
// it down in the opposite order once ctx has ended.
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
	return wire(ctx, c, parts{listener, engine, bus, secure, lasting, games}, log, out)
}

// parts are what a server is made of, and what run takes down after it.
type parts struct {
	listener net.Listener
	engine   string      // path; "" for the built-in player
	bus      *live.Redis // nil for a single server
	secure   *tls.Config
	lasting  bool // whether browsers may insist on HTTPS
	games    *store.Store
}

// wire joins the parts and serves until ctx ends.
func wire(ctx context.Context, c config, p parts, log *slog.Logger, out io.Writer) error {
	games := p.games
	_, database := games.InUse()
	conns := connections.Limit(p.listener, connections.LimitsFor(database, c.perAddress, c.proxies), log)
	play := games.ForPlay() // what moves depend on is not kept waiting by what is only read
	hub := live.NewHub(games)
	lobby := live.NewLobby(hub, games)
	servers := join(p.bus, log, hub, lobby)
	flags := game.NewFlags(servers, play, time.Now, func(err error) { log.Warn("looking for games whose time is up", "err", err) })
	service := game.NewService(play, flags, flags.Now)
	hub.Now, lobby.Now = flags.Now, flags.Now
	if err := flags.Start(ctx, service); err != nil {
		return err
	}
	working, rest := context.WithCancel(context.WithoutCancel(ctx)) // as long as moves are taken
	defer rest()
	go flags.Run(working)
	computers, stopComputers := startComputers(working, p.engine, play, service, flags.Now, log)
	defer stopComputers()
	exhibition := openShow(working, c.exhibition, games, service, flags.Now, log)
	server := web.New(web.Config{
		Service:      service,
		Now:          flags.Now,
		Feed:         hub,
		Lobby:        lobby,
		Snapshots:    games,
		Players:      games,
		Running:      games.Running,
		Exhibits:     exhibition.exhibits,
		Looked:       exhibition.looked,
		GamesOf:      games.GamesOf,
		Sign:         games.Sign,
		NewHub:       func(l lab.Log) lab.Hub { return live.NewHub(l) },
		Pool:         games.InUse,
		PlaysFrom:    computers.PlaysFrom,
		Ready:        readiness(c, games),
		Alone:        flags.Alone,
		Others:       servers.others,
		Metrics:      append(servers.metrics, conns),
		Static:       static.Handler(),
		StaticPrefix: static.Prefix(),
		BaseURL:      c.baseURL,
		LastingTLS:   p.lasting,
		Limits:       c.limits,
		Log:          log,
		Stopping:     ctx,

		PlayersForPlay: play,
		TrustedProxies: c.proxies,
	})
	defer exhibition.start(server.Watched)()
	defer servers.start(ctx)()
	fmt.Fprintf(out, "Kibitz is on %s\n", strings.Join(addresses(c, p.listener), "\n      and on "))
	return serve(ctx, c.drain, conns, p.secure, server, log)
}
