package game

import (
	"strconv"
	"strings"
	"time"

	"kibitz/game/rules"
)

// An Entry is as much of a game as a list of one player's games shows.
type Entry struct {
	Game      ID
	You       rules.Color // whose list it is
	Opponent  Player      // zero while the seat is open
	FEN       string
	Ply       int
	Status    Status
	Result    rules.Result
	Reason    Reason
	Control   TimeControl
	CreatedAt time.Time
	UpdatedAt time.Time
}

// YourTurn reports whether the player whose list it is has the move.
func (e *Entry) YourTurn() bool {
	return e.Status == Playing && (&Event{FEN: e.FEN}).Turn() == e.You
}

// Place returns where the entry is in a list, the newest game first.
func (e *Entry) Place() Place { return Place{e.CreatedAt, e.Game} }

// A Place is where a list of games goes on: after the game that was created at a
// time, of those created at once by their ids. The zero Place is the beginning.
type Place struct {
	At   time.Time // to the microsecond
	Game ID
}

// Microseconds in the year 9999, after which a time has no usual form.
const maxMicroseconds = 253_402_300_799_999_999

// String returns the place as a cursor; "" for the zero Place.
func (p Place) String() string {
	if p == (Place{}) {
		return ""
	}
	return strconv.FormatInt(p.At.UnixMicro(), 10) + "-" + string(p.Game)
}

// ParsePlace reads a cursor from outside, as String writes it; ErrBadCursor if
// it is none.
func ParsePlace(text string) (Place, error) {
	if text == "" {
		return Place{}, nil
	}
	micros, id, _ := strings.Cut(text, "-")
	n, err := strconv.ParseInt(micros, 10, 64)
	if err != nil || n < 0 || n > maxMicroseconds || !ValidID(id) || strconv.FormatInt(n, 10) != micros {
		return Place{}, ErrBadCursor
	}
	return Place{time.UnixMicro(n).UTC(), ID(id)}, nil
}
