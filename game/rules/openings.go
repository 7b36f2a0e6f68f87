package rules

import (
	_ "embed"
	"hash/fnv"
	"strconv"
	"strings"
	"sync"
)

// An Opening is a named way to begin a game.
type Opening struct {
	ECO  string // Encyclopaedia of Chess Openings, such as "C60"
	Name string
}

// openingTable has a line for each named position: its key, the ECO code, the
// name. The names are those of github.com/lichess-org/chess-openings (CC0), as
// they ship with github.com/notnil/chess v1.10.0.
//
//go:generate go run openings_gen.go
//go:embed openings.tsv
var openingTable string

// openings is built on first use, in about a millisecond.
var openings = sync.OnceValue(loadOpenings)

func loadOpenings() map[uint64]Opening {
	table := make(map[uint64]Opening, strings.Count(openingTable, "\n"))
	for line := range strings.Lines(openingTable) {
		key, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		eco, name, _ := strings.Cut(rest, "\t")
		k, err := strconv.ParseUint(key, 16, 64)
		if err != nil {
			panic(err) // the table is part of the program
		}
		table[k] = Opening{eco, name}
	}
	return table
}

// OpeningAt returns the opening of a position, whatever moves led to it; the zero
// Opening if it has none.
func OpeningAt(fen string) Opening {
	// Pieces, side to move, castling rights; the en passant square is not
	// needed to tell named positions apart.
	end := 0
	for range 3 {
		next := strings.IndexByte(fen[end:], ' ')
		if next < 0 {
			return Opening{}
		}
		end += next + 1
	}
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(fen[:end-1])) // it never fails
	return openings()[hash.Sum64()]
}
