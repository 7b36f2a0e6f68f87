package rules

import (
	"math/rand/v2"
	"testing"
)

// The package writes FEN itself because the library is slow at it: both texts must
// be the same in every position of random games.
func TestFENIsWhatTheLibraryWrites(t *testing.T) {
	t.Parallel()
	starts := []string{StartFEN, "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 90 999", "8/2k5/8/8/3pP3/8/5K2/8 b - e3 0 1", "4k3/P7/8/8/8/8/p7/4K3 b - - 7 40"}
	for i, perft := range perfts {
		starts = append(starts, perft.fen)
		random := rand.New(rand.NewPCG(uint64(i), 0))
		for _, start := range starts {
			p, err := KeptFEN(start)
			if err != nil {
				t.Fatalf("KeptFEN(%q): %v", start, err)
			}
			for range 200 {
				again, err := KeptFEN(p.FEN())
				if p.FEN() != p.library.String() || err != nil || again.FEN() != p.FEN() {
					t.Fatalf("got %q, read back as %q (%v); want %q", p.FEN(), again.FEN(), err, p.library)
				}
				legal := p.Legal()
				if len(legal) == 0 {
					break
				}
				if p, _, err = p.Move(legal[random.IntN(len(legal))]); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
