package game_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
)

// A hundred plies without an end: pawn moves prevent fivefold repetition.
var hundred = func() string {
	plies := ""
	for _, pawns := range strings.Split("a3 a6,b3 b6,c3 c6,g3 g6,h3 h6,a4 a5,g4 g5,h4 h5,c4 c5,b4 b5", ",") {
		plies += strings.Repeat("Nf3 Nf6 Ng1 Ng8 ", 2) + pawns + " "
	}
	return plies
}()

func TestAMoveSentAgainIsAnsweredAgain(t *testing.T) {
	t.Parallel()
	ann, bob := gametest.Ann.ID, gametest.Bob.ID
	for _, test := range []struct {
		name        string
		before      string // moves already made
		by          game.PlayerID
		first, then string
		seen        game.Version
		after       string // moves made between the two
	}{
		{"the same text", "", ann, "e2e4", "e2e4", 2, ""},
		{"seen before Black sat down", "", ann, "e2e4", "e2e4", 1, ""},
		{"UCI, then SAN", "", ann, "g1f3", "Nf3", 2, ""},
		{"SAN, then UCI", "e4", bob, "Nf6", "g8f6", 3, ""},
		{"SAN with and without its sign", "e4 f5", ann, "Qh5+", "Qh5", 4, ""},
		{"castling in both", "e4 e5 Nf3 Nf6 Bc4 Bc5", ann, "O-O", "e1g1", 8, "O-O"},
		{"the opponent has answered", "", ann, "e4", "e2e4", 2, "e5"},
		{"both have moved on", "", ann, "e4", "e2e4", 2, "e5 Nf3 Nc6"},
		{"a hundred events later", "", ann, "e4", "e2e4", 2, "e5 " + hundred},
		{"the move that mates", "f3 e5 g4", bob, "Qh4", "d8h4", 5, ""},
		{"the move that draws", strings.TrimSuffix(strings.Repeat("Nf3 Nf6 Ng1 Ng8 ", 4), "Ng8 "), bob, "Ng8", "f6g8", 17, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h := newHouse()
			id := h.started(t, test.before)
			first := do(t)(h.Play(t.Context(), id, test.by, test.first, test.seen, game.Timing{}))
			for i, move := range gametest.Moves(test.after) {
				by := [2]game.PlayerID{ann, bob}[(first.Ply+i)%2]
				do(t)(h.Play(t.Context(), id, by, move, 0, game.Timing{}))
			}
			log := h.log(t, id)
			announced := len(h.announcer.Events())
			h.clock.Advance(time.Minute)
			for range 3 {
				again := do(t)(h.Play(t.Context(), id, test.by, test.then, test.seen, game.Timing{}))
				if again != first {
					t.Errorf("sent again:\ngot  %+v\nwant %+v", again, first)
				}
			}
			if got := h.log(t, id); len(got) != len(log) {
				t.Errorf("got %d events, want %d", len(got), len(log))
			}
			if got := len(h.announcer.Events()); got != announced {
				t.Errorf("got %d announcements, want %d", got, announced)
			}
		})
	}
}

// Versions: 1 created, 2 joined, 3 e4, 4 e5, 5 Nf3.
func TestAnotherMoveAtAStaleVersionIsRefused(t *testing.T) {
	t.Parallel()
	ann, bob := gametest.Ann.ID, gametest.Bob.ID
	for _, test := range []struct {
		name string
		by   game.PlayerID
		move string
		seen game.Version
		want error
	}{
		{"another move", ann, "d2d4", 2, game.ErrStale},
		{"nonsense", ann, "nonsense", 2, game.ErrStale},
		{"the same move at another version", ann, "e2e4", 1, game.ErrStale},
		{"the same move at the version it made", ann, "e2e4", 3, game.ErrStale},
		{"the opponent's move", bob, "e2e4", 2, game.ErrStale},
		{"one's own move as the opponent's", ann, "e7e5", 3, game.ErrStale},
		{"a version to come", ann, "e2e4", 6, game.ErrAhead},
		{"a version far away", ann, "e2e4", 1 << 40, game.ErrAhead},
		{"no version at all", ann, "e2e4", -3, game.ErrBadCursor},
		{"a stranger's", cat.ID, "e2e4", 2, game.ErrNotPlayer},
		{"not told", ann, "e2e4", 0, game.ErrNotYourTurn},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h := newHouse()
			id := h.started(t, "")
			for i, move := range []string{"e4", "e5", "Nf3"} {
				by := [2]game.PlayerID{ann, bob}[i%2]
				do(t)(h.Play(t.Context(), id, by, move, game.Version(2+i), game.Timing{}))
			}
			_, err := h.Play(t.Context(), id, test.by, test.move, test.seen, game.Timing{})
			wantError(t, test.name, err, test.want)
			if got := len(h.log(t, id)); got != 5 {
				t.Errorf("got %d events, want 5", got)
			}
		})
	}
}

// A move that was sent without a version does not match any later retry.
func TestAMoveWithoutAVersionIsNotFoundAgain(t *testing.T) {
	t.Parallel()
	h := newHouse()
	id := h.started(t, "e4")
	_, err := h.Play(t.Context(), id, gametest.Ann.ID, "e4", 2, game.Timing{})
	wantError(t, "a retry with a version", err, game.ErrStale)
}

func TestARetryThatCannotReachTheLogSaysSo(t *testing.T) {
	t.Parallel()
	h := newHouse()
	id := h.started(t, "")
	do(t)(h.Play(t.Context(), id, gametest.Ann.ID, "e4", 2, game.Timing{}))
	h.games.FailBefore(func(call string) error {
		if call == "EventsSince" {
			return fmt.Errorf("%w: for the test", game.ErrUnavailable)
		}
		return nil
	})
	_, err := h.Play(t.Context(), id, gametest.Ann.ID, "e4", 2, game.Timing{})
	wantError(t, "the retry", err, game.ErrUnavailable)
}

// Sixteen copies of one move at once, as an impatient client sends them.
func TestCopiesOfAMoveMakeOneEvent(t *testing.T) {
	t.Parallel()
	h := newHouse()
	id := h.started(t, "")
	var all sync.WaitGroup
	got := make([]game.Event, 16)
	for i := range got {
		all.Go(func() {
			e, err := h.Play(t.Context(), id, gametest.Ann.ID, [2]string{"e4", "e2e4"}[i%2], 2, game.Timing{})
			if err != nil {
				t.Errorf("copy %d: %v", i, err)
			}
			got[i] = e
		})
	}
	all.Wait()
	log := h.log(t, id)
	if len(log) != 3 {
		t.Fatalf("got %d events, want 3", len(log))
	}
	for i, e := range got {
		if e != log[2] {
			t.Errorf("copy %d: got %+v, want %+v", i, e, log[2])
		}
	}
}
