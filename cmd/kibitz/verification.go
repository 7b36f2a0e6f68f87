package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"sync"
	"time"

	"kibitz/game"
	"kibitz/game/audit"
	"kibitz/store"
)

const (
	// Games that are read at once: a part of a second's work, and few megabytes.
	verifyPage = 100
	// How often it is told how far the work is: on a terminal in place, else a line.
	tellTerminal = time.Second
	tellFile     = 10 * time.Second
)

// A verification is a pass over all games.
type verification struct {
	games         *store.Store
	out, progress io.Writer
	verbose       bool

	mu     sync.Mutex // also for out and progress
	began  time.Time
	total  int // games, when it began
	done   int // games
	events int
	faulty int // games with a fault
	faults int
}

// run checks all games that are there when it begins; of those that begin
// meanwhile, some. It returns what kept it from that, and not what it found.
func (v *verification) run(ctx context.Context, workers int) error {
	total, err := v.games.Count(ctx)
	if err != nil {
		return err
	}
	v.began, v.total = time.Now(), total
	defer v.tell()()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	pages := make(chan []game.ID)
	var working sync.WaitGroup
	for range workers {
		working.Go(func() {
			for ids := range pages {
				if err := v.check(ctx, ids); err != nil {
					cancel(err)
				}
			}
		})
	}
	err = v.list(ctx, pages)
	close(pages)
	working.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// list hands out all ids, page by page.
func (v *verification) list(ctx context.Context, pages chan<- []game.ID) error {
	var after game.ID
	for {
		ids, err := v.games.IDs(ctx, after, verifyPage)
		if err != nil || len(ids) == 0 {
			return err
		}
		after = ids[len(ids)-1]
		select {
		case pages <- ids:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// check reads and checks a page of games. Where a row cannot be read, the games are
// read one by one, so that it hides no other.
func (v *verification) check(ctx context.Context, ids []game.ID) error {
	games, err := v.games.Whole(ctx, ids)
	switch {
	case err == nil:
	case ctx.Err() != nil, errors.Is(err, game.ErrUnavailable), otherSchema(err) != "":
		return err
	case len(ids) == 1:
		v.note(&audit.Game{Record: game.Record{ID: ids[0]}}, []audit.Fault{{What: "it cannot be read: " + err.Error()}})
		return nil
	default:
		for _, id := range ids {
			if err := v.check(ctx, []game.ID{id}); err != nil {
				return err
			}
		}
		return nil
	}
	for i := range games {
		if ctx.Err() != nil {
			return nil
		}
		v.note(&games[i], audit.Check(&games[i]))
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.done += len(ids) - len(games) // exhibits that were dropped meanwhile
	return nil
}

func (v *verification) note(g *audit.Game, faults []audit.Fault) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.done++
	v.events += len(g.Events)
	v.faults += len(faults)
	if len(faults) > 0 {
		v.faulty++
	}
	for _, f := range faults {
		fmt.Fprintf(v.out, "game %s %s\n", g.Record.ID, f)
	}
	if v.verbose {
		fmt.Fprintf(v.progress, "game %s: %s, %s\n", g.Record.ID, count(len(g.Events), "event"), count(len(faults), "fault"))
	}
}

// tell says now and then how far the work is, until stop is called.
func (v *verification) tell() (stop func()) {
	every, form := tellFile, "%s\n"
	if terminal(v.progress) {
		every, form = tellTerminal, "\r\x1b[K%s"
	}
	ticker, done := time.NewTicker(every), make(chan struct{})
	var telling sync.WaitGroup
	telling.Go(func() {
		for {
			select {
			case <-ticker.C:
				text := v.String()
				v.mu.Lock()
				fmt.Fprintf(v.progress, form, text)
				v.mu.Unlock()
			case <-done:
				return
			}
		}
	})
	return func() {
		ticker.Stop()
		close(done)
		telling.Wait()
		if every == tellTerminal {
			fmt.Fprint(v.progress, "\r\x1b[K")
		}
	}
}

// String says how far the work is.
func (v *verification) String() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	took := time.Since(v.began)
	part := 100
	if v.done < v.total {
		part = 100 * v.done / v.total
	}
	return fmt.Sprintf("%s (%d %%) with %s verified in %s, %s a minute: %s", count(v.done, "game"), part, count(v.events, "event"),
		took.Round(100*time.Millisecond), thousands(v.rate(took)), count(v.faults, "fault"))
}

// rate is how many games a minute.
func (v *verification) rate(took time.Duration) int {
	return int(float64(v.done) / max(took, time.Millisecond).Minutes())
}

func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// count is a number of things, as in "no fault", "1 game", "20,000 games".
func count(n int, thing string) string {
	switch n {
	case 0:
		return "no " + thing
	case 1:
		return "1 " + thing
	}
	return thousands(n) + " " + thing + "s"
}

// thousands writes a number with commas.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
