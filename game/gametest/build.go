package gametest

import (
	"strings"
	"testing"

	"kibitz/game"
	"kibitz/game/rules"
)

// Two players, enough for most games.
var (
	Ann = game.Player{ID: "AnnAnnAnnAnn", Name: "Calm Heron"}
	Bob = game.Player{ID: "BobBobBobBob", Name: "Sly Fox"}
)

// Moves splits "e4 e5 Nf3" into moves. Move numbers, as in "1. e4 e5 2. Nf3",
// are left out.
func Moves(text string) []string {
	moves := []string{}
	for _, word := range strings.Fields(text) {
		if !strings.HasSuffix(word, ".") {
			moves = append(moves, word)
		}
	}
	return moves
}

// A Table is a game that two players sit down to.
type Table struct {
	White, Black game.Player // Ann and Bob, unless set
	FEN          string      // start position, if not the usual one
	Control      game.TimeControl
	Moves        string // played by the two in turn, in UCI or SAN
	Open         bool   // Black's seat stays open, and nobody moves
	Clock        *Clock // a new one, unless set; a second passes before each event
}

// Set plays the table's game and returns it with all its events.
func (tb Table) Set(t testing.TB) (*game.Game, []game.Event) {
	t.Helper()
	if tb.White == (game.Player{}) {
		tb.White = Ann
	}
	if tb.Black == (game.Player{}) {
		tb.Black = Bob
	}
	if tb.Clock == nil {
		tb.Clock = NewClock()
	}
	g, created, err := game.New(game.Setup{Creator: tb.White, Color: "white", FEN: tb.FEN, Control: tb.Control}, tb.Clock.tick())
	if err != nil {
		t.Fatalf("setting up a game: %v", err)
	}
	if tb.Open {
		return g, []game.Event{created}
	}
	joined, err := g.Join(tb.Black, tb.Clock.tick())
	if err != nil {
		t.Fatalf("joining a game: %v", err)
	}
	events := []game.Event{created, joined}
	for _, move := range Moves(tb.Moves) {
		e, err := g.Play(ToMove(g), move, 0, game.Timing{}, tb.Clock.tick())
		if err != nil {
			t.Fatalf("playing %s after %d plies: %v", move, g.Record().Ply, err)
		}
		events = append(events, e)
	}
	return g, events
}

// ToMove returns who has the move; nobody while a seat is open.
func ToMove(g *game.Game) game.PlayerID {
	r := g.Record()
	e := game.Event{FEN: r.FEN}
	if e.Turn() == rules.White {
		return r.White.ID
	}
	return r.Black.ID
}

// Keep stores the table's game in games, event by event as if it had been played
// there, and returns its id and events.
func (tb Table) Keep(t testing.TB, games game.Games) (game.ID, []game.Event) {
	t.Helper()
	if tb.Clock == nil {
		tb.Clock = NewClock()
	}
	start := tb
	start.Open = true
	g, events := start.Set(t)
	if err := games.Create(t.Context(), g, events[0]); err != nil {
		t.Fatalf("keeping a new game: %v", err)
	}
	id := g.Record().ID
	change := func(f func(*game.Game) (game.Event, error)) {
		t.Helper()
		e, err := games.Change(t.Context(), id, f)
		if err != nil {
			t.Fatalf("changing game %s at version %d: %v", id, len(events), err)
		}
		events = append(events, e)
	}
	if tb.Open {
		return id, events
	}
	if tb.Black == (game.Player{}) {
		tb.Black = Bob
	}
	change(func(g *game.Game) (game.Event, error) { return g.Join(tb.Black, tb.Clock.tick()) })
	for _, move := range Moves(tb.Moves) {
		change(func(g *game.Game) (game.Event, error) {
			return g.Play(ToMove(g), move, 0, game.Timing{}, tb.Clock.tick())
		})
	}
	return id, events
}
