package view

import (
	"strings"

	"kibitz/game/rules"
)

// worth lists the counted pieces, the strongest first.
var worth = []struct {
	kind   byte
	points int
}{{'Q', 9}, {'R', 5}, {'B', 3}, {'N', 3}, {'P', 1}}

// surplus is the material that a side is ahead by. The script draws the same:
// static/js/board/material.js.
type surplus struct {
	pieces []rules.Piece // the extra pieces, in the other side's color
	points int           // by which the side is ahead; 0 or less if it is not
	text   string        // "has more: 1 knight, 2 pawns"; "" for nothing
}

// surplus counts the material of the position shown.
func (p GamePage) surplus(c rules.Color) surplus {
	position, err := rules.KeptFEN(p.fen())
	if err != nil {
		return surplus{} // the board is drawn empty then
	}
	more := map[byte]int{}
	for _, piece := range position.Board() {
		if piece.Color() == c {
			more[piece.Kind()]++
		} else {
			more[piece.Kind()]--
		}
	}
	var s surplus
	var told []string
	for _, w := range worth {
		n := more[w.kind]
		s.points += n * w.points
		if n <= 0 {
			continue
		}
		for range n {
			s.pieces = append(s.pieces, of(c.Other(), rules.Piece(w.kind)))
		}
		told = append(told, p.Say("more."+string(w.kind), "n", n))
	}
	if told != nil {
		s.text = p.Say("hasMore", "pieces", strings.Join(told, ", "))
	}
	return s
}
