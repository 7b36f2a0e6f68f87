package game

import (
	"errors"
	"fmt"
)

// Errors of a game. Callers tell them apart with errors.Is; the text is for the
// person who made the request. Nothing has changed when one is returned.
var (
	ErrNotFound    = errors.New("there is no such game")
	ErrNotPlayer   = errors.New("you are not a player of this game")
	ErrNotYourTurn = errors.New("it is not your turn")
	ErrNotStarted  = errors.New("the game has not started: it waits for an opponent")
	ErrOver        = errors.New("the game is over")
	ErrStale       = errors.New("the game has moved on since the version you acted on")
	ErrAhead       = errors.New("the game has not come to the version you say you acted on")
	ErrSeatTaken   = errors.New("the seat is taken")
	ErrWithdrawn   = fmt.Errorf("%w: the seek was withdrawn, since its player has found another game or has left", ErrOver)
	ErrPaired      = errors.New("another game of yours from the lobby has just begun")
	ErrOwnGame     = errors.New("you hold the other seat already: send the link to somebody else")
	ErrTooLate     = errors.New("both sides have moved: resign instead of aborting")
	ErrTooEarly    = errors.New("both sides must have moved before one can resign: abort instead")

	ErrNotDue            = errors.New("no time has run out")
	ErrNoMoreTime        = errors.New("no more time can be given")
	ErrNothingLost       = errors.New("no time was lost")
	ErrNothingOffered    = errors.New("there is no such offer to answer")
	ErrOfferedAlready    = errors.New("you have offered that already")
	ErrTooSoon           = errors.New("it is too soon to offer that again")
	ErrNothingToClaim    = errors.New("there is no draw to claim")
	ErrNotGone           = errors.New("your opponent has not been away for long enough")
	ErrNothingToTakeBack = errors.New("there is no move to take back")
	ErrNotOver           = errors.New("the game is not over")
	ErrNobodyThere       = errors.New("there is nobody to play a rematch with")
	ErrRematched         = errors.New("the rematch has begun already")
	ErrBadAnswer         = errors.New("the answer is offer, accept or decline")
	ErrBadAction         = errors.New("there is no such action")
	ErrBadLevel          = errors.New("the level is 1 to 8")
	ErrBadDelay          = errors.New("delay is 0 to 900 whole seconds")
	ErrBadText           = errors.New("a message is 1 to 140 characters of plain text")
	ErrBadRoom           = errors.New("the room is players or spectators")
	ErrManySeeks         = fmt.Errorf("you have %d seeks open already: cancel one, or join another player's", MaxSeeks)
	ErrManyComputerGames = fmt.Errorf("you are playing %d games against the computer already: finish or resign one first", MaxComputerGames)
	ErrBadControl        = errors.New("initial is 0 to 10800 whole seconds, increment 0 to 180")

	ErrBadColor  = errors.New("the color is white, black or random")
	ErrBadCursor = errors.New("the cursor is a version: a whole number, 0 or more")

	// ErrShown says that there is an exhibit of that number already.
	ErrShown = errors.New("another server has begun that exhibit")

	ErrBadTag = errors.New("the tag is 16 hexadecimal digits, as the last list of seeks had it")

	// ErrFar says that a cursor is more than MaxBehind events behind, or ahead
	// of the game: its reader needs a snapshot.
	ErrFar = errors.New("the cursor is too far from the game's version")
	// ErrEnded says that the game is over and its reader has had the last event.
	ErrEnded = errors.New("no more events will come")

	// ErrUnavailable wraps whatever keeps the log from being reached. The
	// request may be sent again; whether it had taken effect is not known,
	// which is what a move's seen is for.
	ErrUnavailable = errors.New("the games cannot be reached right now")
	// ErrDiskFull and ErrReadOnly are kinds of ErrUnavailable: the log can be read,
	// and nothing can be kept in it.
	ErrDiskFull = fmt.Errorf("%w: the disk of the database is full", ErrUnavailable)
	ErrReadOnly = fmt.Errorf("%w: the database takes no changes", ErrUnavailable)
)
