package game

import (
	"sync"
	"time"
)

// An Announcement is an event on its way to readers, with its bytes, which are
// made once however many readers get them. It may be used from many goroutines.
type Announcement struct {
	Event
	// Announced is when this server heard of the event, right after the commit
	// if it was made here; zero for one that was read from the log.
	Announced time.Time

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

// JSON returns the bytes for a reader who sits at color you; nobody's color is
// a spectator's. The bytes are shared: do not change them.
func (a *Announcement) JSON(you Color) ([]byte, error) { return a.encoded(you).json() }

// Framed returns what frame makes of the bytes for you. It is made once, so
// that a transport which has to wrap the bytes does so once for all its readers.
func (a *Announcement) Framed(you Color, frame func(data []byte) (any, error)) (any, error) {
	e := a.encoded(you)
	e.once.Do(func() {
		var data []byte
		if data, e.err = e.json(); e.err == nil {
			e.frame, e.err = frame(data)
		}
	})
	return e.frame, e.err
}

func (a *Announcement) encoded(you Color) *encoded {
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
}
