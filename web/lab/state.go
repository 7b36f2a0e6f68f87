package lab

import (
	"fmt"
	"maps"
	"strings"
	"time"

	"kibitz/game"
	"kibitz/web/feed"
)

// A Count is what was counted for the readers of one transport.
type Count struct {
	Requests int `json:"requests"`
	Refused  int `json:"refused"` // of those
	Cut      int `json:"cut"`
	Events   int `json:"events"` // written
}

func (l *lab) count(transport string, change func(*Count)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.counts[transport]
	change(&c)
	l.counts[transport] = c
}

// A Spread says how fast an event reached the readers of each transport.
type Spread struct {
	Version game.Version     `json:"version"`
	Reached map[string]Reach `json:"reached,omitempty"`
	from    time.Time
}

// A Reach says how fast an event reached the readers of one transport: first and last in
// milliseconds from the event to the write.
type Reach struct {
	Readers int     `json:"readers"`
	First   float64 `json:"first"`
	Last    float64 `json:"last"`
}

// sent counts a message that was written to a reader.
func (l *lab) sent(transport string, m feed.Message) {
	l.count(transport, func(c *Count) { c.Events++ })
	if m.Event == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, spread := range []*Spread{&l.move, &l.message} {
		if spread.Version != m.Event.Version {
			continue
		}
		took := float64(time.Since(spread.from).Microseconds()) / 1000
		reach, known := spread.Reached[transport]
		if !known {
			reach.First = took
		}
		reach.Last = took
		reach.Readers++
		if spread.Reached == nil {
			spread.Reached = make(map[string]Reach)
		}
		spread.Reached[transport] = reach
	}
}

// A State is a lab as its page is told of it.
type State struct {
	Name    string       `json:"id"`
	Feed    string       `json:"feed"`
	Game    game.ID      `json:"game"`
	Version game.Version `json:"version"`
	FEN     string       `json:"fen"`
	Rate    float64      `json:"rate"`
	Delay   int64        `json:"delay"`
	Failing int64        `json:"failing,omitempty"` // for how many more milliseconds
	Stalled int64        `json:"stalled,omitempty"`
	At      int64        `json:"at"`

	Counts  map[string]Count `json:"counts"`
	Move    Spread           `json:"move"`
	Message Spread           `json:"message"`
}

// Path returns the path of the lab.
func (s State) Path() string { return strings.TrimSuffix(s.Feed, "/feed") }

// tell returns the state, and counts as a request.
func (l *lab) tell() State {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	l.touched = now
	return State{
		Name: l.name, Feed: l.path() + "/feed", Game: l.game, Version: l.head(), FEN: l.tail[len(l.tail)-1].FEN,
		Rate: l.set.Rate, Delay: l.set.Delay.Milliseconds(), At: now.UnixMilli(),
		Failing: msLeft(l.faults.failing, now), Stalled: msLeft(l.faults.stalled, now),
		Counts: maps.Clone(l.counts), Move: l.move.clone(), Message: l.message.clone(),
	}
}

func (s Spread) clone() Spread {
	s.Reached = maps.Clone(s.Reached)
	return s
}

func msLeft(until, now time.Time) int64 { return max(0, until.Sub(now).Milliseconds()) }

// greet returns the text of a message. The time makes each one different.
func greet(n int) string {
	return fmt.Sprintf("Message %d, sent at %s", n, time.Now().UTC().Format("15:04:05.000"))
}
