package pgn

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"kibitz/game/rules"
)

// PGN returns the game in export format, with its comments, glyphs and
// variations.
func (g *Game) PGN() string { return append(Tags{}, g.Tags...).Text() + g.Movetext() }

// Movetext returns the moves and the result in export format, without the tags.
func (g *Game) Movetext() string {
	number, turn := startOf(g.StartFEN)
	var w writer
	w.line(g.Line, number, turn)
	return w.end(g.Result)
}

// width is the longest line of movetext (PGN 8.2.1).
const width = 79

// A writer writes movetext and breaks it into lines.
type writer struct {
	b      strings.Builder
	column int
	prefix string // of the next word: opening parentheses
	held   string // the newest word, to which a closing parenthesis may be added
}

// word writes text that must stay on one line.
func (w *writer) word(text string) {
	w.flush()
	w.held, w.prefix = w.prefix+text, ""
}

// glue adds to the newest word.
func (w *writer) glue(text string) { w.held += text }

func (w *writer) flush() {
	switch {
	case w.held == "":
		return
	case w.column == 0:
	case w.column+1+len(w.held) > width && w.held[0] != '%' && w.held[0] != '[' && w.held[0] != ';':
		w.b.WriteByte('\n')
		w.column = 0
	default: // also keeps text out of the first column that a reader would take for something else there
		w.b.WriteByte(' ')
		w.column++
	}
	w.b.WriteString(w.held)
	w.column += len(w.held)
	w.held = ""
}

// end writes the result and the empty line that ends a game, and returns the whole
// text.
func (w *writer) end(result rules.Result) string {
	w.word(string(result))
	w.flush()
	return w.b.String() + "\n\n"
}

// line writes the moves of a line; number and turn are those of its first move.
func (w *writer) line(l Line, number int, turn rules.Color) {
	w.comment(nil, l.Comment)
	apart := true // Black's move needs its number: it begins a line, or follows a comment or a variation
	for _, m := range l.Moves {
		if turn == rules.White {
			w.word(fmt.Sprintf("%d.", number))
		} else if apart {
			w.word(fmt.Sprintf("%d...", number))
		}
		w.word(m.SAN)
		for _, n := range m.NAGs {
			w.word(fmt.Sprintf("$%d", n))
		}
		w.comment(m.Clock, m.Comment)
		for _, v := range m.Variations {
			w.prefix += "("
			w.line(v, number, turn)
			w.glue(")")
		}
		apart = m.Clock != nil || m.Comment != "" || len(m.Variations) > 0
		if turn == rules.Black {
			number++
		}
		turn = turn.Other()
	}
}

// comment writes the clock and the comment in braces, if there is either.
func (w *writer) comment(clock *time.Duration, text string) {
	if clock == nil && text == "" {
		return
	}
	w.prefix += "{"
	if clock != nil {
		w.word(clockText(*clock))
	}
	for word := range strings.FieldsSeq(text) {
		w.word(word)
	}
	w.glue("}")
}

// clockText formats a clock to the millisecond, as [%clk 0:05:00.5].
func clockText(left time.Duration) string {
	s := int(left.Seconds())
	text := fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	if ms := left.Milliseconds() % 1000; ms > 0 {
		text += strings.TrimRight(fmt.Sprintf(".%03d", ms), "0")
	}
	return "[%clk " + text + "]"
}

// startOf returns the move number and the side to move of a start position.
func startOf(fen string) (number int, turn rules.Color) {
	number, turn = 1, rules.White
	if fields := strings.Fields(fen); len(fields) == 6 {
		if fields[1] == "b" {
			turn = rules.Black
		}
		if n, err := strconv.Atoi(fields[5]); err == nil {
			number = n
		}
	}
	return number, turn
}
