package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"kibitz/game"
	"kibitz/game/live"
	"kibitz/migrations"
	"kibitz/static"
	"kibitz/store"
	"kibitz/store/embedded"
	"kibitz/web"
)

// run is the server from start to stop: it wires the parts together, serves
// until ctx ends, and takes them down in the opposite order.
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

	if c.database == "" {
		private, err := embedded.Start(ctx, embedded.Options{Dir: c.data, Log: log})
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, private.Close()) }()
		c.database = private.URL("postgres")
	}
	secure, lasting, err := certificates(c, log)
	if err != nil {
		return err
	}
	log.Info("connecting to the database")
	if err := migrations.Up(ctx, c.database); err != nil {
		return err
	}
	games, err := store.Open(ctx, c.database)
	if err != nil {
		return err
	}
	defer games.Close()

	hub := live.NewHub(games)
	lobby := live.NewLobby(hub, games)
	servers := join(bus, log, hub, lobby)
	flags := game.NewFlags(servers, games, time.Now, func(err error) { log.Warn("looking for games whose time is up", "err", err) })
	service := game.NewService(games, flags, time.Now)
	if err := flags.Start(ctx, service); err != nil {
		return err
	}
	working, rest := context.WithCancel(context.WithoutCancel(ctx)) // as long as moves are taken
	defer rest()
	go flags.Run(working)
	defer startComputers(working, engine, games, service, log)()
	exhibition := openShow(working, c.exhibition, games, service, log)
	server := web.New(web.Config{
		Service:      service,
		Feed:         hub,
		Lobby:        lobby,
		Snapshots:    games,
		Players:      games,
		Running:      games.Running,
		Exhibits:     exhibition.exhibits,
		Looked:       exhibition.looked,
		GamesOf:      games.GamesOf,
		Sign:         games.Sign,
		NewHub:       func(l web.Log) web.Hub { return live.NewHub(l) },
		Pool:         games.InUse,
		Ready:        games.Ping,
		Alone:        flags.Alone,
		Others:       servers.others,
		Metrics:      servers.metrics,
		Static:       static.Handler(),
		StaticPrefix: static.Prefix(),
		BaseURL:      c.baseURL,
		LastingTLS:   lasting,
		Log:          log,
		Stopping:     ctx,

		TrustedProxies: c.proxies,
	})
	defer exhibition.start(server.Watched)()
	defer servers.start(ctx)()
	fmt.Fprintf(out, "Kibitz is on %s\n", strings.Join(addresses(c, listener), "\n      and on "))
	return serve(ctx, c.drain, listener, secure, server, log)
}

// Time that requests under way have to finish when the server stops. Streams
// end by themselves before.
const stopTimeout = 10 * time.Second

// serve answers requests until ctx ends, goes on for as long as a load balancer
// takes to notice, and then finishes those under way.
func serve(ctx context.Context, drain time.Duration, listener net.Listener, secure *tls.Config, kibitz *web.Server, log *slog.Logger) error {
	server := &http.Server{
		Handler:           kibitz,
		TLSConfig:         secure,
		ConnContext:       web.ConnContext,
		ConnState:         web.ConnState,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		// A stream that takes nothing is cut by its own deadline; this is for a
		// whole connection that takes nothing.
		HTTP2:    &http.HTTP2Config{WriteByteTimeout: 10 * time.Second},
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	failed := listen(server, listener, web.CountBytes)
	select {
	case err := <-failed:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	if drain > 0 {
		log.Info("stopping: not ready any more, and serving on for a while", "drain", drain)
		select {
		case <-failed:
		case <-time.After(drain):
		}
	}
	log.Info("stopping: finishing what is under way")
	finish, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	if err := errors.Join(server.Shutdown(finish), kibitz.Drain(finish)); err != nil {
		log.Warn("cutting off what did not finish in time", "err", err)
		return server.Close()
	}
	return nil
}
