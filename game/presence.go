package game

import (
	"context"
	"time"

	"kibitz/game/rules"
)

// PresenceKind is the kind of a presence update. It is not part of the log and has
// no version.
const PresenceKind Kind = "presence"

// A Presence tells who is present at a game. It is a value.
type Presence struct {
	White, Black Attendance
	Spectators   int
}

// An Attendance tells whether a player is present. The zero Attendance means
// present.
type Attendance struct {
	Away time.Time // since when the player has been away; zero if present, or not away for long
}

// Of returns the attendance of the player of a color.
func (p Presence) Of(c rules.Color) Attendance {
	if c == rules.White {
		return p.White
	}
	return p.Black
}

// Here tells who is present at a game on one of several servers. It is a value.
type Here struct {
	White, Black Sign
	Spectators   int
}

// Of returns the sign of the player of a color.
func (h Here) Of(c rules.Color) Sign {
	if c == rules.White {
		return h.White
	}
	return h.Black
}

// A Sign is a player's sign of life on one server. The zero Sign means that the
// player has not been seen there.
type Sign struct {
	There bool
	Left  time.Time // when a player who was present left; zero otherwise
}

// goneAfter is how long an opponent has to be away before the game can be claimed,
// by speed. The usual times are halved, since everybody is a guest.
var goneAfter = map[Speed]time.Duration{
	Ultrabullet: 40 * time.Second / 2, Bullet: 40 * time.Second / 2, Blitz: 40 * time.Second / 2,
	Rapid: 2 * 40 * time.Second / 2, Classical: 3 * 40 * time.Second / 2,
}

// GoneAfter returns how long a player has to be away before the opponent can claim
// the game; 0 if there is no clock, and so no claim.
func (tc TimeControl) GoneAfter() time.Duration {
	if !tc.Clocked() {
		return 0
	}
	return goneAfter[tc.Speed()]
}

// ClaimGone ends the game at the request of by, whose opponent has been away since a
// time: as a win, or as a draw if by wants one or could not mate. The zero time
// means that the opponent is present, as a computer always is.
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

// ClaimGone ends the game at the request of a player whose opponent has been away
// since a time, as a win or a draw.
func (s *Service) ClaimGone(ctx context.Context, id ID, by PlayerID, win bool, away time.Time) (Event, error) {
	return inTime(s.change(ctx, id, func(g *Game, at time.Time) (Event, error) {
		if resumed := s.lastOutage(); !away.IsZero() && resumed.After(away) {
			away = resumed // during an outage nobody could be present
		}
		return g.ClaimGone(by, win, away, at)
	}))
}
