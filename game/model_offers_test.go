package game_test

import (
	"kibitz/game"
	"kibitz/game/rules"
)

func (m *model) claim(who int) game.Reason {
	switch {
	case who != m.turn():
		return ""
	case m.times() >= 3:
		return game.Threefold
	case quietPlies(m.now()) >= 100:
		return game.Fifty
	}
	return ""
}

// meet handles what all offers have in common. It returns what is left to do:
// "offer", "accept", or nothing along with the error of the answer.
func (m *model) meet(kind game.OfferKind, a act, at int64) (game.Answer, error) {
	mine, theirs := game.Offer{Kind: kind, By: colors[a.who]}, game.Offer{Kind: kind, By: colors[1-a.who]}
	switch a.answer {
	case game.Accept:
		if m.offer != theirs {
			return "", game.ErrNothingOffered
		}
		return game.Accept, nil
	case game.Decline:
		if m.offer != theirs {
			return "", game.ErrNothingOffered
		}
		if kind == game.OfferTakeback {
			m.declines[1-a.who]++
			m.wait[1-a.who] = at + 10_000*int64(m.declines[1-a.who]*m.declines[1-a.who])
		}
		m.offer = game.Offer{}
		return "", m.event(game.Declined, at)
	case game.Propose:
		switch m.offer {
		case theirs:
			return game.Accept, nil
		case mine:
			return "", game.ErrOfferedAlready
		}
		return game.Propose, nil
	}
	return "", game.ErrBadAnswer
}

func (m *model) draw(a act, at int64) error {
	left, err := m.meet(game.OfferDraw, a, at)
	switch reason := m.claim(a.who); {
	case left == game.Accept:
		return m.end(rules.Drawn, game.Agreement, game.DrawAgreed, at)
	case left == "":
		return err
	case reason != "":
		return m.end(rules.Drawn, reason, game.Claimed, at)
	case m.ply() < 2 || m.drawPly[a.who] > 0 && m.ply()-m.drawPly[a.who] < 20:
		return game.ErrTooSoon
	}
	m.drawPly[a.who] = m.ply()
	m.offer = game.Offer{Kind: game.OfferDraw, By: colors[a.who]}
	return m.event(game.Offered, at)
}

func (m *model) takeback(a act, at int64) error {
	back := func(asker int) int {
		if m.turn() == asker {
			return 2
		}
		return 1
	}
	left, err := m.meet(game.OfferTakeback, a, at)
	switch {
	case left == "":
		return err
	case left == game.Accept:
		n := m.ply() - back(1-a.who)
		if m.running >= 0 {
			m.left[m.running] = max(0, m.left[m.running]-(at-m.since))
		}
		m.line, m.same, m.moves, m.running, m.offer = m.line[:n+1], m.same[:n+1], m.moves[:n], -1, game.Offer{}
		m.declines[1-a.who], m.wait[1-a.who] = 0, 0
		m.think(at)
		_ = m.event(game.TakenBack, at)
		m.movedAt = m.version
		return nil
	case m.ply() < back(a.who):
		return game.ErrNothingToTakeBack
	case at < m.wait[a.who]:
		return game.ErrTooSoon
	}
	m.offer = game.Offer{Kind: game.OfferTakeback, By: colors[a.who]}
	return m.event(game.Offered, at)
}

func (m *model) rematch(a act, at int64) error {
	switch {
	case m.status != game.Over:
		return game.ErrNotOver
	case m.next:
		return game.ErrRematched
	}
	left, err := m.meet(game.OfferRematch, a, at)
	switch left {
	case "":
		return err
	case game.Accept:
		m.next, m.offer = true, game.Offer{}
		return m.event(game.Rematched, at)
	}
	m.offer = game.Offer{Kind: game.OfferRematch, By: colors[a.who]}
	return m.event(game.Offered, at)
}

func (m *model) outage(from, until int64) error {
	from = max(from, m.last)
	switch {
	case m.status == game.Over:
		return game.ErrOver
	case !m.clocked() || from >= until || from >= m.deadline():
		return game.ErrNothingLost
	case m.running < 0:
		m.since = until
		return m.event(game.TimeGiven, until)
	}
	had := m.left[m.running] - (from - m.since)
	m.left[m.running] = max(had, 20_000) + until - m.since
	m.left[1-m.running] = max(m.left[1-m.running], 10_000)
	return m.event(game.TimeGiven, until)
}
