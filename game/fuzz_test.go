package game

import (
	"errors"
	"strings"
	"testing"

	"kibitz/game/rules"
)

var fuzzStarts = []string{
	rules.StartFEN,
	"r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1",
	"r3k2r/8/8/8/8/8/8/R3K2R b KQkq - 0 1",
	"1n5k/P7/8/8/8/8/8/K7 w - - 0 1",
	"4k3/8/8/8/8/8/p6P/1N2K3 b - - 9 30",
	"8/8/8/K2pP2r/8/8/8/4k3 w - d6 0 2",
	"4k3/8/8/3pP3/8/8/8/4K3 w - d6 0 2",
	"1k6/8/8/8/4Q2Q/8/K7/7Q w - - 0 1",
	"r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1",
}

// Bytes choose moves: whatever is played, the game stays consistent.
func FuzzPlay(f *testing.F) {
	f.Add(uint8(0), []byte("the quick brown fox jumps over the lazy dog"))
	f.Add(uint8(3), []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
	f.Fuzz(func(t *testing.T, i uint8, choices []byte) {
		fen := fuzzStarts[int(i)%len(fuzzStarts)]
		g := between(t, fen)
		var moves []Event
		for _, c := range choices[:min(len(choices), 400)] {
			before := g.Record()
			legal := g.position.Legal()
			if before.Status == Over {
				if _, err := g.Play("white", "e2e4", 0, Timing{}, testTime); !errors.Is(err, ErrOver) {
					t.Fatalf("after the end: got %v, want ErrOver", err)
				}
				break
			}
			if len(legal) == 0 {
				t.Fatalf("%s: the game goes on without a legal move", before.FEN)
			}
			e := play(t, g, legal[int(c)%len(legal)])
			if e.Version != before.Version+1 || e.Ply != before.Ply+1 || (e.Status == Over) != (e.Reason != "") {
				t.Fatalf("got %+v after %+v", e, before)
			}
			moves = append(moves, e)
			loaded, err := Load(g.Record())
			if err != nil {
				t.Fatalf("Load: %v", err)
			}
			g = loaded
		}
		keys := g.record.Repetitions
		if len(keys) == 0 || len(keys) > 151 || keys[len(keys)-1] != g.position.Key() {
			t.Errorf("got %d keys, the last %x, want %x", len(keys), keys[len(keys)-1], g.position.Key())
		}
		s := NewSnapshot(g.Record(), moves)
		for _, line := range strings.Split(s.PGN("here"), "\n") {
			if len(line) > 79 && !strings.HasPrefix(line, "[") {
				t.Errorf("a line of %d characters: %s", len(line), line)
			}
		}
	})
}
