package wire

import (
	"encoding/json"

	"kibitz/game"
)

// message is a chat message. A reader who may not read it gets only the room, since
// versions have no gaps.
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

// SaidJSON returns the answer to a message from a delayed spectator: only the
// message, since the rest of the event would reveal the current state of the game.
func SaidJSON(e *game.Event) ([]byte, error) {
	return json.Marshal(struct {
		Game game.ID   `json:"game"`
		At   int64     `json:"at"`
		Kind game.Kind `json:"kind"`
		Chat message   `json:"chat"`
	}{e.Game, e.At.UnixMilli(), e.Kind, message(e.Message)})
}
