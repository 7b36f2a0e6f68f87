package wire

import (
	"encoding/json"

	"kibitz/game"
)

// message is what somebody said. Of one that is not for a reader only the room is
// told, since versions have no holes.
type message struct {
	Room game.Room `json:"room"`
	From string    `json:"from,omitempty"` // name
	Text string    `json:"text,omitempty"` // plain
}

// spoken is a message of a snapshot.
type spoken struct {
	Version game.Version `json:"version"`
	At      int64        `json:"at"` // Unix milliseconds
	message
}

// SaidJSON returns the bytes that answer a spectator who is kept behind and said
// something: no more than the message, since the rest of the event is the game as it
// stands now.
func SaidJSON(e *game.Event) ([]byte, error) {
	return json.Marshal(struct {
		Game game.ID   `json:"game"`
		At   int64     `json:"at"`
		Kind game.Kind `json:"kind"`
		Chat message   `json:"chat"`
	}{e.Game, e.At.UnixMilli(), e.Kind, message(e.Message)})
}
