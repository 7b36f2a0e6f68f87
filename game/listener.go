package game

// A Change is an event that has been kept, and what it left of its game.
type Change struct {
	Event
	// After is the game as it was once the event was kept. It is nil for what
	// another server did, and for an event that was kept together with a later one
	// of the same game. All listeners share it: it is not to be changed.
	After *Record
}

// A Listener is told of what has been kept. Its methods may be called from many
// goroutines and return at once. Changes of one game may come out of order, and
// one whose commit was not heard of does not come at all: what must not be missed
// is in the log.
type Listener interface {
	// Announce tells of a change after its commit.
	Announce(c Change)
	// Doubt says that a game may have changed without an announcement.
	Doubt(id ID)
}

// Listeners are told of everything, one after the other, in their order.
type Listeners []Listener

var _ Listener = Listeners(nil)

// Announce tells all of a change.
func (l Listeners) Announce(c Change) {
	for _, listener := range l {
		listener.Announce(c)
	}
}

// Doubt tells all of a doubt.
func (l Listeners) Doubt(id ID) {
	for _, listener := range l {
		listener.Doubt(id)
	}
}

// changesOf are events of one game that were kept together.
func changesOf(g *Game, events ...Event) []Change {
	changes := make([]Change, len(events))
	for i, e := range events {
		changes[i].Event = e
	}
	if len(changes) > 0 {
		after := g.Record()
		changes[len(changes)-1].After = &after
	}
	return changes
}

// changesOfAll are events that were kept together, each of the game at its
// place. Of a game that one of them began, the events come before it.
func changesOfAll(events []Event, games []*Game) (changes []Change) {
	for i, e := range events {
		if began, ok := games[i].Next(); ok {
			changes = append(changes, changesOf(began.Game, began.Events...)...)
		}
		changes = append(changes, changesOf(games[i], e)...)
	}
	return changes
}
