package game_test

import (
	"testing"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
)

// The service reads the moves and the game separately; events in between do not
// confuse it.
func TestATakebackThroughTheService(t *testing.T) {
	t.Parallel()
	ctx, ann, bob := t.Context(), gametest.Ann.ID, gametest.Bob.ID
	h := newHouse()
	id := h.startedWith(t, control(60, 0), "e4 e5 Nf3 Nc6")
	do(t)(h.Do(ctx, id, ann, game.DoTakeback, ""))
	between := 0
	h.games.FailAfter(func(call string) error {
		if call == "Snapshot" && between < 3 {
			between++ // somebody gives time between the read and the lock
			h.clock.Advance(ms(10))
			do(t)(h.Do(ctx, id, ann, game.DoTime, ""))
		}
		return nil
	})
	e := do(t)(h.Do(ctx, id, bob, game.DoTakeback, game.Accept))
	if e.Kind != game.TakenBack || e.By != rules.Black || e.Ply != 2 || e.Version != 11 || between != 3 {
		t.Errorf("got %+v after %d changes in between, want version 11 at ply 2", e, between)
	}
	s, err := h.games.Snapshot(ctx, id)
	if err != nil || len(s.Plies) != 2 || s.FEN != e.FEN || s.Plies[1].FEN != e.FEN {
		t.Errorf("got %+v, %v, want two plies", s, err)
	}
	_, err = h.Play(ctx, id, ann, "Nf3", 10, game.Timing{})
	wantError(t, "a move seen before the takeback", err, game.ErrStale)
	if first := do(t)(h.Play(ctx, id, ann, "Bc4", 11, game.Timing{})); first.Version != 12 {
		t.Errorf("the move after it: got version %d, want 12", first.Version)
	}
}

func TestARetryOfAMoveThatWasTakenBackIsAnsweredAgain(t *testing.T) {
	t.Parallel()
	ctx, ann, bob := t.Context(), gametest.Ann.ID, gametest.Bob.ID
	h := newHouse()
	id := h.started(t, "e4 e5")
	first := do(t)(h.Play(ctx, id, ann, "Nf3", 4, game.Timing{}))
	do(t)(h.Do(ctx, id, ann, game.DoTakeback, game.Propose))
	do(t)(h.Do(ctx, id, bob, game.DoTakeback, game.Accept))
	if again := do(t)(h.Play(ctx, id, ann, "g1f3", 4, game.Timing{})); again != first {
		t.Errorf("sent again: got %+v, want %+v", again, first)
	}
	anew := do(t)(h.Play(ctx, id, ann, "Nf3", 7, game.Timing{}))
	if again := do(t)(h.Play(ctx, id, ann, "Nf3", 7, game.Timing{})); again != anew || anew.Version != 8 {
		t.Errorf("played anew and sent again: got %+v, want %+v, version 8", again, anew)
	}
}
