package game_test

import (
	"strconv"
	"strings"

	"kibitz/game"
	"kibitz/game/rules"
)

// sameness is what two positions have in common that count as repeated.
func sameness(p rules.Position) string {
	fields := strings.Fields(p.FEN())
	board, passant := p.Board(), "-"
	if s, ok := rules.ParseSquare(fields[3]); ok {
		for _, move := range p.Legal() {
			from, _ := rules.ParseSquare(move[:2])
			if board[from].Kind() == 'P' && move[2:4] == s.String() {
				passant = fields[3]
			}
		}
	}
	return fields[0] + fields[1] + fields[2] + passant
}

func quietPlies(p rules.Position) int {
	n, _ := strconv.Atoi(strings.Fields(p.FEN())[4])
	return n
}

// bishops tells on which squares these bishops stand: 1 light, 2 dark, 3 both.
func bishops(p rules.Position, letters string) int {
	found := 0
	for s, piece := range p.Board() {
		if piece != 0 && strings.ContainsRune(letters, rune(piece)) {
			found |= 1 << (1 - (s/8+s%8)%2)
		}
	}
	return found
}

// mighty reports whether a side could mate.
func mighty(p rules.Position, who int) bool {
	placement := strings.Fields(p.FEN())[0]
	own, other := "PRNBQ", "prnbq"
	if who == 1 {
		own, other = other, own
	}
	count := func(set string, which ...int) int {
		n := 0
		for _, i := range which {
			n += strings.Count(placement, set[i:i+1])
		}
		return n
	}
	bishopsOf := func(set string) int { return bishops(p, set[3:4]) }
	switch {
	case count(own, 0, 1, 2, 3, 4) == 0:
		return false
	case count(own, 2) == 1 && count(own, 0, 1, 3, 4) == 0:
		return count(other, 0, 1, 2, 3) > 0
	case count(own, 0, 1, 2, 4) == 0 && bishopsOf(own) != 3:
		return count(other, 0, 2) > 0 || bishopsOf(own)|bishopsOf(other) == 3
	}
	return true
}

// try does an act and returns its error. An act that comes too late ends the game,
// and its error is game.ErrOver.
func (m *model) try(a act, at int64) error {
	at = max(at, m.last)
	switch {
	case a.do == "sweep" && m.status == game.Over:
		return game.ErrOver
	case a.do == "sweep" || a.do == "flag" && a.who < 2 && m.status != game.Over:
		if !m.expire(at) {
			return game.ErrNotDue
		}
		return nil
	case a.do == "outage":
		return m.outage(at-a.lost, at)
	case a.who == 2:
		return game.ErrNotPlayer
	case a.do == "rematch":
		return m.rematch(a, at)
	case a.do == "move" && a.seen > m.version:
		return game.ErrAhead
	case a.do == "move" && a.seen > 0 && a.seen < m.movedAt:
		return m.again(a)
	case m.status == game.Over:
		return game.ErrOver
	case a.do == "move":
		return m.move(a, at)
	case a.do == "abort" && m.ply() >= 2:
		return game.ErrTooLate
	case a.do == "abort":
		return m.end(rules.NoResult, game.ByAbort, game.Aborted, at)
	case m.expire(at):
		return game.ErrOver
	}
	return m.talk(a, at)
}

// again answers a move at an old version: nil if it was made there.
func (m *model) again(a act) error {
	for _, made := range m.made {
		if made.version > a.seen {
			if made == (madeMove{made.version, a.seen, a.who, a.move}) {
				return nil
			}
			break
		}
	}
	return game.ErrStale
}

func (m *model) move(a act, at int64) error {
	if a.who != m.turn() {
		return game.ErrNotYourTurn
	}
	if m.expire(at) {
		return game.ErrOver
	}
	took := at - m.since
	lag := int64(0)
	if a.timing.Told {
		lag = max(0, min(took-max(0, a.timing.Spent.Milliseconds()), a.timing.RoundTrip.Milliseconds()+140))
	}
	switch {
	case m.running >= 0 && took-min(lag, m.quota[a.who]) >= m.left[a.who]:
		_ = m.flag(at)
		return game.ErrOver
	case !m.legal(a.move):
		return rules.ErrIllegal
	}
	return m.play(a, lag, at)
}

// talk does what players may do in time in a running game.
func (m *model) talk(a act, at int64) error {
	switch a.do {
	case "resign":
		if m.ply() < 2 {
			return game.ErrTooEarly
		}
		return m.end(wins(1-a.who), game.Resignation, game.Resigned, at)
	case "time":
		spent := int64(0)
		if m.running == 1-a.who {
			spent = at - m.since
		}
		if !m.clocked() || max(0, m.left[1-a.who]-spent) >= 7_200_000 {
			return game.ErrNoMoreTime
		}
		m.left[1-a.who] += 15_000
		return m.event(game.TimeGiven, at)
	case "claim":
		if reason := m.claim(a.who); reason != "" {
			return m.end(rules.Drawn, reason, game.Claimed, at)
		}
		return game.ErrNothingToClaim
	case "draw":
		return m.draw(a, at)
	}
	return m.takeback(a, at)
}
