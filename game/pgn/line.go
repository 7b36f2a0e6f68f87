package pgn

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"kibitz/game/plaintext"
	"kibitz/game/rules"
)

var (
	errLongGame = fmt.Errorf("the game is longer than %d half-moves", rules.MaxPlies)
	errComment  = fmt.Errorf("more than %d characters are written about one move", maxComment)
	errDepth    = fmt.Errorf("variations are nested more than %d deep", maxDepth)
	errNoOpen   = errors.New(`there is a ")" without a "("`)
	errNoMove   = errors.New("a variation or a glyph follows a move")
)

// A badSAN is a move that cannot be played, with its number.
type badSAN struct {
	move string
	err  error
}

func (e *badSAN) Error() string { return e.move + ": " + e.err.Error() }

// A lineReader is a line being read.
type lineReader struct {
	line       Line
	before, at rules.Position // the positions before and after the newest move
	number     int            // of the next move
	opened     int            // line of the file where this line of moves begins
	comment    []byte         // on the newest move, as far as read
}

// say adds to the comment on the newest move.
func (l *lineReader) say(text string) error {
	if len(l.comment)+len(text) > maxComment {
		return errComment
	}
	l.comment = append(append(l.comment, text...), ' ')
	return nil
}

// end is called once everything that belongs to the newest move has been read.
func (l *lineReader) end() {
	text := strings.Join(strings.Fields(strings.ReplaceAll(plaintext.OneLine(string(l.comment)), "}", ")")), " ")
	l.comment = nil
	if len(l.line.Moves) == 0 {
		l.line.Comment = text
		return
	}
	m := &l.line.Moves[len(l.line.Moves)-1]
	m.Clock, m.Comment = takeClock(text)
}

// clockCommand matches the command by which programs record the clock in a comment.
var clockCommand = regexp.MustCompile(`\[%clk (\d{1,2}):(\d\d):(\d\d)(?:\.(\d{1,3}))?\]`)

// takeClock takes the clock out of a comment, if there is one.
func takeClock(comment string) (*time.Duration, string) {
	m := clockCommand.FindStringSubmatchIndex(comment)
	if m == nil {
		return nil, comment
	}
	number := func(i int) time.Duration {
		if m[2*i] < 0 {
			return 0
		}
		n, _ := strconv.Atoi(comment[m[2*i]:m[2*i+1]]) // at most three digits
		return time.Duration(n)
	}
	clock := number(1)*time.Hour + number(2)*time.Minute + number(3)*time.Second
	fraction := number(4)
	for range 3 - (m[9] - m[8]) {
		fraction *= 10
	}
	clock += fraction * time.Millisecond
	before, after := strings.TrimSpace(comment[:m[0]]), strings.TrimSpace(comment[m[1]:])
	return &clock, strings.TrimSpace(before + " " + after)
}

// open begins a variation on the newest move.
func (r *reader) open(fileLine int) error {
	l := r.top()
	if len(l.line.Moves) == 0 {
		return errNoMove
	}
	if len(r.lines) > maxDepth {
		return errDepth
	}
	number := l.number
	if l.before.Turn() == rules.Black {
		number--
	}
	r.lines = append(r.lines, &lineReader{at: l.before, number: number, opened: fileLine})
	return nil
}

// close ends the newest variation. One without moves is a comment.
func (r *reader) close() error {
	if len(r.lines) == 1 {
		return errNoOpen
	}
	l := r.top()
	l.end()
	r.lines = r.lines[:len(r.lines)-1]
	if len(l.line.Moves) == 0 {
		return r.top().say(l.line.Comment)
	}
	parent := r.top().line.Moves
	m := &parent[len(parent)-1]
	m.Variations = append(m.Variations, l.line)
	return nil
}

// glyph adds a glyph to the newest move.
func (r *reader) glyph(n int) error {
	if len(r.lines) == 0 || len(r.top().line.Moves) == 0 {
		return errNoMove
	}
	moves := r.top().line.Moves
	m := &moves[len(moves)-1]
	if !slices.Contains(m.NAGs, n) {
		m.NAGs = append(m.NAGs, n)
	}
	return nil
}

// glyphs are the symbols that people write for numeric annotation glyphs (PGN 10,
// 8.2.3.8).
var glyphs = map[string]int{
	"!": 1, "?": 2, "!!": 3, "??": 4, "!?": 5, "?!": 6, "=": 10, "∞": 13, "+=": 14, "+/=": 14, "⩲": 14, "=+": 15, "=/+": 15, "⩱": 15,
	"+/-": 16, "±": 16, "-/+": 17, "∓": 17, "+-": 18, "-+": 19, "N": 146,
}

// word takes a result, a glyph, a move number or a move, which may follow its number
// without a space.
func (r *reader) word(text string) error {
	if result, ok := results[text]; ok {
		return r.end(result)
	}
	if n, ok := glyphs[text]; ok {
		return r.glyph(n)
	}
	if text == "e.p." || text == "ep" {
		return nil
	}
	move := text
	if rest := strings.TrimLeft(text, "0123456789"); rest == "" || rest[0] == '.' || strings.HasPrefix(rest, "…") {
		move = strings.TrimLeft(rest, ".…")
	}
	if err := r.start(); err != nil {
		return err
	}
	r.begun = true
	if move == "" {
		return nil
	}
	return r.move(move)
}

// end takes a result. One that ends a variation says nothing about the game.
func (r *reader) end(result rules.Result) error {
	if len(r.lines) > 1 {
		return nil
	}
	if !r.begun {
		return errNoGame
	}
	if err := r.start(); err != nil {
		return err
	}
	r.result = result
	return r.finish()
}

// count adds the next move of a line to the work done so far.
func (r *reader) count(l *lineReader) error {
	r.moves++
	r.choices += l.at.Choices()
	switch {
	case r.moves > maxMoves:
		return errManyMoves
	case len(l.line.Moves) >= rules.MaxPlies:
		return errLongGame
	case r.choices > maxChoices:
		return errManyChoices
	}
	return nil
}

func (r *reader) move(text string) error {
	l := r.top()
	bad := func(err error) error {
		dots := ". "
		if l.at.Turn() == rules.Black {
			dots = "... "
		}
		return &badSAN{strconv.Itoa(l.number) + dots + plaintext.Clip(text, maxShown), err}
	}
	if err := r.count(l); err != nil {
		return bad(err)
	}
	san := strings.TrimRight(text, "!?")
	next, m, err := annotated(l.at, san, len(r.lines) > 1)
	if err != nil {
		return bad(err)
	}
	l.end()
	if l.at.Turn() == rules.Black {
		l.number++
	}
	l.before, l.at = l.at, next
	made := Move{Move: m}
	if len(r.lines) == 1 {
		made.FEN = next.FEN()
	}
	l.line.Moves = append(l.line.Moves, made)
	if n, ok := glyphs[text[len(san):]]; ok {
		return r.glyph(n)
	}
	return nil
}
