package game

import "time"

// A PGNGame is a game as a PGN file tells it, in normal form: reading what its
// PGN method writes gives the same again.
type PGNGame struct {
	Tags     []Tag // the seven tag roster, whole, and then the others by name
	StartFEN string
	Line     Line // the moves that were played
	Result   Result
}

// A Tag is a line above the moves: [White "Morphy"].
type Tag struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// A Line is the moves that were played, or a variation.
type Line struct {
	Comment string // before its first move
	Moves   []LineMove
}

// A LineMove is a move with what was written about it.
type LineMove struct {
	Move                   // its SAN is "--" for a null move, which only a variation has
	FEN     string         // after it; only in the line that was played
	NAGs    []int          // numeric annotation glyphs: 1 is "!", 2 is "?" (PGN 10)
	Comment string         // after it, its white space made single spaces
	Clock   *time.Duration // what the mover had left after it; nil if that was not told

	Variations []Line // what could have been played instead
}

// Tag returns the value of a tag, "" if the game does not have it.
func (g *PGNGame) Tag(name string) string { return tagOf(g.Tags, name) }

func tagOf(tags []Tag, name string) string {
	for _, t := range tags {
		if t.Name == name {
			return t.Value
		}
	}
	return ""
}
