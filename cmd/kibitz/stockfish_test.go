package main

import (
	"bufio"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	postgres "github.com/jackc/pgx/v5"

	"kibitz/game/rules"
)

// sampleOf draws positions from the logs of a database, as FENs.
func sampleOf(t testing.TB, database string, n int) []string {
	t.Helper()
	conn, err := postgres.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	rows, err := conn.Query(t.Context(), `select fen from (select distinct fen from events) e order by random() limit $1`, n)
	if err != nil {
		t.Fatal(err)
	}
	fens, err := postgres.CollectRows(rows, postgres.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return fens
}

// wantSameLegalMoves wants Stockfish to know the same legal moves in each position.
// Verify replays games with the rules library that servers play by; this is a
// second opinion on that library.
func wantSameLegalMoves(t testing.TB, fens []string) {
	t.Helper()
	engine := startStockfish(t)
	for _, fen := range fens {
		p, err := rules.KeptFEN(fen)
		if err != nil {
			t.Errorf("%s: %v", fen, err)
			continue
		}
		got := slices.Sorted(slices.Values(p.Legal()))
		if want := engine.legal(fen); !slices.Equal(got, want) {
			t.Errorf("%s: the legal moves are\n%v, and to Stockfish\n%v", fen, got, want)
		}
	}
}

// A stockfish is an engine that is asked for legal moves.
type stockfish struct {
	t   testing.TB
	in  io.Writer
	out *bufio.Scanner
}

func startStockfish(t testing.TB) *stockfish {
	t.Helper()
	path, err := findEngine("")
	if err != nil || path == "" {
		t.Fatalf("the tests need Stockfish, found %q, %v", path, err)
	}
	cmd := exec.CommandContext(t.Context(), path)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	dog := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	t.Cleanup(func() {
		_ = in.Close() // it quits
		_ = cmd.Wait()
		dog.Stop()
	})
	return &stockfish{t, in, bufio.NewScanner(out)}
}

// legal returns the legal moves of a position, in UCI, sorted.
func (s *stockfish) legal(fen string) (moves []string) {
	s.t.Helper()
	fmt.Fprintf(s.in, "position fen %s\ngo perft 1\n", fen)
	for s.out.Scan() {
		line := s.out.Text()
		if strings.HasPrefix(line, "Nodes searched") {
			slices.Sort(moves)
			return moves
		}
		if move, n, ok := strings.Cut(line, ": "); ok && n == "1" {
			moves = append(moves, move)
		}
	}
	s.t.Fatalf("Stockfish has ended at %s: %v", fen, s.out.Err())
	return nil
}

func TestStockfishKnowsTheLegalMoves(t *testing.T) {
	t.Parallel()
	wantSameLegalMoves(t, []string{
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
