package game

// A Change is a stored event and the state of its game after it.
type Change struct {
	Event
	// After is the game right after the event. It is nil for an event of another
	// server, and for one that was stored together with a later one of the same
	// game. All listeners share it: do not change it.
	After *Record
}

// A Listener is told of stored events. Its methods may be called from many
// goroutines and return at once. Changes of one game may come out of order, and one
// whose commit was not confirmed does not come at all: a listener that must not miss
// any reads the log.
type Listener interface {
	// Announce tells of a change after its commit.
	Announce(c Change)
	// Doubt says that a game may have changed without an announcement.
	Doubt(id ID)
}

// Listeners is a Listener that tells each of its elements in turn.
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

// changesOf returns the changes for events of one game that were stored together.
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

// changesOfAll returns the changes for events that were stored together, events[i]
// being of games[i]. If an event began a game, that game's events come before it.
func changesOfAll(events []Event, games []*Game) (changes []Change) {
	for i, e := range events {
		if began, ok := games[i].Next(); ok {
			changes = append(changes, changesOf(began.Game, began.Events...)...)
		}
		changes = append(changes, changesOf(games[i], e)...)
	}
	return changes
}
