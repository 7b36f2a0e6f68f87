package game

import (
	"strings"
	"time"
	"unicode/utf8"

	"kibitz/game/plaintext"
	"kibitz/game/rules"
)

// A Room is one of the two in which people talk about a game.
type Room string

// The players' room is for the two of them. Players do not see the spectators'
// room while they play: somebody there may know a better move.
const (
	PlayersRoom    Room = "players"
	SpectatorsRoom Room = "spectators"
)

// Longest message, in characters.
const maxMessage = 140

// A Message is what somebody said; the zero Message is none.
type Message struct {
	Room Room
	From string // name
	Text string // plain
}

// Spoken is a message with when it was said.
type Spoken struct {
	Version Version
	At      time.Time
	Message
}

// readable reports whether one who sits at a table, or does not, reads a room.
func (r Room) readable(player bool, s Status) bool {
	if r == PlayersRoom {
		return player
	}
	return !player || s == Over
}

// MessageFor returns what a reader who sits at color you gets of the event's message:
// only in which room it was said, if it is not for them.
func (e *Event) MessageFor(you rules.Color) Message {
	if e.Message.Room.readable(you != "", e.Status) {
		return e.Message
	}
	return Message{Room: e.Message.Room}
}

// ChatFor returns the messages that a reader who sits at color you may read.
func (s *Snapshot) ChatFor(you rules.Color) []Spoken {
	var readable []Spoken
	for _, m := range s.Chat {
		if m.Room.readable(you != "", s.Status) {
			readable = append(readable, m)
		}
	}
	return readable
}

// Say puts a message into a room of the game.
func (g *Game) Say(p Player, room Room, text string, at time.Time) (Event, error) {
	text, err := CleanMessage(room, text)
	if err != nil {
		return Event{}, err
	}
	color := g.record.ColorOf(p.ID)
	if p.ID == "" || !room.readable(color != "", g.record.Status) {
		return Event{}, ErrNotPlayer
	}
	e := g.happened(Said, color, at)
	e.Message = Message{Room: room, From: p.Name, Text: text}
	return e, nil
}

// CleanMessage returns the text of a message without space around it; ErrBadText
// if it cannot be said, ErrBadRoom if there is no such room.
func CleanMessage(room Room, text string) (string, error) {
	if room != PlayersRoom && room != SpectatorsRoom {
		return "", ErrBadRoom
	}
	text = strings.TrimSpace(text)
	if plaintext.Blank(text) || !utf8.ValidString(text) || utf8.RuneCountInString(text) > maxMessage || strings.ContainsFunc(text, plaintext.Unprintable) {
		return "", ErrBadText
	}
	return text, nil
}
