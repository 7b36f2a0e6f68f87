package store

// For the tests outside the package.
const (
	SelectDue           = selectDue
	SelectComputerTurns = selectComputerTurns
	SelectExhibition    = selectExhibition
	SelectShown         = selectShown
	SelectExhibits      = selectExhibits
	DeleteExhibits      = deleteExhibits
	LockPlayers         = lockPlayers
	LockPairing         = lockPairing
	SelectFound         = selectFound
)
