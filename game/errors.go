package game

import (
	"fmt"

	"kibitz/game/failure"
)

// Errors of a game, for errors.Is; failure.KindOf tells what each means for the
// request. The text is for the person who made the request. A game that returns one
// of these has not changed.
var (
	ErrNotFound  = failure.New(failure.NotFound, "there is no such game")
	ErrNotPlayer = failure.New(failure.Forbidden, "you are not a player of this game")

	// A move.
	ErrNotYourTurn = failure.New(failure.Conflict, "it is not your turn")
	ErrNotStarted  = failure.New(failure.Conflict, "the game has not started: it waits for an opponent")
	ErrOver        = failure.New(failure.Conflict, "the game is over")
	ErrStale       = failure.New(failure.Conflict, "the game has moved on since the version you acted on")
	ErrAhead       = failure.New(failure.Conflict, "the game has not come to the version you say you acted on")

	// Taking a seat, and finding a game in the lobby or against a computer.
	ErrSeatTaken         = failure.New(failure.Conflict, "the seat is taken")
	ErrWithdrawn         = fmt.Errorf("%w: the seek was withdrawn, since its player has found another game or has left", ErrOver)
	ErrPaired            = failure.New(failure.Conflict, "another game of yours from the lobby has just begun")
	ErrOwnGame           = failure.New(failure.Conflict, "you hold the other seat already: send the link to somebody else")
	ErrManySeeks         = failure.Newf(failure.Conflict, "you have %d seeks open already: cancel one, or join another player's", MaxSeeks)
	ErrManyComputerGames = failure.Newf(failure.Conflict, "you are playing %d games against the computer already: finish or resign one first", MaxComputerGames)

	// Other actions.
	ErrTooLate           = failure.New(failure.Conflict, "both sides have moved: resign instead of aborting")
	ErrTooEarly          = failure.New(failure.Conflict, "both sides must have moved before one can resign: abort instead")
	ErrNotDue            = failure.New(failure.Conflict, "no time has run out")
	ErrNoMoreTime        = failure.New(failure.Conflict, "no more time can be given")
	ErrNothingLost       = failure.New(failure.Conflict, "no time was lost")
	ErrNothingOffered    = failure.New(failure.Conflict, "there is no such offer to answer")
	ErrOfferedAlready    = failure.New(failure.Conflict, "you have offered that already")
	ErrTooSoon           = failure.New(failure.Conflict, "it is too soon to offer that again")
	ErrNothingToClaim    = failure.New(failure.Conflict, "there is no draw to claim")
	ErrNotGone           = failure.New(failure.Conflict, "your opponent has not been away for long enough")
	ErrNothingToTakeBack = failure.New(failure.Conflict, "there is no move to take back")
	ErrNotOver           = failure.New(failure.Conflict, "the game is not over")
	ErrNobodyThere       = failure.New(failure.Conflict, "there is nobody to play a rematch with")
	ErrRematched         = failure.New(failure.Conflict, "the rematch has begun already")

	// A malformed request, whatever the state of the game.
	ErrBadAnswer  = failure.New(failure.Malformed, "the answer is offer, accept or decline")
	ErrBadAction  = failure.New(failure.Malformed, "there is no such action")
	ErrBadLevel   = failure.Newf(failure.Malformed, "the level is 1 to %d", Levels)
	ErrBadDelay   = failure.Newf(failure.Malformed, "delay is 0 to %.0f whole seconds", maxDelay.Seconds())
	ErrBadText    = failure.Newf(failure.Malformed, "a message is 1 to %d characters of plain text", maxMessage)
	ErrBadRoom    = failure.New(failure.Malformed, "the room is players or spectators")
	ErrBadControl = failure.Newf(failure.Malformed, "initial is 0 to %.0f whole seconds, increment 0 to %.0f", maxInitial.Seconds(), maxIncrement.Seconds())
	ErrBadColor   = failure.New(failure.Malformed, "the color is white, black or random")
	ErrBadCursor  = failure.New(failure.Malformed, "the cursor is a version: a whole number, 0 or more")
)

// Errors for other parts of the program, which act on them; they never reach a
// client.
var (
	// ErrShown: there already is an exhibit with that number.
	ErrShown = failure.New(failure.Conflict, "another server has begun that exhibit")

	// ErrFar: the cursor is ahead of the game, or more than MaxBehind events behind.
	// Its reader needs a snapshot.
	ErrFar = failure.New(failure.Conflict, "the cursor is too far from the game's version")
	// ErrEnded: the game is over, and its reader has had the last event.
	ErrEnded = failure.New(failure.Conflict, "no more events will come")
)

// Errors of the log.
var (
	// ErrUnavailable wraps whatever makes the log unreachable. The request may be
	// sent again, though it may have taken effect the first time: the seen of a move
	// identifies a retry.
	ErrUnavailable = failure.New(failure.Unavailable, "the games cannot be reached right now")
	// ErrDiskFull and ErrReadOnly wrap ErrUnavailable: the log can be read, but
	// not written.
	ErrDiskFull = fmt.Errorf("%w: the disk of the database is full", ErrUnavailable)
	ErrReadOnly = fmt.Errorf("%w: the database takes no changes", ErrUnavailable)
)

// A Refusal says why the service did not change a game. It holds the state of the
// game at that time, read under its lock, so that telling a player what they missed
// takes no second read. The caller decides whether the player may know the version.
type Refusal struct {
	Err     error
	Version Version
	Status  Status
}

// Error returns the text of why.
func (r *Refusal) Error() string { return r.Err.Error() }

// Unwrap returns why.
func (r *Refusal) Unwrap() error { return r.Err }

// A standing is the state of a game when a change was tried; the zero standing if
// none was.
type standing struct {
	version Version
	status  Status
}

func (g *Game) standing() standing { return standing{g.record.Version, g.record.Status} }

// refuse makes the error of a change a Refusal if the game itself refused. Errors
// from before the game was read, or from writing to the log, stay as they are.
func (s standing) refuse(err error) error {
	kind := failure.KindOf(err)
	if s.version == 0 || kind == "" || kind == failure.Unavailable {
		return err
	}
	return &Refusal{Err: err, Version: s.version, Status: s.status}
}
