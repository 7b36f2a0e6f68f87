package game_test

import (
	"slices"
	"strings"

	"kibitz/game"
	"kibitz/game/rules"
)

// An act is something that somebody tries, with what it takes.
type act struct {
	do     string // "move", "sweep", "outage" or an action
	who    int    // 0 White, 1 Black, 2 a stranger
	move   string // in UCI
	seen   game.Version
	timing game.Timing
	answer game.Answer
	lost   int64 // of an outage, in ms up to now
}

// A model is a simple implementation of a game, with its whole history, in
// milliseconds. It takes the legal moves from rules.Position, but no other rule.
type model struct {
	initial, increment int64
	line               []rules.Position // that stand, from the start
	same               []string         // what of each counts for repetition
	moves              []string         // that stand
	made               []madeMove       // all
	version, movedAt   game.Version
	kind               game.Kind // of the last event
	status             game.Status
	result             rules.Result
	reason             game.Reason
	left, quota        [2]int64
	running            int // -1: neither
	since, last        int64
	offer              game.Offer
	drawPly, declines  [2]int
	wait               [2]int64
	next               bool
}

type madeMove struct {
	version, seen game.Version
	who           int
	move          string
}

var colors = [2]rules.Color{rules.White, rules.Black}

func (m *model) ply() int { return len(m.moves) }

func (m *model) now() rules.Position { return m.line[len(m.line)-1] }

func (m *model) turn() int { return slices.Index(colors[:], m.now().Turn()) }

func (m *model) clocked() bool { return m.initial+m.increment > 0 }

func (m *model) estimate() int64 { return (m.initial + 40*m.increment) / 1000 }

func (m *model) gain() int64 { return 10 * min(100, m.estimate()*2/5+15) }

// deadline returns 0 for never.
func (m *model) deadline() int64 {
	switch e := m.estimate(); {
	case m.status != game.Playing || !m.clocked():
		return 0
	case m.running >= 0:
		return m.since + m.left[m.running] + min(2000, m.quota[m.running])
	case e < 30:
		return m.since + 15_000
	case e < 180:
		return m.since + 20_000
	case e < 480:
		return m.since + 25_000
	case e < 1500:
		return m.since + 30_000
	}
	return m.since + 35_000
}

func (m *model) event(kind game.Kind, at int64) error {
	m.version, m.kind, m.last = m.version+1, kind, at
	return nil
}

func (m *model) end(result rules.Result, reason game.Reason, kind game.Kind, at int64) error {
	if m.running >= 0 {
		m.left[m.running] = max(0, m.left[m.running]-(at-m.since))
	}
	m.status, m.result, m.reason, m.running, m.offer = game.Over, result, reason, -1, game.Offer{}
	return m.event(kind, at)
}

// wins is the result when a side does.
func wins(who int) rules.Result { return [2]rules.Result{rules.WhiteWins, rules.BlackWins}[who] }

func (m *model) flag(at int64) error {
	loser := m.running
	m.left[loser] = 0
	result := wins(1 - loser)
	if !mighty(m.now(), 1-loser) {
		result = rules.Drawn
	}
	return m.end(result, game.Flag, game.FlagFell, at)
}

// expire reports whether the game ended because its time was up.
func (m *model) expire(at int64) bool {
	if d := m.deadline(); d == 0 || at < d {
		return false
	}
	if m.running < 0 {
		return m.end(rules.NoResult, game.ByAbort, game.Aborted, at) == nil
	}
	return m.flag(at) == nil
}

func (m *model) think(at int64) {
	if m.since = at; m.clocked() && m.ply() >= 2 {
		m.running = m.turn()
	}
}

func (m *model) legal(move string) bool { return slices.Contains(m.now().Legal(), move) }

// play makes a legal move that is in time.
func (m *model) play(a act, lag, at int64) error {
	if m.running >= 0 {
		back := min(lag, m.quota[a.who])
		m.left[a.who] += m.increment + back - (at - m.since)
		m.quota[a.who] = min(7*m.gain(), m.quota[a.who]+m.gain()-back)
	}
	if m.offer.By == colors[1-a.who] || m.offer.Kind == game.OfferTakeback {
		m.offer = game.Offer{}
	}
	next, played, err := m.now().Move(a.move)
	if err != nil {
		return err
	}
	m.line, m.same, m.moves = append(m.line, next), append(m.same, sameness(next)), append(m.moves, played.UCI)
	_ = m.event(game.Moved, at)
	m.movedAt = m.version
	m.made = append(m.made, madeMove{m.version, a.seen, a.who, played.UCI})
	m.think(at)
	if result, reason := m.judge(); reason != "" {
		m.version--
		return m.end(result, reason, game.Moved, at)
	}
	return nil
}

// judge tells the end that the last move made.
func (m *model) judge() (rules.Result, game.Reason) {
	p := m.now()
	pieces := strings.Map(func(r rune) rune {
		if strings.ContainsRune("prnbqPRNBQ", r) {
			return r
		}
		return -1
	}, strings.Fields(p.FEN())[0])
	switch quiet := quietPlies(p); {
	case len(p.Legal()) == 0 && p.Check():
		return wins(1 - m.turn()), game.Mate
	case len(p.Legal()) == 0:
		return rules.Drawn, game.Stalemate
	case pieces == "" || strings.EqualFold(pieces, "n") || bishops(p, "bB") != 3 && strings.Trim(pieces, "bB") == "":
		return rules.Drawn, game.DeadMaterial
	case m.times() >= 5:
		return rules.Drawn, game.Fivefold
	case quiet >= 150:
		return rules.Drawn, game.SeventyFive
	case m.ply() >= 600:
		return rules.Drawn, game.TooLong
	}
	return "", ""
}

// times returns how often the current position has occurred.
func (m *model) times() int {
	n := 0
	for _, position := range m.same {
		if position == m.same[len(m.same)-1] {
			n++
		}
	}
	return n
}
