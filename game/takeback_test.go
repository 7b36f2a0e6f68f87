package game_test

import (
	"strings"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
)

func TestATakebackGoesBackToTheAskersMove(t *testing.T) {
	t.Parallel()
	const blackFirst = "4k3/p7/8/8/8/8/P7/4K3 b - - 0 9"
	for _, test := range []struct {
		name  string
		table gametest.Table
		talk  []saying
		plies int // that stand then; of the table's, if the last saying is a takeback
	}{
		{"one ply, if the opponent is to move", gametest.Table{Moves: "e4 e5 Nf3"}, []saying{
			{"Ann takeback offer", game.Offered}, {"Bob takeback accept", game.TakenBack},
		}, 2},
		{"two plies, if the asker is to move", gametest.Table{Moves: "e4 e5 Nf3 Nc6"}, []saying{
			{"Ann takeback offer", game.Offered}, {"Bob takeback accept", game.TakenBack},
		}, 2},
		{"Black's one", gametest.Table{Moves: "e4 e5"}, []saying{
			{"Bob takeback offer", game.Offered}, {"Ann takeback accept", game.TakenBack},
		}, 1},
		{"Black's two", gametest.Table{Moves: "e4 e5 Nf3"}, []saying{
			{"Bob takeback offer", game.Offered}, {"Ann takeback accept", game.TakenBack},
		}, 1},
		{"an offer meets an offer", gametest.Table{Moves: "e4 e5 Nf3"}, []saying{
			{"Ann takeback offer", game.Offered}, {"Bob takeback offer", game.TakenBack},
		}, 2},
		{"the first move", gametest.Table{Moves: "e4"}, []saying{
			{"Ann takeback offer", game.Offered}, {"Bob takeback accept", game.TakenBack},
		}, 0},
		{"both first moves", gametest.Table{Moves: "e4 e5"}, []saying{
			{"Ann takeback offer", game.Offered}, {"Bob takeback accept", game.TakenBack},
		}, 0},
		{"Black moved first, and takes it back", gametest.Table{FEN: blackFirst, Moves: "Kd7"}, []saying{
			{"Bob takeback offer", game.Offered}, {"Ann takeback accept", game.TakenBack},
		}, 0},
		{"Black moved first, White has not", gametest.Table{FEN: blackFirst, Moves: "Kd7"}, []saying{
			{"Ann takeback offer", game.ErrNothingToTakeBack},
		}, 1},
		{"Black moved first, White second", gametest.Table{FEN: blackFirst, Moves: "Kd7 Kd2"}, []saying{
			{"Bob takeback offer", game.Offered}, {"Ann takeback accept", game.TakenBack},
		}, 0},
		{"nothing to take back", gametest.Table{}, []saying{
			{"Ann takeback offer", game.ErrNothingToTakeBack}, {"Bob takeback offer", game.ErrNothingToTakeBack},
		}, 0},
		{"Black has not moved", gametest.Table{Moves: "e4"}, []saying{{"Bob takeback offer", game.ErrNothingToTakeBack}}, 1},
		{"declined", gametest.Table{Moves: "e4 e5"}, []saying{
			{"Ann takeback offer", game.Offered}, {"Bob takeback decline", game.Declined},
			{"Bob takeback accept", game.ErrNothingOffered},
		}, 2},
		{"offered again at once", gametest.Table{Moves: "e4 e5"}, []saying{
			{"Ann takeback offer", game.Offered}, {"Ann takeback offer", game.ErrOfferedAlready},
			{"Ann takeback accept", game.ErrNothingOffered},
		}, 2},
		{"it lapses with the opponent's move", gametest.Table{Moves: "e4"}, []saying{
			{"Ann takeback offer", game.Offered}, {"e5", game.Moved}, {"Bob takeback accept", game.ErrNothingOffered},
		}, 2},
		{"it lapses with one's own move", gametest.Table{Moves: "e4 e5"}, []saying{
			{"Ann takeback offer", game.Offered}, {"Nf3", game.Moved}, {"Bob takeback accept", game.ErrNothingOffered},
		}, 3},
		{"twice", gametest.Table{Moves: "e4 e5 Nf3 Nc6"}, []saying{
			{"Ann takeback offer", game.Offered}, {"Bob takeback accept", game.TakenBack},
			{"Bob takeback offer", game.Offered}, {"Ann takeback accept", game.TakenBack},
		}, 1},
		{"an answer that is none", gametest.Table{Moves: "e4"}, []saying{
			{"Ann takeback offer", game.Offered}, {"Bob takeback maybe", game.ErrBadAnswer},
		}, 1},
		{"a stranger", gametest.Table{Moves: "e4"}, []saying{
			{"Ann takeback offer", game.Offered}, {"Cat takeback accept", game.ErrNotPlayer},
		}, 1},
		{"after the end", gametest.Table{Moves: "f3 e5 g4 Qh4"}, []saying{{"Ann takeback offer", game.ErrOver}}, 4},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := sit(t, test.table)
			b.says(test.talk...)
			moves := strings.Fields(test.table.Moves)
			if test.talk[len(test.talk)-1].want != game.TakenBack {
				if got := b.Record().Ply; got != test.plies {
					t.Errorf("got %d plies, want %d", got, test.plies)
				}
				return
			}
			wantAsIf(t, b, gametest.Table{FEN: test.table.FEN, Moves: strings.Join(moves[:test.plies], " ")})
		})
	}
}

