package view

import (
	"strconv"
	"strings"

	"kibitz/game"
	"kibitz/game/rules"
)

// live reports whether the page shows the newest position.
func (p GamePage) live() bool { return p.Ply >= len(p.Snapshot.Plies) }

// state describes the game in a few words.
func (p GamePage) state() string { return stateWords(p.Language, p.Snapshot.Event, p.You) }

// title is the state for the tab's title, which is read at a glance.
func (p GamePage) title() string {
	if p.is("mine") {
		return p.Say("yourTurn")
	}
	return p.state()
}

// refreshes reports whether a visitor without scripts has something to wait for and
// the page may refresh itself.
func (p GamePage) refreshes() bool {
	return p.Refresh && p.waits()
}

// bottom is the color at the near side of the board.
func (p GamePage) bottom() rules.Color {
	usual := rules.White
	if p.You == rules.Black {
		usual = rules.Black
	}
	if p.Flip {
		return usual.Other()
	}
	return usual
}

func (p GamePage) seat(c rules.Color) game.Player {
	if c == rules.White {
		return p.Snapshot.White
	}
	return p.Snapshot.Black
}

// open is the color of the open seat; "" if there is none.
func (p GamePage) open() rules.Color {
	for _, c := range []rules.Color{rules.White, rules.Black} {
		if !p.seat(c).Seated() {
			return c
		}
	}
	return ""
}

// openSide is the word for that color; "" if there is none.
func (p GamePage) openSide() string {
	if c := p.open(); c != "" {
		return p.Say("side." + string(c))
	}
	return ""
}

func (p GamePage) seatName(c rules.Color) string {
	if s := p.seat(c); s.Seated() {
		return s.Name
	}
	return p.Say("openSeat")
}

// pairing names the two players, White first.
func (p GamePage) pairing() string {
	return p.seatName(rules.White) + " – " + p.seatName(rules.Black)
}

// path is the game's address followed by rest, such as "/moves".
func (p GamePage) path(rest string) string { return "/games/" + string(p.Snapshot.Game) + rest }

// link is the address of the game at a ply, from the chosen side; a negative ply is
// the live game.
func (p GamePage) link(ply int, flip bool) string {
	var query []string
	if ply >= 0 {
		query = append(query, "ply="+strconv.Itoa(ply))
	}
	if flip {
		query = append(query, "flip=1")
	}
	if !p.Refresh {
		query = append(query, "refresh=0")
	}
	if p.asksTransport() {
		query = append(query, "transport="+p.Transport)
	}
	if len(query) == 0 {
		return p.path("")
	}
	return p.path("?" + strings.Join(query, "&"))
}

// still is the address of the page without automatic refresh, and refreshing the
// address of the page with it.
func (p GamePage) still() string {
	p.Refresh = false
	return p.link(-1, p.Flip)
}

func (p GamePage) refreshing() string {
	p.Refresh = true
	return p.link(-1, p.Flip)
}

// flipLink is the address of the same position from the other side.
func (p GamePage) flipLink() string {
	if p.live() {
		return p.link(-1, !p.Flip)
	}
	return p.link(p.Ply, !p.Flip)
}

// fen is the position shown.
func (p GamePage) fen() string {
	switch s := p.Snapshot; {
	case p.live():
		return s.FEN
	case p.Ply < 1:
		return s.StartFEN
	default:
		return s.Plies[p.Ply-1].FEN
	}
}

// lastUCI is the move that led to the position shown; "" at the start.
func (p GamePage) lastUCI() string {
	if n := min(p.Ply, len(p.Snapshot.Plies)); n > 0 {
		return p.Snapshot.Plies[n-1].UCI
	}
	return ""
}

// legal is the moves that the script may offer, for players only.
func (p GamePage) legal() []string {
	if p.You == "" {
		return nil
	}
	return p.Snapshot.Legal()
}

// score is a side's score, once the game has a result.
func (p GamePage) score(c rules.Color) string { return scoreOf(p.Snapshot.Result, c) }

func scoreOf(r rules.Result, c rules.Color) string {
	switch {
	case r == rules.Drawn:
		return "½"
	case r == rules.WhiteWins && c == rules.White, r == rules.BlackWins && c == rules.Black:
		return "1"
	case r == rules.NoResult || r == "":
		return ""
	}
	return "0"
}
