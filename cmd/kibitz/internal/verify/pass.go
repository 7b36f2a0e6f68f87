package verify

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
	// Games that are read at once: less than a second's work, and a few megabytes.
	pageSize = 100
	// How often progress is reported: on a terminal in place, else by a line.
	terminalInterval = time.Second
	fileInterval     = 10 * time.Second
)

// A pass checks all games once.
type pass struct {
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

// run checks all games that exist when it begins, and some of those that begin
// meanwhile. The error says what prevented that, not which faults it found.
func (p *pass) run(ctx context.Context, workers int) error {
	total, err := p.games.Count(ctx)
	if err != nil {
		return err
	}
	p.began, p.total = time.Now(), total
	defer p.report()()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	pages := make(chan []game.ID)
	var working sync.WaitGroup
	for range workers {
		working.Go(func() {
			for ids := range pages {
				if err := p.check(ctx, ids); err != nil {
					cancel(err)
				}
			}
		})
	}
	err = p.list(ctx, pages)
	close(pages)
	working.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// list sends the ids of all games, page by page.
func (p *pass) list(ctx context.Context, pages chan<- []game.ID) error {
	var after game.ID
	for {
		ids, err := p.games.IDs(ctx, after, pageSize)
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

// check reads and checks a page of games. If one cannot be read, they are read one
// by one, so that it hides no other.
func (p *pass) check(ctx context.Context, ids []game.ID) error {
	games, err := p.games.Whole(ctx, ids)
	switch {
	case err == nil:
	case ctx.Err() != nil, errors.Is(err, game.ErrUnavailable), otherSchema(err) != "":
		return err
	case len(ids) == 1:
		p.note(&audit.Game{Record: game.Record{ID: ids[0]}}, []audit.Fault{{What: "it cannot be read: " + err.Error()}})
		return nil
	default:
		for _, id := range ids {
			if err := p.check(ctx, []game.ID{id}); err != nil {
				return err
			}
		}
		return nil
	}
	for i := range games {
		if ctx.Err() != nil {
			return nil
		}
		p.note(&games[i], audit.Check(&games[i]))
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done += len(ids) - len(games) // exhibits that were dropped meanwhile
	return nil
}

// note counts and prints the faults of a game.
func (p *pass) note(g *audit.Game, faults []audit.Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	p.events += len(g.Events)
	p.faults += len(faults)
	if len(faults) > 0 {
		p.faulty++
	}
	for _, f := range faults {
		fmt.Fprintf(p.out, "game %s %s\n", g.Record.ID, f)
	}
	if p.verbose {
		fmt.Fprintf(p.progress, "game %s: %s, %s\n", g.Record.ID, count(len(g.Events), "event"), count(len(faults), "fault"))
	}
}

// report writes the progress regularly, until stop is called.
func (p *pass) report() (stop func()) {
	every, form := fileInterval, "%s\n"
	if terminal(p.progress) {
		every, form = terminalInterval, "\r\x1b[K%s"
	}
	ticker, done := time.NewTicker(every), make(chan struct{})
	var reporting sync.WaitGroup
	reporting.Go(func() {
		for {
			select {
			case <-ticker.C:
				text := p.String()
				p.mu.Lock()
				fmt.Fprintf(p.progress, form, text)
				p.mu.Unlock()
			case <-done:
				return
			}
		}
	})
	return func() {
		ticker.Stop()
		close(done)
		reporting.Wait()
		if every == terminalInterval {
			fmt.Fprint(p.progress, "\r\x1b[K")
		}
	}
}

// String returns the progress.
func (p *pass) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	took := time.Since(p.began)
	percent := 100
	if p.done < p.total {
		percent = 100 * p.done / p.total
	}
	return fmt.Sprintf("%s (%d %%) with %s verified in %s, %s a minute: %s", count(p.done, "game"), percent, count(p.events, "event"),
		took.Round(100*time.Millisecond), thousands(p.rate(took)), count(p.faults, "fault"))
}

// rate returns how many games were done per minute.
func (p *pass) rate(took time.Duration) int {
	return int(float64(p.done) / max(took, time.Millisecond).Minutes())
}

func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// count formats a number of things, as in "no fault", "1 game", "20,000 games".
func count(n int, thing string) string {
	switch n {
	case 0:
		return "no " + thing
	case 1:
		return "1 " + thing
	}
	return thousands(n) + " " + thing + "s"
}

// thousands formats a number with commas.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
