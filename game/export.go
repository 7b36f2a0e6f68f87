package game

import (
	"fmt"
	"time"

	"kibitz/game/pgn"
	"kibitz/game/rules"
)

// PGN returns the game in Portable Game Notation (export format): the seven tag
// roster, the start position if it is not the usual one, the opening if it has a
// name, the moves with the clock after each, the result. site is the game's address.
// An imported game keeps its own tags, comments and variations, and gets its address
// in the tag Source.
func (s *Snapshot) PGN(site string) string {
	switch {
	case s.Exhibit:
		return s.exhibited(site)
	case s.Source != nil:
		return s.Source.pgn(site, s.Opening())
	}
	tags := pgn.Tags{
		{Name: "Event", Value: "Casual game"}, {Name: "Site", Value: site},
		{Name: "Date", Value: s.CreatedAt.Format("2006.01.02")}, {Name: "Round", Value: "-"},
		{Name: "White", Value: nameOr(s.White.Name)}, {Name: "Black", Value: nameOr(s.Black.Name)}, {Name: "Result", Value: string(s.Result)},
	}
	if s.StartFEN != rules.StartFEN {
		tags = append(tags, pgn.Tag{Name: "FEN", Value: s.StartFEN}, pgn.Tag{Name: "SetUp", Value: "1"})
	}
	tags = append(tags, pgn.Tag{Name: "Termination", Value: s.termination()}, pgn.Tag{Name: "TimeControl", Value: s.Clock.Control.pgn()})
	tags = tags.WithOpening(s.Opening())
	return s.written(tags)
}

// termination is the PGN standard's word for why a game ended (PGN 9.8.1).
func (s *Snapshot) termination() string {
	switch {
	case s.Status != Over:
		return "unterminated"
	case s.Reason == ByAbort:
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

// written returns the game as read, with the given tags in place of its own.
func (s *Snapshot) written(tags pgn.Tags) string {
	line := pgn.Line{Moves: make([]pgn.Move, len(s.Plies))}
	for i, p := range s.Plies {
		line.Moves[i].SAN = p.SAN
		if p.Clock > 0 { // in whole seconds, rounded down as on a player's clock
			left := p.Clock.Truncate(time.Second)
			line.Moves[i].Clock = &left
		}
	}
	g := pgn.Game{Tags: tags, StartFEN: s.StartFEN, Line: line, Result: s.Result}
	return g.PGN()
}

func nameOr(name string) string {
	if name == "" {
		return "?"
	}
	return name
}
