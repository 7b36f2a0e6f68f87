package view

import (
	"strconv"
	"strings"

	"kibitz/game"
	"kibitz/game/rules"
)

// A moveRow is one numbered move of the list: White's ply and Black's. A ply of 0 is
// absent.
type moveRow struct {
	white, black int
}

// rows pairs the plies played. When Black moved first, White's half of the first row
// is empty.
func (p GamePage) rows() []moveRow {
	var rows []moveRow
	ply := 1
	if p.firstColor() == rules.Black && len(p.Snapshot.Plies) > 0 {
		rows = append(rows, moveRow{black: 1})
		ply = 2
	}
	for ; ply <= len(p.Snapshot.Plies); ply += 2 {
		row := moveRow{white: ply}
		if ply < len(p.Snapshot.Plies) {
			row.black = ply + 1
		}
		rows = append(rows, row)
	}
	return rows
}

// firstColor is the side that moves first, and firstNumber the number of that move;
// both come from the start position.
func (p GamePage) firstColor() rules.Color {
	start := game.Event{FEN: p.Snapshot.StartFEN}
	return start.Turn()
}

func (p GamePage) firstNumber() int {
	fields := strings.Fields(p.Snapshot.StartFEN)
	if len(fields) == 6 {
		if n, err := strconv.Atoi(fields[5]); err == nil && n > 0 {
			return n
		}
	}
	return 1
}

// colorOf is the side that played a ply.
func (p GamePage) colorOf(ply int) rules.Color {
	if ply%2 == 1 {
		return p.firstColor()
	}
	return p.firstColor().Other()
}

// moveName is a ply with its number: "3… Nf6".
func (p GamePage) moveName(ply int) string {
	half := ply - 1
	dots := ". "
	if p.firstColor() == rules.Black {
		half++
	}
	if half%2 == 1 {
		dots = "… "
	}
	return strconv.Itoa(p.firstNumber()+half/2) + dots + p.Snapshot.Plies[ply-1].SAN
}

// shown says which earlier position is shown.
func (p GamePage) shown() string {
	if p.Ply < 1 {
		return p.Say("positionAtStart")
	}
	return p.Say("positionAfter", "move", p.moveName(min(p.Ply, len(p.Snapshot.Plies))))
}

// lastMove is the last move shown, in full words.
func (p GamePage) lastMove() string {
	n := min(p.Ply, len(p.Snapshot.Plies))
	if n < 1 {
		return p.Say("noMoves")
	}
	return p.Say("lastMove", "move", spoken(p.Language, p.colorOf(n), p.Snapshot.Plies[n-1].SAN))
}

// opening is the name of the opening with its code; "" if unknown.
func (p GamePage) opening() string {
	o := p.Snapshot.Opening()
	return strings.TrimSpace(o.ECO + " " + o.Name)
}

// ucis are all moves for the script, which replays them to show earlier positions.
func (p GamePage) ucis() string {
	moves := make([]string, len(p.Snapshot.Plies))
	for i, ply := range p.Snapshot.Plies {
		moves[i] = ply.UCI
	}
	return strings.Join(moves, " ")
}

// startCheck reports whether the start position is a check, which no move tells.
func (p GamePage) startCheck() bool {
	start, err := rules.KeptFEN(p.Snapshot.StartFEN)
	return err == nil && start.Check()
}

// about is where and when an imported game was played, as far as known.
func (p GamePage) about() string {
	var known []string
	for _, name := range []string{"Event", "Site", "Date"} {
		if value := p.Snapshot.Source.Tag(name); value != "" {
			known = append(known, strings.TrimSuffix(strings.TrimSuffix(value, ".??"), ".??"))
		}
	}
	return strings.Join(known, " · ")
}
