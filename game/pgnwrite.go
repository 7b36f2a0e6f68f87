package game

import (
	"fmt"
	"strings"
	"time"
)

// PGN returns the game in export format, with its comments, glyphs and
// variations.
func (g *PGNGame) PGN() string { return writeTags(append([]Tag{}, g.Tags...)) + g.movetext() }

func (g *PGNGame) movetext() string {
	number, turn := startOf(g.StartFEN)
	var w pgnWriter
	w.line(g.Line, number, turn)
	return w.end(g.Result)
}

// Longest line of movetext (PGN 8.2.1).
const pgnWidth = 79

// A pgnWriter writes movetext in lines.
type pgnWriter struct {
	b      strings.Builder
	column int
	prefix string // of the next word: opening parentheses
	held   string // the newest word, to which a closing parenthesis may be added
}

// word writes what is not broken over lines.
func (w *pgnWriter) word(text string) {
	w.flush()
	w.held, w.prefix = w.prefix+text, ""
}

// glue adds to the newest word.
func (w *pgnWriter) glue(text string) { w.held += text }

func (w *pgnWriter) flush() {
	switch {
	case w.held == "":
		return
	case w.column == 0:
	case w.column+1+len(w.held) > pgnWidth && w.held[0] != '%' && w.held[0] != '[' && w.held[0] != ';':
		w.b.WriteByte('\n')
		w.column = 0
	default: // what a reader takes for something else in the first column stays out of it, too
		w.b.WriteByte(' ')
		w.column++
	}
	w.b.WriteString(w.held)
	w.column += len(w.held)
	w.held = ""
}

// end writes the result and the empty line that ends a game, and returns all.
func (w *pgnWriter) end(result Result) string {
	w.word(string(result))
	w.flush()
	return w.b.String() + "\n\n"
}

// line writes the moves of a line; number and turn are those of its first.
func (w *pgnWriter) line(l Line, number int, turn Color) {
	w.comment(nil, l.Comment)
	apart := true // Black's move needs its number: it begins a line, or follows a comment or a variation
	for _, m := range l.Moves {
		if turn == White {
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
		if turn == Black {
			number++
		}
		turn = turn.Other()
	}
}

// comment writes a clock and words in braces, if there are any.
func (w *pgnWriter) comment(clock *time.Duration, text string) {
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

// clockText tells a clock to the millisecond, as [%clk 0:05:00.5].
func clockText(left time.Duration) string {
	s := int(left.Seconds())
	text := fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	if ms := left.Milliseconds() % 1000; ms > 0 {
		text += strings.TrimRight(fmt.Sprintf(".%03d", ms), "0")
	}
	return "[%clk " + text + "]"
}
