package lab

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

	"kibitz/web/feed"
	"kibitz/web/request"
)

// settings are what a visitor can set.
type settings struct {
	Rate  float64       // moves a second
	Delay time.Duration // added to each answer and each event
}

var usual = settings{Rate: 1}

// with returns the settings, changed as a request asks for.
func (set settings) with(f request.Fields) (settings, error) {
	if text := f["rate"]; text != "" {
		rate, err := strconv.ParseFloat(text, 64)
		if err != nil || !(rate >= minRate && rate <= maxRate) {
			return set, fmt.Errorf("%w: rate is %v to %v moves a second", ErrBad, minRate, maxRate)
		}
		set.Rate = rate
	}
	delay, given, err := f.Milliseconds("delay")
	if err != nil || delay > maxDelay {
		return set, fmt.Errorf("%w: delay is 0 to %d ms", ErrBad, maxDelay.Milliseconds())
	}
	if given {
		set.Delay = delay
	}
	return set, nil
}

// faults is what is wrong with a lab's feed.
type faults struct {
	failing time.Time          // until when requests are refused
	stalled time.Time          // until when nothing is written
	epoch   context.Context    // in which readers wait; a restart ends it
	end     context.CancelFunc // of the epoch
}

// restart ends the epoch in which readers wait, and begins another.
func (fs *faults) restart(ctx context.Context) {
	if fs.end != nil {
		fs.end()
	}
	fs.epoch, fs.end = context.WithCancel(ctx)
}

// apply does what the page asks for: it changes the settings, breaks something for the
// lab's readers, or sends them something.
func (l *lab) apply(f request.Fields) error {
	how, err := faultTime(f)
	if err != nil {
		return err
	}
	l.mu.Lock()
	set, err := l.set.with(f)
	l.mu.Unlock()
	if err != nil {
		return err
	}
	now := time.Now()
	switch f["do"] {
	case "":
	case "cut":
		l.cut()
	case "errors": // as if the server behind a proxy had gone: open streams break, too
		l.breaks(func(fs *faults) { fs.failing = now.Add(cmp.Or(how, 5*time.Second)) })
		l.cut()
	case "stall":
		l.breaks(func(fs *faults) { fs.stalled = now.Add(cmp.Or(how, 30*time.Second)) })
	case "restart":
		l.breaks(func(fs *faults) { fs.restart(l.ctx) })
	case "message":
		l.say(greet(1))
	case "messages":
		l.sayFive()
	default:
		return fmt.Errorf("%w: do is cut, errors, stall, restart, message or messages", ErrBad)
	}
	l.mu.Lock()
	l.set = set
	l.mu.Unlock()
	select {
	case l.changed <- struct{}{}:
	default:
	}
	return nil
}

// faultTime returns how long a fault is asked to last; 0 for the default.
func faultTime(f request.Fields) (time.Duration, error) {
	text := f["seconds"]
	if text == "" {
		return 0, nil
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(seconds) || seconds <= 0 || seconds > maxFault.Seconds() {
		return 0, fmt.Errorf("%w: seconds is up to %v", ErrBad, maxFault.Seconds())
	}
	return time.Duration(seconds * float64(time.Second)), nil
}

// breaks changes the faults.
func (l *lab) breaks(what func(*faults)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	what(&l.faults)
}

// cut breaks the connections of all readers, as if a cable were pulled.
func (l *lab) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for r := range l.requests {
		c := l.counts[r.transport]
		c.Cut++
		l.counts[r.transport] = c
		r.wasCut.Store(true)
		if r.conn != nil {
			_ = r.conn.Close()
		}
		r.cancel()
	}
}

// sayFive sends five messages a second apart, unless it is doing so already.
func (l *lab) sayFive() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.talking {
		return
	}
	l.talking = true
	l.labs.running.Go(func() {
		for n := 1; n <= 5 && l.ctx.Err() == nil; n++ {
			l.say(greet(n))
			feed.Pause(l.ctx, time.Second)
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		l.talking = false
	})
}
