package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// A progress keeps the traffic of each second of a run, and reports it on a
// terminal.
type progress struct {
	bench   *bench
	out     io.Writer // nil if nobody watches
	seconds []flow    // to be read after stop
	before  flow
	stop    func()
}

// watch begins to do so.
func (b *bench) watch(out io.Writer) *progress {
	p := &progress{bench: b}
	if f, ok := out.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			p.out = out
		}
	}
	end, ended := make(chan struct{}), make(chan struct{})
	p.stop = sync.OnceFunc(func() { close(end); <-ended })
	go func() {
		defer close(ended)
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				p.look()
			case <-end:
				p.say("")
				return
			}
		}
	}()
	return p
}

func (p *progress) look() {
	var all flow
	var connected, wrong int64
	p99 := time.Duration(0)
	for _, t := range p.bench.tallies {
		all = all.plus(t.now())
		connected += t.connected.Load()
		wrong += t.faults()
		p99 = max(p99, t.sinceSent.percentile(0.99))
	}
	second := all.less(p.before)
	p.before = all
	if p.bench.moves.Load() > 0 {
		p.seconds = append(p.seconds, second)
	}
	p.say(fmt.Sprintf("%d of %d readers, %d moves, %d updates, %d/s, p99 %v, %d requests/s, %d faults",
		connected, p.bench.spectators, p.bench.moves.Load(), all.Delivered, second.Delivered, p99, second.Requests, wrong))
}

// say overwrites the previous line.
func (p *progress) say(text string) {
	if p.out != nil {
		fmt.Fprintf(p.out, "\r\x1b[K%s", text)
	}
}
