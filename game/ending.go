package game

// Status is where a game stands in its life.
type Status string

// A game is open until both seats are taken.
const (
	Open    Status = "open"
	Playing Status = "playing"
	Over    Status = "over"
)

// Result is a game's result as PGN writes it.
type Result string

// NoResult also stands for an aborted game.
const (
	NoResult  Result = "*"
	WhiteWins Result = "1-0"
	BlackWins Result = "0-1"
	Drawn     Result = "1/2-1/2"
)

// Reason says why a game is over; empty while it is not.
type Reason string

// The reasons for which a game ends.
const (
	Mate         Reason = "mate"
	Resignation  Reason = "resignation"
	Stalemate    Reason = "stalemate"
	Fivefold     Reason = "fivefold"
	SeventyFive  Reason = "seventyfive"
	DeadMaterial Reason = "material"
	Aborted      Reason = "abort"
	Flag         Reason = "flag"
	Agreement    Reason = "agreement"
	Threefold    Reason = "threefold"
	Fifty        Reason = "fifty"
	TooLong      Reason = "length"
	Abandoned    Reason = "abandoned"
	ByImport     Reason = "imported" // the file that the game was read from does not say
)

// Plies without capture or pawn move, and times that a position has stood on
// the board, after which a draw can be claimed (FIDE Laws of Chess 9.2, 9.3) and
// after which the game is drawn (9.6). The longest game is ours.
const (
	fiftyMoves       = 100
	threefold        = 3
	seventyFiveMoves = 150
	fivefold         = 5
	maxPlies         = 600
)

// ending judges a position that has just come on the board, with the keys up
// to it. An empty reason means that the game goes on. Mate comes before all
// else: a mate on the 75th quiet move wins.
func ending(p Position, keys Repetitions) (Result, Reason) {
	switch {
	case len(p.rules.ValidMoves()) > 0:
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
		return p.Turn().Other().wins(), Mate
	}
	return Drawn, Stalemate
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
