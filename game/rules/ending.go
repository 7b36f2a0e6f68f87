package rules

// An Ending is how a game ends by the rules of chess, at once or by a claim; empty
// while it goes on.
type Ending string

// The endings.
const (
	Checkmate    Ending = "mate"
	Stalemate    Ending = "stalemate"
	DeadMaterial Ending = "material"    // neither side can ever mate
	Fivefold     Ending = "fivefold"    // repetition
	SeventyFive  Ending = "seventyfive" // moves without a capture or a pawn move
	Threefold    Ending = "threefold"   // repetition, if it is claimed
	Fifty        Ending = "fifty"       // moves without a capture or a pawn move, if it is claimed
)

const (
	// ThreefoldCount is how often a position has to have stood on the board before a
	// draw can be claimed (FIDE Laws of Chess 9.2).
	ThreefoldCount = 3
	// MaxPlies is the length of the longest game: Kibitz's own rule, which FIDE does
	// not have.
	MaxPlies = 600

	// Plies without capture or pawn move after which a draw can be claimed (9.3) …
	fiftyMoves = 100
	// … and after which the game is drawn, as it is by fivefold repetition (9.6).
	seventyFiveMoves = 150
	fivefold         = 5
)

// Outcome judges a position that has just arisen, with the keys up to it. An empty
// ending means that the game goes on. Mate takes precedence: a mate on the 75th
// quiet move wins.
func (p Position) Outcome(keys Repetitions) (Result, Ending) {
	switch {
	case len(p.library.ValidMoves()) > 0:
		switch {
		case p.board.dead():
			return Drawn, DeadMaterial
		case keys.count() >= fivefold:
			return Drawn, Fivefold
		case p.quietMoves() >= seventyFiveMoves:
			return Drawn, SeventyFive
		}
		return NoResult, ""
	case p.Check():
		return p.Turn().Other().Wins(), Checkmate
	}
	return Drawn, Stalemate
}

// Claim returns the draw that the side to move can claim, with the keys up to the
// position; empty if there is none.
func (p Position) Claim(keys Repetitions) Ending {
	switch {
	case keys.count() >= ThreefoldCount:
		return Threefold
	case p.quietMoves() >= fiftyMoves:
		return Fifty
	}
	return ""
}

// dead reports whether neither side can ever mate, by material alone: bare
// kings, one knight, or bishops all on squares of one color.
func (b *Board) dead() bool {
	var knights, darkBishops, lightBishops int
	for s, p := range b {
		switch p.Kind() {
		case 'P', 'R', 'Q':
			return false
		case 'N':
			knights++
		case 'B':
			if Square(s).dark() {
				darkBishops++
			} else {
				lightBishops++
			}
		}
	}
	if knights > 0 {
		return knights == 1 && darkBishops+lightBishops == 0
	}
	return darkBishops == 0 || lightBishops == 0
}
