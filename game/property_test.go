package game_test

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/internal/race"
)

// Two thousand games of random moves, actions, waits and lags have the same course
// in the game and in a simple model of it.
func TestRandomGamesGoAsTheModelSays(t *testing.T) {
	t.Parallel()
	count := 2000
	if race.Enabled {
		count = 300
	}
	reasons, kinds := map[game.Reason]int{}, map[game.Kind]int{}
	for seed := range count {
		c := newChance(t, uint64(seed))
		for after := 0; after < 8 && len(c.acts) < 250; {
			c.step()
			if c.model.status == game.Over {
				after++
			}
		}
		reasons[c.model.reason]++
		log := house{games: c.games}.log(t, c.id)
		for _, e := range log {
			kinds[e.Kind]++
		}
		addsUp(t, fmt.Sprintf("seed %d", seed), log)
		if t.Failed() {
			return
		}
	}
	t.Log(reasons, kinds)
	if race.Enabled {
		return
	}
	for _, reason := range []game.Reason{
		game.Mate, game.Resignation, game.Stalemate, game.Fivefold, game.SeventyFive, game.DeadMaterial,
		game.ByAbort, game.Flag, game.Agreement, game.Threefold, game.Fifty, "",
	} {
		if reasons[reason] == 0 {
			t.Errorf("no game ended by %q, of %v", reason, reasons)
		}
	}
	for _, kind := range []game.Kind{
		game.Moved, game.Resigned, game.Aborted, game.FlagFell, game.TimeGiven, game.Offered, game.Declined,
		game.DrawAgreed, game.Claimed, game.TakenBack, game.Rematched,
	} {
		if kinds[kind] == 0 {
			t.Errorf("no %s happened, of %v", kind, maps.Clone(kinds))
		}
	}
}

// addsUp checks the events of a game by themselves. Versions have no gaps and times
// do not go back. Each side's time used and left adds up to what it was given,
// including increments and lag given back, and is never negative.
func addsUp(t *testing.T, what string, log []game.Event) {
	t.Helper()
	type account struct{ left, used, given, back time.Duration }
	var sides [2]account
	for who := range sides {
		sides[who].given = left(log[0], who)
	}
	for i, e := range log {
		if e.Version != game.Version(i+1) || (e.Status == game.Over) != (e.Reason != "") || e.Game != log[0].Game {
			t.Fatalf("%s, event %d: %+v", what, i, e)
		}
		if i == 0 {
			continue
		}
		before := log[i-1]
		if e.At.Before(before.At) {
			t.Fatalf("%s: event %d is at %v, the one before at %v", what, e.Version, e.At, before.At)
		}
		for who := range sides {
			s := &sides[who]
			s.used += used(before, e, who)
			s.back += back(before, e, who)
			s.given += given(before, e, who)
			s.left = left(e, who)
			if shown := e.Clock.Left(colors[who], e.At); s.used+s.left != s.given+s.back || shown != max(0, s.left) {
				t.Fatalf("%s, event %d: %s used %v and has %v, of %v given and %v given back: %+v",
					what, e.Version, colors[who], s.used, s.left, s.given, s.back, e)
			}
		}
	}
}

// left returns a side's time as of an event, negative while a flag waits for a move
// in transit.
func left(e game.Event, who int) time.Duration {
	if e.Clock.Running != colors[who] {
		return side(e, who).Left
	}
	return side(e, who).Left - e.At.Sub(e.Clock.Since)
}

// used returns the time that a side took to think up to an event. If its turn or the
// game ended while its flag waited, it took no more than it had.
func used(before, e game.Event, who int) time.Duration {
	took := e.At.Sub(before.At)
	switch {
	case before.Clock.Running != colors[who]:
		return 0
	case e.Clock.Running == colors[who] && e.Clock.Since.Equal(before.Clock.Since):
		return took
	}
	return min(took, left(before, who)+back(before, e, who))
}

func side(e game.Event, who int) game.ClockSide {
	return [2]game.ClockSide{e.Clock.White, e.Clock.Black}[who]
}

// back is what an event gave back of a side's lag.
func back(before, e game.Event, who int) time.Duration {
	return side(e, who).Lag.Given - side(before, who).Lag.Given
}

// given is what an event added to a side's clock besides that.
func given(before, e game.Event, who int) time.Duration {
	switch {
	case e.Kind == game.Moved && e.By == colors[who] && before.Clock.Running == e.By:
		return e.Clock.Control.Increment
	case e.Kind == game.TimeGiven && e.By == colors[1-who]:
		return 15 * time.Second
	case e.Kind == game.TimeGiven && e.By == "": // an outage; how much is the model's business
		return side(e, who).Left - side(before, who).Left
	}
	return 0
}

// Bytes are the seed of a game and how long it is.
func FuzzGame(f *testing.F) {
	f.Add(uint64(1), uint8(100))
	f.Add(uint64(1<<63), uint8(255))
	f.Fuzz(func(t *testing.T, seed uint64, steps uint8) {
		c := newChance(t, seed)
		for range steps {
			c.step()
		}
		addsUp(t, fmt.Sprintf("seed %d", seed), house{games: c.games}.log(t, c.id))
	})
}
