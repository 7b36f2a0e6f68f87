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
	Lanes    *limit.Lanes     // over which requests that are answered at once take turns
	Now      func() time.Time // by which games are played
	Log      *slog.Logger
	Stopping context.Context // ends when the server is about to stop: streams end then

	// MayConnect returns why a request may not open a WebSocket.
	MayConnect func(r *http.Request) error
	// Do does what a client asks for over the WebSocket of a game.
	Do func(r *http.Request, id game.ID, f request.Fields, roundTrip time.Duration) (game.Event, error)
	// Problem returns what a client is told of an error, for JSON.
	Problem func(error) any
	// OnlyForPages are headers that answers of feeds do not have: they protect pages,
	// and would weigh more than the news does.
	OnlyForPages []string
}

// Server serves feeds, by all transports. It may be used from many goroutines.
type Server struct {
	config    Config
	readers   *readers
	unreadLog rate.Sometimes
	sockets   sync.WaitGroup // open WebSockets, which net/http does not know any more
}

// New returns what serves feeds.
func New(c Config) *Server {
	return &Server{config: c, readers: newReaders(c.Log, c.Now, c.Limits, c.Presence), unreadLog: rate.Sometimes{Interval: 10 * time.Second}}
}

// Count returns how many readers of each transport are open, and how many messages
// all have been sent so far.
func (f *Server) Count() (open map[string]int, delivered int64) { return f.readers.now() }

// Collectors are what is counted of readers.
func (f *Server) Collectors() []prometheus.Collector { return f.readers.metrics.collectors() }

// Drain waits until no WebSocket is open, once Stopping has ended; net/http's
// Shutdown waits for all other requests.
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

// Unavailable reports whether an error is one that passes by itself: the
// database cannot be reached, or not in time.
func Unavailable(err error) bool {
	return errors.Is(err, game.ErrUnavailable) || errors.Is(err, context.DeadlineExceeded)
}

// OnStop has do done when the server stops, unless done was called before. When
// that returns, do is not under way: over HTTP/2 one that touched the answer of a
// request that is done would take the server down.
func OnStop(stopping context.Context, do func()) (done func()) {
	over := make(chan struct{})
	stop := context.AfterFunc(stopping, func() { defer close(over); do() })
	return func() {
		if !stop() {
			<-over
		}
	}
}
