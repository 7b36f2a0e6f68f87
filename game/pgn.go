package game

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// PGN returns the game in Portable Game Notation (export format): the seven
// tag roster, the start position if it is not the usual one, the opening if it
// has a name, the moves with the clock after each, the result. site is the
// game's address. An imported game comes as it was read, with its own tags,
// comments and variations, and with its address in the tag Source.
func (s *Snapshot) PGN(site string) string {
	switch {
	case s.Exhibit:
		return s.exhibited(site)
	case s.Source != nil:
		return s.Source.pgn(site, s.Opening())
	}
	tags := []Tag{
		{"Event", "Casual game"}, {"Site", site}, {"Date", s.CreatedAt.Format("2006.01.02")}, {"Round", "-"},
		{"White", nameOr(s.White.Name)}, {"Black", nameOr(s.Black.Name)}, {"Result", string(s.Result)},
	}
	if s.StartFEN != StartFEN {
		tags = append(tags, Tag{"FEN", s.StartFEN}, Tag{"SetUp", "1"})
	}
	tags = append(tags, Tag{"Termination", s.termination()}, Tag{"TimeControl", s.Clock.Control.pgn()})
	tags = withOpening(tags, s.Opening())
	return writeTags(tags) + s.movetext()
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
	return "{" + clockText(left.Truncate(time.Second)) + "}"
}

// movetext writes the moves in lines, with the numbers of the start position,
// and the empty line that ends a game (PGN 8.2.1).
func (s *Snapshot) movetext() string {
	number, turn := startOf(s.StartFEN)
	var w pgnWriter
	for i, p := range s.Plies {
		if turn == White {
			w.word(fmt.Sprintf("%d.", number))
		} else if i == 0 || s.Plies[i-1].Clock > 0 { // after a comment, too (PGN 8.2.2.2)
			w.word(fmt.Sprintf("%d...", number))
		}
		w.word(p.SAN)
		if p.Clock > 0 {
			w.word(clockComment(p.Clock))
		}
		if turn == Black {
			number++
		}
		turn = turn.Other()
	}
	return w.end(s.Result)
}

// startOf returns the move number and the side to move of a start position.
func startOf(fen string) (number int, turn Color) {
	e := Event{FEN: fen}
	if _, err := fmt.Sscan(fen[strings.LastIndexByte(fen, ' ')+1:], &number); err != nil {
		number = 1
	}
	return number, e.Turn()
}

// writeTags writes tags and the empty line after them: the roster, and then the
// others in the order of their names (PGN 8.1).
func writeTags(tags []Tag) string {
	slices.SortStableFunc(tags[len(roster):], func(a, b Tag) int { return strings.Compare(a.Name, b.Name) })
	var b strings.Builder
	for _, t := range tags {
		fmt.Fprintf(&b, "[%s \"%s\"]\n", t.Name, escapeTag(t.Value))
	}
	b.WriteByte('\n')
	return b.String()
}

// withOpening adds the name of the opening to tags that have none.
func withOpening(tags []Tag, o Opening) []Tag {
	if o == (Opening{}) || tagOf(tags, "ECO") != "" || tagOf(tags, "Opening") != "" {
		return tags
	}
	return append(tags, Tag{"ECO", o.ECO}, Tag{"Opening", o.Name})
}

// escapeTag makes text safe inside the quotes of a tag: backslash and quote are
// escaped (PGN 7).
func escapeTag(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(plain(s))
}

func nameOr(name string) string {
	if name == "" {
		return "?"
	}
	return name
}
