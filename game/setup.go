package game

import (
	"fmt"
	"math/rand/v2"
	"time"

	"kibitz/game/rules"
)

// Setup describes the game that a player wants.
type Setup struct {
	Creator Player
	Color   string // "white", "black" or "random"; "" means "random"
	FEN     string // start position; "" is the usual one
	Control TimeControl
	Delay   time.Duration // how far spectators are behind
	Seek    bool          // the other seat is for anyone in the lobby
	Level   int           // of the computer opponent; 0 leaves the seat open for a person
}

// maxDelay is the longest time that spectators can be behind.
const maxDelay = 15 * time.Minute

// Check returns why such a game cannot be set up: rules.ErrBadFEN, ErrBadColor,
// ErrBadControl, ErrBadDelay, ErrBadLevel, or ErrOwnGame for a computer against
// itself.
func (s Setup) Check() error {
	_, _, err := s.begin()
	return err
}

// begin returns the start position and the creator's color, which it draws if it is
// random.
func (s Setup) begin() (rules.Position, rules.Color, error) {
	if err := s.Control.check(); err != nil {
		return rules.Position{}, "", err
	}
	if err := s.checkLevel(); err != nil {
		return rules.Position{}, "", err
	}
	if s.Delay < 0 || s.Delay > maxDelay || s.Delay%time.Second != 0 {
		return rules.Position{}, "", ErrBadDelay
	}
	fen := s.FEN
	if fen == "" {
		fen = rules.StartFEN
	}
	position, err := rules.ParseFEN(fen)
	if err != nil {
		return rules.Position{}, "", err
	}
	if _, reason := position.Outcome(rules.Repetitions{0}); reason != "" {
		return rules.Position{}, "", fmt.Errorf("%w: the game would be over before it began (%s)", rules.ErrBadFEN, reason)
	}
	switch s.Color {
	case "", "random":
		return position, [2]rules.Color{rules.White, rules.Black}[rand.IntN(2)], nil
	case string(rules.White), string(rules.Black):
		return position, rules.Color(s.Color), nil
	}
	return rules.Position{}, "", ErrBadColor
}

// New sets up a game and returns it with its first event. The creator has one seat;
// the other is open or a computer's.
func New(s Setup, at time.Time) (*Game, Event, error) {
	position, color, err := s.begin()
	if err != nil {
		return nil, Event{}, err
	}
	at = stamp(at)
	g := &Game{position: position, record: Record{
		ID: ID(randomText(8)), Status: Open, Result: rules.NoResult, StartFEN: position.FEN(), FEN: position.FEN(),
		Repetitions: rules.Repetitions{position.Key()}, Clock: newClock(s.Control), CreatedAt: at,
		Delay: s.Delay, Seek: s.Seek, SignAt: at,
	}}
	g.seat(color, s.Creator)
	if s.Level > 0 {
		g.start(color.Other(), Computer(s.Level), at)
	}
	return g, g.happened(Created, color, at), nil
}
