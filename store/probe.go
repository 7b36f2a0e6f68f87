package store

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	// Ping takes at most this long, so that a health check answers within a second
	// whatever the database does.
	pingTimeout = 750 * time.Millisecond
	// A hanging probe is abandoned after this long. The next one uses a new
	// connection.
	probeTimeout = 5 * time.Second
	// Longest time to close a connection.
	hangUpTimeout = time.Second
)

// A probe checks whether the database answers. Concurrent callers share one answer,
// so any number of them use one connection, and none queues behind another. It may
// be used from many goroutines.
type probe struct {
	ask    func(ctx context.Context) error // called by one goroutine at a time
	ctx    context.Context                 // ends with the probe
	cancel context.CancelFunc

	mu      sync.Mutex
	current *answer // nil if nothing is being asked
	asking  sync.WaitGroup
}

// An answer is the result of a check, valid once done is closed.
type answer struct {
	done chan struct{}
	err  error
}

func newProbe(ask func(context.Context) error) *probe {
	p := &probe{ask: ask}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	return p
}

// ping returns within pingTimeout, with an error if the database has not answered.
func (p *probe) ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	a := p.begin()
	select {
	case <-a.done:
		return a.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// begin starts a check, or joins the one under way.
func (p *probe) begin() *answer {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current == nil {
		a := &answer{done: make(chan struct{})}
		p.current = a
		p.asking.Go(func() { p.run(a) })
	}
	return p.current
}

func (p *probe) run(a *answer) {
	ctx, cancel := context.WithTimeout(p.ctx, probeTimeout)
	defer cancel()
	a.err = p.ask(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.current = nil
	close(a.done)
}

// close cancels the check under way and waits until it has ended.
func (p *probe) close() {
	p.cancel()
	p.asking.Wait()
}

// A line is a connection that only a probe uses, opened on demand.
type line struct {
	config *pgx.ConnConfig
	conn   *pgx.Conn // nil if there is none
}

// ask queries the database, over a new connection if the current one has failed.
func (l *line) ask(ctx context.Context) error {
	if l.conn != nil {
		if l.conn.Ping(ctx) == nil {
			return nil
		}
		l.hangUp()
	}
	conn, err := pgx.ConnectConfig(ctx, l.config)
	if err != nil {
		return err
	}
	l.conn = conn
	if err = conn.Ping(ctx); err != nil {
		l.hangUp()
	}
	return err
}

func (l *line) hangUp() {
	if l.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), hangUpTimeout)
	defer cancel()
	_ = l.conn.Close(ctx)
	l.conn = nil
}
