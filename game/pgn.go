package game

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// PGN returns the game in Portable Game Notation (export format): the seven
// tag roster, the start position if it is not the usual one, the moves with the
// clock after each, the result. site is the game's address.
func (s *Snapshot) PGN(site string) string {
	var b strings.Builder
	tag := func(name, value string) { fmt.Fprintf(&b, "[%s \"%s\"]\n", name, escapeTag(value)) }
	tag("Event", "Casual game")
	tag("Site", site)
	tag("Date", s.CreatedAt.Format("2006.01.02"))
	tag("Round", "-")
	tag("White", nameOr(s.White.Name))
	tag("Black", nameOr(s.Black.Name))
	tag("Result", string(s.Result))
	// The other tags follow in the order of their names (PGN 8.1).
	if s.StartFEN != StartFEN {
		tag("FEN", s.StartFEN)
		tag("SetUp", "1")
	}
	tag("Termination", s.termination())
	tag("TimeControl", s.Clock.Control.pgn())
	b.WriteByte('\n')
	writeMoves(&b, s)
	return b.String()
}

// termination is the PGN standard's word for why a game ended (PGN 9.8.1).
func (s *Snapshot) termination() string {
	switch {
	case s.Status != Over:
		return "unterminated"
	case s.Reason == Aborted:
		return "abandoned"
	case s.Reason == Flag:
		return "time forfeit"
	}
	return "normal"
}

// pgn writes a time control in seconds, as "300+3", or "300" without an
// increment (PGN 9.6.1).
func (tc TimeControl) pgn() string {
	switch {
	case !tc.Clocked():
		return "-"
	case tc.Increment == 0:
		return fmt.Sprint(int(tc.Initial.Seconds()))
	}
	return fmt.Sprintf("%d+%d", int(tc.Initial.Seconds()), int(tc.Increment.Seconds()))
}

// clockComment says what a side had left after its move, the part of a second
// left out, as a player's clock does.
func clockComment(left time.Duration) string {
	s := int(left.Seconds())
	return fmt.Sprintf("{[%%clk %d:%02d:%02d]}", s/3600, s/60%60, s%60)
}

// Longest line of movetext (PGN 8.2.1).
const pgnWidth = 79

// writeMoves writes the movetext in lines, with the numbers of the start
// position, and the empty line that ends a game (PGN 8.2.1).
func writeMoves(b *strings.Builder, s *Snapshot) {
	number, turn := startOf(s.StartFEN)
	column := 0
	word := func(w string) {
		switch {
		case column == 0:
		case column+1+len(w) > pgnWidth:
			b.WriteByte('\n')
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(w)
		column += len(w)
	}
	for i, p := range s.Plies {
		if turn == White {
			word(fmt.Sprintf("%d.", number))
		} else if i == 0 || s.Plies[i-1].Clock > 0 { // after a comment, too (PGN 8.2.2.2)
			word(fmt.Sprintf("%d...", number))
		}
		word(p.SAN)
		if p.Clock > 0 {
			word(clockComment(p.Clock))
		}
		if turn == Black {
			number++
		}
		turn = turn.Other()
	}
	word(string(s.Result))
	b.WriteString("\n\n")
}

// startOf returns the move number and the side to move of a start position.
func startOf(fen string) (number int, turn Color) {
	e := Event{FEN: fen}
	if _, err := fmt.Sscan(fen[strings.LastIndexByte(fen, ' ')+1:], &number); err != nil {
		number = 1
	}
	return number, e.Turn()
}

// escapeTag makes text safe inside the quotes of a tag: backslash and quote are
// escaped (PGN 7), and what a string cannot hold, control characters and
// whatever else a reader may take for the end of a line, becomes spaces.
func escapeTag(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s)
}

func nameOr(name string) string {
	if name == "" {
		return "?"
	}
	return name
}
