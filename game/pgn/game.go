package pgn

import (
	"time"

	"kibitz/game/rules"
)

// A Game is a game as a PGN file records it, in normal form: reading what its PGN
// method writes gives an equal Game.
type Game struct {
	Tags     Tags // the complete seven tag roster, then the others by name
	StartFEN string
	Line     Line // the moves that were played
	Result   rules.Result
}

// A Tag is a line above the moves: [White "Morphy"].
type Tag struct {
	Name  string
	Value string
}

// A Line is the moves that were played, or a variation.
type Line struct {
	Comment string // before its first move
	Moves   []Move
}

// A Move is a move with its annotations.
type Move struct {
	rules.Move                // its SAN is "--" for a null move, which only a variation can have
	FEN        string         // of the position after it; only in the line that was played
	NAGs       []int          // numeric annotation glyphs: 1 is "!", 2 is "?" (PGN 10)
	Comment    string         // after it, with white space reduced to single spaces
	Clock      *time.Duration // what the mover had left; nil if not given

	Variations []Line // what could have been played instead
}

// Tag returns the value of a tag, "" if the game does not have it.
func (g *Game) Tag(name string) string { return g.Tags.Value(name) }

// Final returns the position at the end of the game.
func (g *Game) Final() (rules.Position, error) {
	if n := len(g.Line.Moves); n > 0 {
		return rules.KeptFEN(g.Line.Moves[n-1].FEN)
	}
	return rules.KeptFEN(g.StartFEN)
}
