package game

import "context"

// The servers' own downtime is not played. A heartbeat that finds the last one
// to be old makes an outage of the time since then. From that moment the games
// can be played on: whatever happens to a game first is that it gets back what it
// is owed. The games that nothing happens to get it in bulk, in the background.

// Games that get an outage back in one transaction.
const giveLimit = 1000

// settle gives a game the first outage that it is owed, and reports whether there
// was one.
func (g *Game) settle(owing []Outage) (Event, bool) {
	for _, o := range owing {
		if e, err := g.Outage(o.Since, o.Until); err == nil {
			return e, true
		}
	}
	return Event{}, false
}

// giveBack gives all games what they are owed, and announces it.
func (f *Flags) giveBack(ctx context.Context, owing []Outage) error {
	for _, o := range owing {
		for {
			given, err := f.due.GiveBack(ctx, o, giveLimit)
			for _, b := range given {
				f.service.tell(changesOf(b.Game, b.Events...))
			}
			if err != nil {
				return err
			}
			if len(given) == 0 {
				break
			}
		}
	}
	return nil
}