// wantAsIf checks that a game has the same state as another, and continues the same.
func wantAsIf(t *testing.T, b board, table gametest.Table) {
	t.Helper()
	twin, _ := table.Set(t)
	got, want := b.Record(), twin.Record()
	if got.FEN != want.FEN || got.Ply != want.Ply || len(got.Repetitions) != len(want.Repetitions) {
		t.Fatalf("got ply %d, %s, %d keys, want %d, %s, %d", got.Ply, got.FEN, len(got.Repetitions), want.Ply, want.FEN, len(want.Repetitions))
	}
	for i, key := range want.Repetitions {
		if got.Repetitions[i] != key {
			t.Errorf("key %d: got %x, want %x", i, got.Repetitions[i], key)
		}
	}
	if got.MovedAt != got.Version || got.Offering.Open != (game.Offer{}) {
		t.Errorf("the position changed at %d of %d, offer %v", got.MovedAt, got.Version, got.Offering.Open)
	}
	if s := b.shown(); len(s.Plies) != got.Ply || s.FEN != got.FEN {
		t.Errorf("the snapshot has %d plies, %s", len(s.Plies), s.FEN)
	}
	if gametest.ToMove(b.Game) != gametest.ToMove(twin) {
		t.Errorf("%s is to move", gametest.ToMove(b.Game))
	}
}

// Moves taken back do not count for a draw; the remaining ones do.
func TestRepetitionsAreCountedAcrossATakeback(t *testing.T) {
	t.Parallel()
	b := sit(t, gametest.Table{Moves: "Nf3 Nf6 Ng1 Ng8 Nf3 Nf6 Ng1"})
	b.says(
		saying{"Ng8", game.Moved}, saying{"Bob takeback offer", game.Offered}, saying{"Ann takeback accept", game.TakenBack},
		saying{"Nd5", game.Moved}, saying{"Ann claim", game.ErrNothingToClaim},
		saying{"Bob takeback offer", game.Offered}, saying{"Ann takeback accept", game.TakenBack},
		saying{"Ng8", game.Moved}, saying{"Ann claim", game.Claimed},
	)
	if r := b.Record(); r.Reason != game.Threefold {
		t.Errorf("got %q, want threefold", r.Reason)
	}
	b = sit(t, gametest.Table{Moves: "Nf3 Nf6 Ng1 Ng8 Nf3 Nf6 Ng1 Ng8 e4"}) // the third time, and then a pawn
	b.says(saying{"Ann takeback offer", game.Offered}, saying{"Bob takeback accept", game.TakenBack}, saying{"Ann claim", game.Claimed})
}

