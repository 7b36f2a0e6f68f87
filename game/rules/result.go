package rules

// Result is a game's result as PGN writes it.
type Result string

// NoResult also stands for an aborted game.
const (
	NoResult  Result = "*"
	WhiteWins Result = "1-0"
	BlackWins Result = "0-1"
	Drawn     Result = "1/2-1/2"
)

// Wins returns the result when c wins.
func (c Color) Wins() Result {
	if c == White {
		return WhiteWins
	}
	return BlackWins
}
