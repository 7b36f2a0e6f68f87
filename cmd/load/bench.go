package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// Readers that connect at the same time.
	connecting = 64
	// How long all may take to connect.
	connectTimeout = 2 * time.Minute
	// Pause after that, in which readers are told who watches the game: that is not
	// to be measured.
	calm = 1200 * time.Millisecond
	// How long a reader may take to get the last event once the moves have ended.
	grace = 10 * time.Second
)

// A bench is one run: tables at which games are played, and readers of each.
type bench struct {
	config
	api     *api
	faults  faults
	herd    herd
	tallies []*tally
	tables  []*table
	readers []*reader
	ack     histogram
	moves   atomic.Int64
}

// measure does one run.
func measure(ctx context.Context, c config, transports []string, errOut io.Writer) (runReport, error) {
	b := &bench{config: c, api: newAPI(c.url), herd: herd{after: make(map[moment][]int)}}
	defer b.api.client.CloseIdleConnections()
	for _, name := range transports {
		b.tallies = append(b.tallies, &tally{name: name})
	}
	if err := b.setTables(ctx); err != nil {
		return runReport{}, err
	}
	// Readers outlive the moves, and an interrupt, until they have all.
	reading, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	progress := b.watch(errOut)
	defer progress.stop()
	var readers sync.WaitGroup
	if err := b.seatReaders(ctx, reading, &readers); err != nil {
		return runReport{}, err
	}
	wait(ctx, calm)

	m := b.begin(ctx)
	b.play(ctx)
	b.catchUp(reading)
	one := m.end(reading)
	stop()
	readers.Wait()
	b.settle()
	progress.stop()
	b.fill(&one, progress.seconds)
	return one, nil
}

// setTables begins the games.
func (b *bench) setTables(ctx context.Context) error {
	for range b.games {
		t := &table{api: b.api, players: [2]*player{{}, {}}, rate: b.rate, ack: &b.ack, moves: &b.moves}
		var err error
		if t.current, err = t.begin(ctx); err != nil {
			return fmt.Errorf("beginning a game: %w", err)
		}
		b.tables = append(b.tables, t)
	}
	return nil
}

// seatReaders connects the readers, and returns when each has been answered.
func (b *bench) seatReaders(ctx, reading context.Context, running *sync.WaitGroup) error {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	turns := make(chan struct{}, connecting)
	for n := range b.spectators {
		t := b.tables[n%b.games]
		in := b.tallies[n/b.games%len(b.tallies)]
		in.readers++
		r := &reader{
			bench: b, n: n, transport: in.name, tally: in, table: t, random: rand.New(rand.NewPCG(b.seed, uint64(n))),
			round: t.current, checker: checker{at: beginning},
			ready: func() { in.connected.Add(1); <-turns },
		}
		b.readers = append(b.readers, r)
	}
	for _, r := range b.readers {
		select {
		case turns <- struct{}{}:
			running.Go(func() { r.run(reading) })
		case <-ctx.Done():
			return b.notAll(ctx)
		}
	}
	for range cap(turns) { // once all turns can be had, nobody has one
		select {
		case turns <- struct{}{}:
		case <-ctx.Done():
			return b.notAll(ctx)
		}
	}
	return nil
}

func (b *bench) notAll(ctx context.Context) error {
	connected := int64(0)
	for _, t := range b.tallies {
		connected += t.connected.Load()
	}
	return fmt.Errorf("%d of %d readers were answered (%w); %v", connected, b.spectators, ctx.Err(), b.faults.list())
}

// play has all tables play for the time of the run.
func (b *bench) play(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, b.duration)
	defer cancel()
	var playing sync.WaitGroup
	for i, t := range b.tables {
		playing.Go(func() {
			// The first moves are spread over a pause, so that tables do not move in step.
			wait(ctx, time.Duration(float64(i)/float64(b.games)/b.rate*float64(time.Second)))
			if err := t.play(ctx); err != nil {
				b.tallies[0].errors.Add(1)
				b.faults.note("a table stopped: %v", err)
			}
		})
	}
	playing.Wait()
}

// catchUp waits until all readers have the last event, but not forever.
func (b *bench) catchUp(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, grace+b.interval)
	defer cancel()
	for _, r := range b.readers {
		for !r.caughtUp(r.table.current) && ctx.Err() == nil {
			wait(ctx, 5*time.Millisecond)
		}
	}
}

// settle reports what readers still lack, once they have stopped.
func (b *bench) settle() {
	for _, r := range b.readers {
		for in := r.round; in != nil; in = in.next {
			r.settle(in)
			r.checker = checker{at: beginning}
		}
	}
}
