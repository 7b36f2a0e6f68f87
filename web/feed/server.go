package feed

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/time/rate"

	"kibitz/game"
	"kibitz/web/limit"
	"kibitz/web/presence"
	"kibitz/web/request"
)

// Config is what feeds need.
type Config struct {
	Limits   Limits
	Presence *presence.Presence
	Lanes    *limit.Lanes     // in which the polls of an address take turns
	Now      func() time.Time // by which games are played
	Log      *slog.Logger
	Stopping context.Context // ends when the server is about to stop: streams end then

	// MayConnect returns why a request may not open a WebSocket.
	MayConnect func(r *http.Request) error
	// Do carries out a command that came over the WebSocket of a game.
	Do func(r *http.Request, id game.ID, f request.Fields, roundTrip time.Duration) (game.Event, error)
	// Problem returns what a client is told of an error, for JSON.
	Problem func(error) any
	// OnlyForPages are headers that are removed from answers of feeds: they protect pages,
	// and would be larger than the events.
	OnlyForPages []string
}

// Server serves feeds, by all transports. It may be used from many goroutines.
type Server struct {
	config    Config
	readers   *readers
	unreadLog rate.Sometimes
	sockets   sync.WaitGroup // open WebSockets, which net/http does not know any more
}

// New returns a Server without readers.
func New(c Config) *Server {
	return &Server{config: c, readers: newReaders(c.Log, c.Now, c.Limits, c.Presence), unreadLog: rate.Sometimes{Interval: 10 * time.Second}}
}

// Count returns how many readers of each transport are open, and how many messages
// all have been sent so far.
func (f *Server) Count() (open map[string]int, delivered int64) { return f.readers.now() }

// Collectors returns the metrics of readers, to be registered.
func (f *Server) Collectors() []prometheus.Collector { return f.readers.metrics.collectors() }

// Drain waits until all WebSockets are closed, or ctx has ended. Call it when Stopping has
// ended. http.Server.Shutdown waits for all other requests, but knows no WebSockets.
func (f *Server) Drain(ctx context.Context) error {
	drained := make(chan struct{})
	go func() { f.sockets.Wait(); close(drained) }()
	select {
	case <-drained:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Unavailable reports whether an error is temporary: the database could not be reached, or
// not in time.
func Unavailable(err error) bool {
	return errors.Is(err, game.ErrUnavailable) || errors.Is(err, context.DeadlineExceeded)
}

// OnStop calls do when stopping ends, unless done was called before. When done returns,
// do is not running: over HTTP/2 the server would crash if do touched the response of a
// request that has ended.
func OnStop(stopping context.Context, do func()) (done func()) {
	over := make(chan struct{})
	stop := context.AfterFunc(stopping, func() { defer close(over); do() })
	return func() {
		if !stop() {
			<-over
		}
	}
}
