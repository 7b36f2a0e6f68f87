// Package verifytest checks the rules of chess against Stockfish.
package verifytest

import (
	"bufio"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kibitz/game/rules"
)

// sample draws positions from the logs of a database, as FENs.
func sample(t testing.TB, database string, n int) []string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	rows, err := conn.Query(t.Context(), `select fen from (select distinct fen from events) e order by random() limit $1`, n)
	if err != nil {
		t.Fatal(err)
	}
	fens, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return fens
}

// SameLegalMoves checks that Stockfish finds the same legal moves in n positions,
// drawn at random from the logs of a database. Games are verified with the servers'
// own rules library; this is a second opinion on that library.
func SameLegalMoves(t testing.TB, database string, n int) {
	t.Helper()
	sameLegalMoves(t, sample(t, database, n))
}

func sameLegalMoves(t testing.TB, fens []string) {
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
	path, err := exec.LookPath("stockfish")
	if err != nil { // Debian's is not in everybody's PATH
		path, err = exec.LookPath("/usr/games/stockfish")
	}
	if err != nil {
		t.Fatalf("the tests need Stockfish: %v", err)
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
	watchdog := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	t.Cleanup(func() {
		_ = in.Close() // it quits
		_ = cmd.Wait()
		watchdog.Stop()
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
