package wire

import (
	"encoding/json"
	"time"

	"kibitz/game"
)

// NewPresence wraps the presence at a game, which is sent outside the log: the same
// to all readers, with a number higher than any before.
func NewPresence(id game.ID, p game.Presence, number int64, at time.Time) (*Event, error) {
	data, err := json.Marshal(presence{
		id, at.UnixMilli(), game.PresenceKind, number, attendanceOf(p.White), attendanceOf(p.Black), p.Spectators,
	})
	if err != nil {
		return nil, err
	}
	return &Event{
		Event: game.Event{Game: id, Kind: game.PresenceKind, At: at}, Aside: number,
		forSpectators: encoded(data), forPlayers: encoded(data),
	}, nil
}

type presence struct {
	Game       game.ID    `json:"game"`
	At         int64      `json:"at"`
	Kind       game.Kind  `json:"kind"`
	Number     int64      `json:"number"`
	White      attendance `json:"white"`
	Black      attendance `json:"black"`
	Spectators int        `json:"spectators"`
}

type attendance struct {
	Online bool  `json:"online"`
	Away   int64 `json:"away,omitempty"` // since when, Unix milliseconds
}

func attendanceOf(a game.Attendance) attendance {
	if a.Away.IsZero() {
		return attendance{Online: true}
	}
	return attendance{Away: a.Away.UnixMilli()}
}
