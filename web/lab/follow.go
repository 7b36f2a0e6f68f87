package lab

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/game/wire"
	"kibitz/web/feed"
	"kibitz/web/meter"
)

// A call is one request for a lab's feed, under way.
type call struct {
	transport string
	epoch     context.Context
	cancel    context.CancelFunc
	conn      *meter.Conn // of a WebSocket, which has the connection for itself
	wasCut    atomic.Bool
}

// enter registers a request, so that faults can hit it, until leave. It returns true if
// the lab answers with errors now.
func (l *lab) enter(q *call) (refused bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.counts[q.transport]
	defer func() { l.counts[q.transport] = c }()
	l.touched = time.Now()
	c.Requests++
	if l.touched.Before(l.faults.failing) {
		c.Refused++
		return true
	}
	q.epoch = l.faults.epoch
	l.requests[q] = struct{}{}
	return false
}

func (l *lab) leave(q *call) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.requests, q)
	l.touched = time.Now()
}

// Follow sends a lab's events by the same code as those of a real game, with the faults
// that its visitor has set. While the lab answers with errors, a stream gets a real 503.
// Kibitz itself never sends one; a proxy does while the server behind it is gone, and an
// EventSource gives up on it.
func (ls *Labs) Follow(w http.ResponseWriter, r *http.Request) error {
	l, err := ls.of(r)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(l.ctx, cancel)()
	r = r.WithContext(ctx)
	q := &call{transport: feed.TransportOf(r).Label, cancel: cancel}
	if feed.IsUpgrade(r) {
		q.conn = meter.ConnOf(ctx)
	}
	if l.enter(q) {
		ls.config.Feeds.Headers(w, "application/problem+json")
		w.Header().Set("Retry-After", "1")
		ls.config.Refuse(w, "the lab answers with errors, as it was asked to")
		return nil
	}
	defer l.leave(q)
	src, err := ls.source(r, l, q)
	if err == nil {
		defer src.Close()
		err = ls.config.Feeds.Serve(w, r, src)
	}
	if q.wasCut.Load() {
		panic(http.ErrAbortHandler) // breaks the connection: no proper end of the answer must reach the client
	}
	return err
}

// outlook returns how readers of a lab get snapshots. Those cost nothing, as readers are
// few, and a lab has no presence.
func (ls *Labs) outlook() feed.View {
	return feed.View{
		Games: ls, Pay: func(game.Snapshot) error { return nil },
		Present: func(game.ID) game.Presence { return game.Presence{} },
		Encode: func(_ context.Context, g game.Snapshot, you rules.Color, present game.Presence) ([]byte, error) {
			return wire.SnapshotJSON(&g, you, present)
		},
	}
}

// source returns the source of a lab's events for a request. It does not look up who
// asks: a lab needs no database.
func (ls *Labs) source(r *http.Request, l *lab, q *call) (*source, error) {
	g, err := feed.NewGame(r, ls.hub, ls.outlook(), l.game)
	if err != nil {
		return nil, err
	}
	g.WithoutPresence()
	return &source{Game: g, lab: l, ctx: r.Context(), epoch: q.epoch}, nil
}