// After n declines in a row the next offer waits 10·n² s. Declines count only
// against the side whose offers were declined.
func TestATakebackThatWasDeclinedWaits(t *testing.T) {
	t.Parallel()
	b := sit(t, gametest.Table{Moves: "e4 e5 Nf3"})
	for _, pause := range []int{10, 40, 90, 160} {
		b.says(saying{"Ann takeback offer", game.Offered}, saying{"Bob takeback decline", game.Declined})
		b.clock.Advance(time.Duration(pause)*time.Second - ms(1_001))
		b.says(saying{"Ann takeback offer", game.ErrTooSoon})
		b.clock.Advance(ms(1) - ms(1_000)) // saying takes a second
	}
	b.says(
		saying{"Ann takeback offer", game.Offered}, saying{"Bob takeback decline", game.Declined},
		saying{"Bob takeback offer", game.Offered}, saying{"Ann takeback decline", game.Declined},
		saying{"Ann takeback offer", game.ErrTooSoon},
	)
	b.clock.Advance(250 * time.Second)
	b.says(
		saying{"Ann takeback offer", game.Offered}, saying{"Bob takeback accept", game.TakenBack},
		saying{"Nf3", game.Moved}, // it begins anew
		saying{"Ann takeback offer", game.Offered}, saying{"Bob takeback decline", game.Declined},
	)
	b.clock.Advance(9 * time.Second)
	b.says(saying{"Ann takeback offer", game.Offered})
}

func TestBothSidesKeepTheirTimeAtATakeback(t *testing.T) {
	t.Parallel()
	b := sit(t, gametest.Table{Control: control(60, 2), Moves: "e4 e5"})
	b.plays(ms(10_000), "Nf3")
	b.plays(ms(20_000), "Nc6")
	b.plays(ms(5_000), "Bb5")
	b.says(saying{"Ann takeback offer", game.Offered}, saying{"Bob takeback accept", game.TakenBack}) // a second each
	b.wantClock("White thinks again", ms(49_000), ms(40_000), rules.White)
	b.in(ms(4_000))
	b.wantClock("and that costs time", ms(45_000), ms(40_000), rules.White)
	b.says(saying{"Ann takeback offer", game.Offered}, saying{"Bob takeback accept", game.TakenBack},
		saying{"Ann takeback offer", game.Offered}, saying{"Bob takeback accept", game.TakenBack})
	b.wantClock("back at the start", ms(41_000), ms(40_000), "")
	if got := b.Deadline().Sub(b.Record().UpdatedAt); got != 20*time.Second {
		t.Errorf("got %v for the first move, want 20s", got)
	}
	b.plays(ms(15_000), "d4")
	b.plays(ms(15_000), "d5")
	b.wantClock("the first moves are free again", ms(41_000), ms(40_000), rules.White)
}

func TestATakebackNeedsTheGameAsItStands(t *testing.T) {
	t.Parallel()
	b := sit(t, gametest.Table{Moves: "e4 e5"})
	old := b.shown()
	b.says(saying{"Ann takeback offer", game.Offered})
	before := b.Record()
	other := sit(t, gametest.Table{Moves: "e4 e5 Nf3"}).shown()
	for name, s := range map[string]game.Snapshot{"none": {}, "an old one": old, "another game's": other} {
		_, err := b.Takeback(gametest.Bob.ID, game.Accept, s, b.in(0))
		wantError(t, name, err, game.ErrStale)
	}
	s := b.shown()
	s.Plies = nil
	if _, err := b.Takeback(gametest.Bob.ID, game.Accept, s, b.in(0)); err != nil { // back to the start, which needs none
		t.Errorf("without plies: got %v", err)
	}
	if got := b.Record().Version; got != before.Version+1 {
		t.Errorf("got version %d, want %d", got, before.Version+1)
	}
}
