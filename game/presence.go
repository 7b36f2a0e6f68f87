package game

import (
	"context"
	"time"

	"kibitz/game/rules"
)

// PresenceKind is the kind of what tells who is there. It is not part of the
// log: it has no version.
const PresenceKind Kind = "presence"

// A Presence is who is there at a game. It is a value.
type Presence struct {
	White, Black Attendance
	Spectators   int
}

// An Attendance is whether a player is there. The zero Attendance is one who is.
type Attendance struct {
	Away time.Time // since when the player has been away; zero if not, or not for long
}

// Of returns the attendance of the player at a color.
func (p Presence) Of(c rules.Color) Attendance {
	if c == rules.White {
		return p.White
	}
	return p.Black
}

// Here is who is at a game on one of several servers. It is a value.
type Here struct {
	White, Black Sign
	Spectators   int
}

// Of returns the sign of the player at a color.
func (h Here) Of(c rules.Color) Sign {
	if c == rules.White {
		return h.White
	}
	return h.Black
}

// A Sign is the life that a player shows on one server. The zero Sign is of one
// who has not been seen there.
type Sign struct {
	There bool
	Left  time.Time // when one left who was there; zero for any other
}

// How long an opponent in a game of each speed has to be away before the game
// can be claimed. Everybody is a guest, of whom half is asked.
var goneAfter = map[Speed]time.Duration{
	Ultrabullet: 40 * time.Second / 2, Bullet: 40 * time.Second / 2, Blitz: 40 * time.Second / 2,
	Rapid: 2 * 40 * time.Second / 2, Classical: 3 * 40 * time.Second / 2,
}

// GoneAfter returns how long a player has to be away before the opponent can
// claim the game; 0 if that cannot be: there is no clock.
func (tc TimeControl) GoneAfter() time.Duration {
	if !tc.Clocked() {
		return 0
	}
	return goneAfter[tc.Speed()]
}

// ClaimGone ends the game for by, whose opponent has been away since a time:
// as a win, or as a draw if that is what by wants or by could not mate. The zero
// time is an opponent who is there, as a computer always is.
func (g *Game) ClaimGone(by PlayerID, win bool, away time.Time, at time.Time) (Event, error) {
	at = g.moment(at)
	color, err := g.player(by)
	if err != nil {
		return Event{}, err
	}
	if e, late := g.expired(at); late {
		return e, nil
	}
	wait := g.record.Clock.Control.GoneAfter()
	if wait == 0 || g.record.computer(color.Other()) || g.record.Ply < freePlies || away.IsZero() || at.Sub(away) < wait {
		return Event{}, ErrNotGone
	}
	if win && g.position.CanMate(color) {
		g.end(color.Wins(), Abandoned, at)
	} else {
		g.end(rules.Drawn, Abandoned, at)
	}
	return g.happened(Claimed, color, at), nil
}

// ClaimGone ends the game for a player whose opponent has been away since a time,
// as a win or as a draw.
func (s *Service) ClaimGone(ctx context.Context, id ID, by PlayerID, win bool, away time.Time) (Event, error) {
	return inTime(s.change(ctx, id, func(g *Game, at time.Time) (Event, error) {
		if resumed := s.lastOutage(); !away.IsZero() && resumed.After(away) {
			away = resumed // in an outage nobody could be there
		}
		return g.ClaimGone(by, win, away, at)
	}))
}
