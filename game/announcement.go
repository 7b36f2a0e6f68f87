package game

import "sync"

// An Announcement is an event on its way to readers, with its bytes, which are
// made once however many readers get them. It may be used from many goroutines.
type Announcement struct {
	Event
	forSpectators, forPlayers func() ([]byte, error)
}

// NewAnnouncement wraps an event that has been kept.
func NewAnnouncement(e Event) *Announcement {
	return &Announcement{
		Event:         e,
		forSpectators: sync.OnceValues(e.JSON),
		forPlayers:    sync.OnceValues(e.PlayerJSON),
	}
}

// JSON returns the bytes for a reader who sits at color you; nobody's color is
// a spectator's. The bytes are shared: do not change them.
func (a *Announcement) JSON(you Color) ([]byte, error) {
	if you == "" {
		return a.forSpectators()
	}
	return a.forPlayers()
}
