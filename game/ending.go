package game

import "kibitz/game/rules"

// Status is the stage of a game.
type Status string

// A game is open until both seats are taken.
const (
	Open    Status = "open"
	Playing Status = "playing"
	Over    Status = "over"
)

// Reason says why a game is over; empty while it is not.
type Reason string

// The reasons for which a game ends.
const (
	Mate         Reason = Reason(rules.Checkmate)
	Resignation  Reason = "resignation"
	Stalemate    Reason = Reason(rules.Stalemate)
	Fivefold     Reason = Reason(rules.Fivefold)
	SeventyFive  Reason = Reason(rules.SeventyFive)
	DeadMaterial Reason = Reason(rules.DeadMaterial)
	ByAbort      Reason = "abort"
	Flag         Reason = "flag"
	Agreement    Reason = "agreement"
	Threefold    Reason = Reason(rules.Threefold)
	Fifty        Reason = Reason(rules.Fifty)
	TooLong      Reason = "length"
	Abandoned    Reason = "abandoned"
	ByImport     Reason = "imported" // the file that the game was read from does not say why
)
