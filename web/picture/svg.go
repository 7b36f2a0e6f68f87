package picture

import (
	"encoding/xml"
	"fmt"
	"html"
	"strings"
	"sync"

	"kibitz/game/rules"
	"kibitz/static"
)

// cell is the side of a square in an SVG, the size of the piece drawings.
const cell = 45

// shapes are the pieces as SVG elements, each filling a square at 0,0.
var shapes = sync.OnceValue(func() map[rules.Piece]string {
	var sheet struct {
		Pieces []struct {
			Box    string `xml:"viewBox,attr"`
			Inside string `xml:",innerxml"`
		} `xml:"svg"`
	}
	if err := xml.Unmarshal(static.File("img/pieces.svg"), &sheet); err != nil || len(sheet.Pieces) != 12 {
		panic("static/img/pieces.svg does not have the twelve pieces") // the file is part of the program
	}
	all := make(map[rules.Piece]string, 12)
	for i, kind := range pieceOrder + strings.ToLower(pieceOrder) {
		p := sheet.Pieces[i]
		all[rules.Piece(kind)] = fmt.Sprintf(`<symbol id="%c" viewBox="%s">%s</symbol>`, kind, p.Box, p.Inside)
	}
	return all
})

// SVG draws the board alone, with coordinates and the last move. It may be called
// from many goroutines.
func SVG(s Scene) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %[1]d" width="720" height="720" role="img">`, 8*cell)
	fmt.Fprintf(&b, `<title>%s</title><defs>`, html.EscapeString(s.title()))
	squares := s.squares()
	used := make(map[rules.Piece]bool)
	for _, q := range squares {
		if q.piece != 0 && !used[q.piece] {
			used[q.piece] = true
			b.WriteString(shapes()[q.piece])
		}
	}
	fmt.Fprintf(&b, `</defs><path fill="#%06x" d="M0 0h%d v%[2]d H0z"/><g fill="#%06[3]x">`, lightSquare, 8*cell, darkSquare)
	for _, q := range squares {
		if q.dark {
			fmt.Fprintf(&b, `<path d="M%d %dh%dv%[3]dh-%[3]dz"/>`, q.column*cell, q.row*cell, cell)
		}
	}
	b.WriteString(`</g>`)
	for _, q := range squares {
		q.write(&b)
	}
	b.WriteString(`</svg>`)
	return []byte(b.String())
}

// write draws a square with its contents.
func (q square) write(b *strings.Builder) {
	x, y := q.column*cell, q.row*cell
	switch {
	case q.from:
		fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="%[3]d" fill="#%06[4]x" fill-opacity=".4"/>`, x, y, cell, lastMark)
	case q.to:
		fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="%[3]d" fill="#%06[4]x" fill-opacity=".55"/>`, x, y, cell, lastMark)
		for _, frame := range []struct {
			inset, width float64
			color        int
		}{{1.7, 1.2, lastInner}, {.6, 1.2, lastFrame}} {
			fmt.Fprintf(b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%[3]v" fill="none" stroke="#%06[4]x" stroke-width="%.1[5]f"/>`,
				float64(x)+frame.inset, float64(y)+frame.inset, cell-2*frame.inset, frame.color, frame.width)
		}
	}
	if q.danger {
		fmt.Fprintf(b, `<circle cx="%d" cy="%d" r="20.5" fill="#%06x" fill-opacity=".5" stroke="#%06[3]x" stroke-width="2" stroke-dasharray="5 3"/>`,
			x+cell/2, y+cell/2, dangerMark)
	}
	if q.column == 0 {
		writeCoordinate(b, x+2, y+9, "start", q.name[1:])
	}
	if q.row == 7 {
		writeCoordinate(b, x+cell-2, y+cell-2, "end", q.name[:1])
	}
	if q.piece != 0 {
		fmt.Fprintf(b, `<use href="#%c" x="%d" y="%d" width="%d" height="%[4]d"/>`, q.piece, x+1, y+1, cell-2)
	}
}

func writeCoordinate(b *strings.Builder, x, y int, anchor, text string) {
	fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="%s" fill="#%06x" fill-opacity=".85" font-family="system-ui,sans-serif" font-size="8" font-weight="700">%s</text>`,
		x, y, anchor, coordinate, text)
}

// title describes the picture for people who cannot see it.
func (s Scene) title() string {
	any := func(rune) bool { return true }
	var parts []string
	if s.White != (Side{}) || s.Black != (Side{}) {
		parts = append(parts, plain(s.White.Name, any)+" – "+plain(s.Black.Name, any))
	}
	for _, text := range []string{s.Headline, s.Detail} {
		if text = plain(text, any); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, ". ")
}
