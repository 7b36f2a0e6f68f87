package game

import (
	"strings"
	"time"
	"unicode/utf8"

	"kibitz/game/plaintext"
	"kibitz/game/rules"
)

// A Room is one of the two chat rooms of a game.
type Room string

// The players' room is for the two players. They do not see the spectators' room
// while they play, since a spectator may know a better move.
const (
	PlayersRoom    Room = "players"
	SpectatorsRoom Room = "spectators"
)

// maxMessage is the longest message, in characters.
const maxMessage = 140

// A Message is a chat message; the zero Message is none.
type Message struct {
	Room Room
	From string // name
	Text string // plain
}

// Spoken is a message with its time.
type Spoken struct {
	Version Version
	At      time.Time
	Message
}

// readable reports whether a player, or a spectator, may read a room.
func (r Room) readable(player bool, s Status) bool {
	if r == PlayersRoom {
		return player
	}
	return !player || s == Over
}

// MessageFor returns the event's message for a reader with seat you: only its room,
// if the reader may not read it.
func (e *Event) MessageFor(you rules.Color) Message {
	if e.Message.Room.readable(you != "", e.Status) {
		return e.Message
	}
	return Message{Room: e.Message.Room}
}

// ChatFor returns the messages that a reader with seat you may read.
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

// CleanMessage returns the text of a message without surrounding space. The error is
// ErrBadText if the text is not allowed, ErrBadRoom if there is no such room.
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
