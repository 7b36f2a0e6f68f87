package web

import (
	"fmt"
	"maps"
	"time"

	"kibitz/game"
	"kibitz/web/feed"
)

// A labCount is what the server has counted for the readers of one transport.
type labCount struct {
	Requests int `json:"requests"`
	Refused  int `json:"refused"` // of those
	Cut      int `json:"cut"`
	Events   int `json:"events"` // written
}

func (l *lab) count(transport string, change func(*labCount)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.counts[transport]
	change(&c)
	l.counts[transport] = c
}

// A labSpread is how an event spread, in milliseconds from when it happened to
// the write to the first and the last reader of each transport.
type labSpread struct {
	Version game.Version        `json:"version"`
	Reached map[string]labReach `json:"reached,omitempty"`
	from    time.Time
}

type labReach struct {
	Readers int     `json:"readers"`
	First   float64 `json:"first"`
	Last    float64 `json:"last"`
}

// sent is told of each message that was written to a reader.
func (l *lab) sent(transport string, m feed.Message) {
	l.count(transport, func(c *labCount) { c.Events++ })
	if m.Event == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, spread := range []*labSpread{&l.move, &l.message} {
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
			spread.Reached = make(map[string]labReach)
		}
		spread.Reached[transport] = reach
	}
}

// A labState is a lab as its page is told.
type labState struct {
	Name    string       `json:"id"`
	Feed    string       `json:"feed"`
	Game    game.ID      `json:"game"`
	Version game.Version `json:"version"`
	FEN     string       `json:"fen"`
	Rate    float64      `json:"rate"`
	Delay   int64        `json:"delay"`
	Failing int64        `json:"failing,omitempty"` // milliseconds that each fault goes on
	Stalled int64        `json:"stalled,omitempty"`
	At      int64        `json:"at"`

	Counts  map[string]labCount `json:"counts"`
	Move    labSpread           `json:"move"`
	Message labSpread           `json:"message"`
}

func (l *lab) tell() labState {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	l.touched = now
	return labState{
		Name: l.name, Feed: l.path() + "/feed", Game: l.game, Version: l.head(), FEN: l.tail[len(l.tail)-1].FEN,
		Rate: l.set.Rate, Delay: l.set.Delay.Milliseconds(), At: now.UnixMilli(),
		Failing: msLeft(l.faults.failing, now), Stalled: msLeft(l.faults.stalled, now),
		Counts: maps.Clone(l.counts), Move: l.move.clone(), Message: l.message.clone(),
	}
}

func (s labSpread) clone() labSpread {
	s.Reached = maps.Clone(s.Reached)
	return s
}

func msLeft(until, now time.Time) int64 { return max(0, until.Sub(now).Milliseconds()) }

// greet is the text of a message: the time is what tells one from another.
func greet(n int) string {
	return fmt.Sprintf("Message %d, sent at %s", n, time.Now().UTC().Format("15:04:05.000"))
}
