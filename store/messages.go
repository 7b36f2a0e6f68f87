package store

import "kibitz/game"

// messageRow is what somebody said, as it is kept.
type messageRow struct {
	Room game.Room `json:"room"`
	From string    `json:"from,omitempty"`
	Text string    `json:"text,omitempty"`
}
