package game

import (
	"context"
	"math"
	"sync"
	"time"

	"kibitz/game/rules"
)

// An Announcement is an event on its way to readers, with its bytes, which are
// made once however many readers get them. It may be used from many goroutines.
type Announcement struct {
	Event
	// Announced is when this server heard of the event, right after the commit
	// if it was made here; zero for one that was read from the log.
	Announced time.Time
	// Aside numbers what is told beside the log, such as who is there, each one
	// higher than the last; 0 for an event.
	Aside int64

	forSpectators, forPlayers encoded
}

// encoded is an event's bytes for one audience, and a transport's frame of them.
type encoded struct {
	json  func() ([]byte, error)
	once  sync.Once
	frame any
	err   error
}

// NewAnnouncement wraps an event that has been kept.
func NewAnnouncement(e Event) *Announcement {
	return &Announcement{
		Event:         e,
		forSpectators: encoded{json: sync.OnceValues(e.JSON)},
		forPlayers:    encoded{json: sync.OnceValues(e.PlayerJSON)},
	}
}

// NewAside wraps what is told about a game beside the log.
func NewAside(id ID, kind Kind, number int64, at time.Time, data []byte) *Announcement {
	same := func() ([]byte, error) { return data, nil }
	return &Announcement{
		Event: Event{Game: id, Kind: kind, At: at}, Aside: number,
		forSpectators: encoded{json: same}, forPlayers: encoded{json: same},
	}
}

// JSON returns the bytes for a reader who sits at color you; nobody's color is
// a spectator's. The bytes are shared: do not change them.
func (a *Announcement) JSON(you rules.Color) ([]byte, error) { return a.encoded(you).json() }

// Framed returns what frame makes of the bytes for you. It is made once, so
// that a transport which has to wrap the bytes does so once for all its readers.
func (a *Announcement) Framed(you rules.Color, frame func(data []byte) (any, error)) (any, error) {
	e := a.encoded(you)
	e.once.Do(func() {
		var data []byte
		if data, e.err = e.json(); e.err == nil {
			e.frame, e.err = frame(data)
		}
	})
	return e.frame, e.err
}

func (a *Announcement) encoded(you rules.Color) *encoded {
	if you == "" {
		return &a.forSpectators
	}
	return &a.forPlayers
}

// A Cursor is how far a reader has come in a game.
type Cursor struct {
	Game  ID
	After Version
	Delay time.Duration // by which the reader is kept behind; 0 for players
	Aside int64         // newest one that the reader has had; NoAside for one who wants none
}

// NoAside is the Aside of a cursor whose reader wants the log only.
const NoAside int64 = math.MaxInt64

// A Follower gives one reader the events of the games that it follows, each with a
// cursor of its own. It is used by one goroutine at a time.
//
// Its errors may be ErrFar if a cursor is too far from its game for events, ctx's,
// or the log's. After an error the same call can be made again.
type Follower interface {
	// Now returns the events of the game at a place after its cursor, in order, and
	// moves the cursor behind them; none if there are none. Places count from 0.
	Now(ctx context.Context, place int) ([]*Announcement, error)
	// Next waits until one of the games has events after its cursor, and returns
	// them with its place. Games that have something take turns. The error is
	// ErrEnded when all are over, and all has been read.
	Next(ctx context.Context) (place int, events []*Announcement, err error)
	// Seek moves the cursor of a game to the version of a snapshot.
	Seek(place int, after Version)
	// Close lets go of the games. It may be called more than once.
	Close()
}
