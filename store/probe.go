package store

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	// Ping takes no longer than this, so that a health check answers within a
	// second whatever the database does.
	pingTimeout = 750 * time.Millisecond
	// A probe that hangs is given up after this long, and the next one tries
	// another connection.
	probeTimeout = 5 * time.Second
	// Longest farewell to a connection.
	hangUpTimeout = time.Second
)

// A probe asks whether the database answers. Callers that come while it is asking
// share the answer, so any number of them take one connection, and none queues
// behind another. It may be used from many goroutines.
type probe struct {
	ask    func(ctx context.Context) error // called by one goroutine at a time
	ctx    context.Context                 // ends with the probe
	cancel context.CancelFunc

	mu      sync.Mutex
	current *answer // nil if nothing is being asked
	asking  sync.WaitGroup
}

// An answer is what the database has to say, once done is closed.
type answer struct {
	done chan struct{}
	err  error
}

func newProbe(ask func(context.Context) error) *probe {
	p := &probe{ask: ask}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	return p
}

// ping returns within pingTimeout; an error if the database has not answered.
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

// begin asks, or joins the question under way.
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

// close ends what is asked, and waits for that.
func (p *probe) close() {
	p.cancel()
	p.asking.Wait()
}

// A line is a connection that only a probe uses. It is made when it is needed.
type line struct {
	config *pgx.ConnConfig
	conn   *pgx.Conn // nil if there is none
}

// ask asks the database, over a new connection if the kept one does not do.
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
