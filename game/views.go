package game

import (
	"context"
	"strconv"
	"strings"
	"time"

	"kibitz/game/rules"
)

// A Head is what is read most often of a game: its version, and who holds its seats.
// Reading one costs the same however long the game is, and does not wait for a
// change in progress.
type Head struct {
	Version      Version
	Status       Status
	White, Black PlayerID // "" for an open seat, and in an imported game
	Delay        time.Duration
	Exhibit      bool
}

// ColorOf returns the seat that the player holds, "" for a spectator.
func (h Head) ColorOf(p PlayerID) rules.Color {
	switch {
	case p == "":
		return ""
	case p == h.White:
		return rules.White
	case p == h.Black:
		return rules.Black
	}
	return ""
}

// Head returns a game's head as of now, for a request that is about to change the
// game.
func (s *Service) Head(ctx context.Context, id ID) (Head, error) { return s.games.Head(ctx, id) }

// A Glance is what a list of running games shows of each.
type Glance struct {
	Game         ID
	Version      Version
	White, Black Player
	FEN          string
	Clock        Clock
	Delay        time.Duration // how far spectators are behind
	UpdatedAt    time.Time
	Exhibit      string // where and when the famous game was played; "" for any other game
}

// Left returns what a side has left, as spectators see it at a time.
func (g *Glance) Left(c rules.Color, at time.Time) time.Duration {
	return g.Clock.Left(c, at.Add(-g.Delay))
}

// An Entry is what a list of one player's games shows of each.
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

// YourTurn reports whether it is the turn of the player whose list it is.
func (e *Entry) YourTurn() bool {
	return e.Status == Playing && (&Event{FEN: e.FEN}).Turn() == e.You
}

// Place returns where the entry is in a list, the newest game first.
func (e *Entry) Place() Place { return Place{e.CreatedAt, e.Game} }

// A Place is where a list of games continues: after the game with this time of
// creation and, among games created at the same time, this id. The zero Place is the
// beginning.
type Place struct {
	At   time.Time // to the microsecond
	Game ID
}

// The last microsecond of the year 9999; later times have no usual format.
const maxMicroseconds = 253_402_300_799_999_999

// String returns the place as a cursor; "" for the zero Place.
func (p Place) String() string {
	if p == (Place{}) {
		return ""
	}
	return strconv.FormatInt(p.At.UnixMicro(), 10) + "-" + string(p.Game)
}

// ParsePlace reads a cursor from outside, as String writes it. The error is
// ErrBadCursor if it is not one.
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
