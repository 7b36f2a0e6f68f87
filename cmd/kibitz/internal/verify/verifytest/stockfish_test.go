package verifytest

import (
	"slices"
	"testing"

	"kibitz/game/rules"
)

func TestStockfishKnowsTheLegalMoves(t *testing.T) {
	t.Parallel()
	sameLegalMoves(t, []string{
		rules.StartFEN,
		"r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1", // castling both ways
		"8/2k5/8/8/3pP3/8/5K2/8 b - e3 0 1",                                    // en passant
		"8/8/8/8/k2Pp2Q/8/8/3K4 b - d3 0 1",                                    // which would leave the king in check
		"4k3/P7/8/8/8/8/p7/4K3 w - - 0 1",                                      // promotion
		"7k/5K2/6Q1/8/8/8/8/8 b - - 0 1",                                       // stalemate
		"rnb1kbnr/pppp1ppp/8/4p3/6Pq/5P2/PPPPP2P/RNBQKBNR w KQkq - 1 3",        // mate
	})
	if got := startStockfish(t).legal("7k/8/8/8/8/8/8/R6K b - - 0 1"); !slices.Equal(got, []string{"h8g7", "h8g8", "h8h7"}) {
		t.Errorf("got %v", got)
	}
}
