package bot

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

// thinkAbout has the built-in player think for long enough, whatever the machine
// is busy with.
func thinkAbout(t *testing.T, level int, fen string) Thought {
	t.Helper()
	limit := min(levelOf(level).limit, 300*time.Millisecond)
	got, err := Builtin{}.Think(t.Context(), Task{Level: level, StartFEN: fen, FEN: fen, Limit: limit})
	if err != nil {
		t.Fatalf("level %d, %s: %v", level, fen, err)
	}
	return got
}

func TestBuiltinFindsWhatIsThere(t *testing.T) {
	for _, test := range []struct{ name, fen, want string }{
		{"a mate on the back rank", "6k1/5ppp/8/8/8/8/5PPP/3R2K1 w - - 0 1", "d1d8"},
		{"a mate by Black", "r5k1/5ppp/8/8/8/8/5PPP/6K1 b - - 0 1", "a8a1"},
		{"a smothered mate", "6rk/6pp/8/6N1/8/8/8/6K1 w - - 0 1", "g5f7"},
		{"a mate by promotion", "7k/P5pp/8/8/8/8/8/6K1 w - - 0 1", "a7a8q a7a8r"},
		{"a mate rather than a queen", "6k1/q4ppp/8/8/8/8/5PPP/Q2R2K1 w - - 0 1", "d1d8"},
		{"a queen that hangs", "rnb1kbnr/pppp1ppp/8/4p3/4P2q/5N2/PPPP1PPP/RNBQKB1R w KQkq - 0 1", "f3h4"},
		{"a queen that hangs, for Black", "rnbqkb1r/pppp1ppp/5n2/4p3/4P1Q1/8/PPPP1PPP/RNB1KBNR b KQkq - 0 1", "f6g4"},
	} {
		for level := firstEngineLevel; level <= game.Levels; level++ {
			want := strings.Fields(test.want)
			if got := thinkAbout(t, level, test.fen); !slices.Contains(want, got.Move) {
				t.Errorf("%s, level %d: got %+v, want %s", test.name, level, got, test.want)
			}
		}
	}
}

// From the fourth level on the player looks three plies ahead.
func TestBuiltinLooksAhead(t *testing.T) {
	for _, test := range []struct{ name, fen, want string }{
		{"a mate in two", "7k/8/8/8/8/8/R7/1R4K1 w - - 0 1", "a2a7 b1b7 a2g2 b1b6 a2a6"},
		{"a pawn that is guarded is left alone", "4k3/2p5/3p4/8/8/3Q4/8/4K3 w - - 0 1", ""},
	} {
		for level := 4; level <= game.Levels; level++ {
			got := thinkAbout(t, level, test.fen)
			if test.want == "" && got.Move == "d3d6" {
				t.Errorf("%s, level %d: got %+v", test.name, level, got)
			}
			if test.want != "" && got.Score < decided {
				t.Errorf("%s, level %d: got %+v, want a mate", test.name, level, got)
			}
		}
	}
}

// A position that was there before is a draw, which a side that is losing likes
// and a side that is winning does not.
func TestBuiltinKnowsWhatWasThereBefore(t *testing.T) {
	const start = "7k/8/8/8/8/8/q7/7K b - - 0 1"
	task := Task{Level: 8, StartFEN: start, Limit: 300 * time.Millisecond}
	p, err := rules.KeptFEN(start)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []string{"a2b2", "h1g1", "b2a2", "g1h1", "h8g8", "h1g1", "g8h8"} {
		if p, _, err = p.Move(m); err != nil {
			t.Fatal(err)
		}
		task.Moves = append(task.Moves, m)
	}
	task.FEN = p.FEN() // Kg1-h1 brings back the position after the fourth ply
	if line := history(task, boardOf(t, task.FEN)); len(line) != len(task.Moves)+1 {
		t.Fatalf("%d positions can come again, want %d", len(line), len(task.Moves)+1)
	}
	got, err := Builtin{}.Think(t.Context(), task)
	if err != nil || got.Move != "g1h1" || got.Score != 0 {
		t.Errorf("got %+v, %v, want g1h1 for a draw", got, err)
	}
}

func TestBuiltinPlaysOnlyLegalMoves(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	for level := 1; level <= game.Levels; level++ {
		p, err := rules.KeptFEN(perfts[level%len(perfts)].fen)
		if err != nil {
			t.Fatal(err)
		}
		for range 60 {
			legal := p.Legal()
			if len(legal) == 0 {
				break
			}
			got, err := Builtin{}.Think(t.Context(), Task{Level: level, StartFEN: p.FEN(), FEN: p.FEN(), Limit: 3 * time.Millisecond})
			if err != nil || !slices.Contains(legal, got.Move) {
				t.Fatalf("level %d in %s: got %+v, %v", level, p.FEN(), got, err)
			}
			if p, _, err = p.Move(legal[random.IntN(len(legal))]); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// The lower levels do not always play the same, and not always well.
func TestWeakLevelsCanBeBeaten(t *testing.T) {
	const hanging = "rnb1kbnr/pppp1ppp/8/4p3/4P2q/5N2/PPPP1PPP/RNBQKB1R w KQkq - 0 1"
	took, played := 0, map[string]bool{}
	for range 200 {
		m := thinkAbout(t, 1, hanging).Move
		if played[m] = true; m == "f3h4" {
			took++
		}
	}
	if took < 100 || took > 190 || len(played) < 5 {
		t.Errorf("took the queen %d times of 200 by %d moves, want most times, and not all", took, len(played))
	}
}

func TestBuiltinEndsWithItsContextAndItsLimit(t *testing.T) {
	task := Task{Level: 8, StartFEN: perfts[1].fen, FEN: perfts[1].fen, Limit: time.Hour}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := (Builtin{}).Think(ctx, task); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the context's error", err)
	}
	task.Limit = 20 * time.Millisecond
	if got, err := (Builtin{}).Think(t.Context(), task); err != nil || got.Move == "" {
		t.Errorf("got %+v, %v, want a move", got, err)
	}
	const mated = "7k/5QK1/8/8/8/8/8/8 b - - 0 1"
	_, err := Builtin{}.Think(t.Context(), Task{Level: 3, StartFEN: mated, FEN: mated, Limit: time.Second})
	if err == nil {
		t.Error("a position without a legal move: got no error")
	}
}
