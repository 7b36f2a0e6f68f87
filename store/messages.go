package store

import "kibitz/game"

// messageRow is a chat message as stored.
type messageRow struct {
	Room game.Room `json:"room"`
	From string    `json:"from,omitempty"`
	Text string    `json:"text,omitempty"`
}
