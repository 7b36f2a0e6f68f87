package game_test

import (
	"testing"

	"kibitz/game"
	"kibitz/game/gametest"
)

// Events 1 created, 2 joined, 3 e4, 4 e5; the position changed last at 4.
func TestAMoveSaysWhichVersionItAnswers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		by   game.PlayerID
		move string
		seen game.Version
		want error
	}{
		{"not told", gametest.Ann.ID, "Nf3", 0, nil},
		{"the newest", gametest.Ann.ID, "Nf3", 4, nil},
		{"one before", gametest.Ann.ID, "Nf3", 3, game.ErrStale},
		{"the first", gametest.Ann.ID, "Nf3", 1, game.ErrStale},
		{"above the game's", gametest.Ann.ID, "Nf3", 5, game.ErrAhead},
		{"below none", gametest.Ann.ID, "Nf3", -1, game.ErrBadCursor},
		{"stale, out of turn", gametest.Bob.ID, "e5", 3, game.ErrStale},
		{"stale, and illegal", gametest.Ann.ID, "Ke3", 3, game.ErrStale},
		{"stale, and nonsense", gametest.Ann.ID, "nonsense", 3, game.ErrStale},
		{"fresh, out of turn", gametest.Bob.ID, "Nf6", 4, game.ErrNotYourTurn},
		{"a stranger's", cat.ID, "Nf3", 3, game.ErrNotPlayer},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			g, _ := gametest.Table{Moves: "e4 e5"}.Set(t)
			e, err := g.Play(test.by, test.move, test.seen, game.Timing{}, when)
			if test.want != nil {
				wantError(t, test.name, err, test.want)
				return
			}
			if do(t)(e, err); e.Seen != test.seen || e.Version != 5 || e.SAN != "Nf3" {
				t.Errorf("got %+v, want version 5 that answers %d", e, test.seen)
			}
		})
	}
}

// Joining changes the version and not the position: what White saw of an open
// game is not stale when Black sits down.
func TestAnEventThatMovesNothingMakesNothingStale(t *testing.T) {
	t.Parallel()
	g, _ := gametest.Table{}.Set(t)
	if e := do(t)(g.Play(gametest.Ann.ID, "e4", 1, game.Timing{}, when)); e.Version != 3 || e.Seen != 1 {
		t.Errorf("got %+v, want version 3 that answers 1", e)
	}
}

// The end of a game is not a move: a player who answers the newest position is told
// that the game is over; one who answers an older position is told that it has
// changed.
func TestAfterTheEndSeenStillDecides(t *testing.T) {
	t.Parallel()
	g, _ := gametest.Table{Moves: "e4 e5"}.Set(t)
	do(t)(g.Resign(gametest.Bob.ID, when))
	for seen, want := range map[game.Version]error{0: game.ErrOver, 4: game.ErrOver, 5: game.ErrOver, 3: game.ErrStale, 6: game.ErrAhead} {
		_, err := g.Play(gametest.Ann.ID, "Nf3", seen, game.Timing{}, when)
		wantError(t, "a move after the end", err, want)
	}
}
