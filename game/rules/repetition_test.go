package rules

import "testing"

func TestPositionsAreTheSameWhenTheSameMovesAreAllowed(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, one, two string
		same           bool
	}{
		{"the counters do not matter", "4k3/8/8/8/8/8/8/4K2R w K - 0 1", "4k3/8/8/8/8/8/8/4K2R w K - 9 40", true},
		{"the side to move matters", "4k3/8/8/8/8/8/8/4K2R w K - 0 1", "4k3/8/8/8/8/8/8/4K2R b K - 0 1", false},
		{"a castling right matters", "4k3/8/8/8/8/8/8/4K2R w K - 0 1", "4k3/8/8/8/8/8/8/4K2R w - - 0 1", false},
		{"the pieces matter", "4k3/8/8/8/8/8/8/4K2R w - - 0 1", "4k3/8/8/8/8/8/8/4K2Q w - - 0 1", false},
		{"a jump that nobody can answer", "4k3/8/8/8/4P3/8/8/4K3 b - e3 0 1", "4k3/8/8/8/4P3/8/8/4K3 b - - 0 1", true},
		{"a jump that a pawn can answer", "4k3/8/8/8/3pP3/8/8/4K3 b - e3 0 1", "4k3/8/8/8/3pP3/8/8/4K3 b - - 0 1", false},
		{"White's pawn can answer", "4k3/8/8/3Pp3/8/8/8/4K3 w - e6 0 1", "4k3/8/8/3Pp3/8/8/8/4K3 w - - 0 1", false},
		{"one of two can answer", "4k3/8/8/8/3pPp2/8/8/3RK3 b - e3 0 1", "4k3/8/8/8/3pPp2/8/8/3RK3 b - - 0 1", false},
		{"the pawn is pinned on its file", "3k4/8/8/8/3pP3/8/8/3RK3 b - e3 0 1", "3k4/8/8/8/3pP3/8/8/3RK3 b - - 0 1", true},
		{"the pawn is pinned on its diagonal", "6k1/8/8/8/3pP3/8/1B6/4K3 b - e3 0 1", "6k1/8/8/8/3pP3/8/1B6/4K3 b - - 0 1", false},
		{"its king is behind it on a diagonal", "8/6k1/8/8/3pP3/8/1B6/4K3 b - e3 0 1", "8/6k1/8/8/3pP3/8/1B6/4K3 b - - 0 1", true},
		{"both pawns leave the king's rank", "8/8/8/8/k2pP2R/8/8/4K3 b - e3 0 1", "8/8/8/8/k2pP2R/8/8/4K3 b - - 0 1", true},
		{"taking does not answer a check", "8/8/8/8/3pP3/k7/8/R3K3 b - e3 0 1", "8/8/8/8/3pP3/k7/8/R3K3 b - - 0 1", true},
	} {
		one, two := parsed(t, test.one).Key(), parsed(t, test.two).Key()
		if (one == two) != test.same {
			t.Errorf("%s: got keys %x and %x, want the same: %t", test.name, one, two, test.same)
		}
	}
}
