package pgn

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kibitz/game/plaintext"
	"kibitz/game/rules"
)

// What can be wrong with a PGN file, besides its moves and positions.
var (
	errBinary      = errors.New("this is not text")
	errBadTag      = errors.New(`a tag is written [Name "value"]`)
	errNoGame      = errors.New("there is no game in it")
	errManyGames   = fmt.Errorf("there are more than %d games; send fewer at once", MaxGames)
	errManyMoves   = fmt.Errorf("there are more than %d moves, variations included; send fewer at once", maxMoves)
	errManyChoices = errors.New("there are too many legal moves in its positions; send fewer games at once")
	errManyTags    = fmt.Errorf("the game has more than %d tags", maxTags)
	errVariant     = errors.New("only standard chess can be read")
)

// An Error says where a PGN file cannot be read, and why. It wraps ErrBad.
type Error struct {
	Game    int    // from 1; 0 if the error is not about one game
	Players string // "Morphy – Anderssen", clipped; "" if unknown
	Line    int    // from 1; 0 if the error is not about one line
	Move    string // "17. Qxe9", clipped; "" if the error is not about a move
	Err     error
}

// Error names the place, as in: game 3 ("A – B"), line 41, move 17. Qxe9: the
// move is not legal here.
func (e *Error) Error() string {
	var place []string
	if e.Game > 0 {
		text := fmt.Sprintf("game %d", e.Game)
		if e.Players != "" {
			text += fmt.Sprintf(" (%q)", e.Players)
		}
		place = append(place, text)
	}
	if e.Line > 0 {
		place = append(place, fmt.Sprintf("line %d", e.Line))
	}
	if e.Move != "" {
		place = append(place, "move "+e.Move)
	}
	if len(place) == 0 {
		return fmt.Sprintf("%v: %v", ErrBad, e.Err)
	}
	return fmt.Sprintf("%s: %v", strings.Join(place, ", "), e.Err)
}

// Unwrap returns ErrBad and what is wrong.
func (e *Error) Unwrap() []error { return []error{ErrBad, e.Err} }

// Read reads the games of a PGN file, at least one: import format, with
// comments, variations and clocks, in UTF-8 or Latin-1. The error is
// ErrLarge, or a *Error that names the first place that cannot be read.
func Read(file []byte) ([]Game, error) {
	text, err := decode(file)
	if err != nil {
		return nil, err
	}
	r := reader{scanner: scanner{text: text, line: 1}}
	if err := r.read(); err != nil {
		return nil, err
	}
	if len(r.games) == 0 {
		return nil, &Error{Err: errNoGame}
	}
	return r.games, nil
}

// A reader builds games from tokens.
type reader struct {
	scanner scanner
	games   []Game
	moves   int // so far, of all games
	choices int // legal moves that those were chosen from

	game   Game // being read
	begun  bool // it has more than a comment
	lines  []*lineReader
	result rules.Result // from the end of its moves
}

// read processes all tokens.
func (r *reader) read() error {
	for {
		t, err := r.scanner.next()
		if err == nil {
			err = r.take(t)
		}
		if err != nil {
			return r.place(t, err)
		}
		if t.kind == endToken {
			return nil
		}
	}
}

// take adds a token to the game that it belongs to.
func (r *reader) take(t token) error {
	switch t.kind {
	case endToken:
		return r.finish()
	case tagToken:
		return r.tag(t)
	case glyphToken:
		n, err := strconv.Atoi(t.text)
		if err != nil || n < 0 || n > 255 || len(t.text) > 3 {
			return fmt.Errorf("a glyph is $0 to $255, not $%s", plaintext.Clip(t.text, maxShown))
		}
		return r.glyph(n)
	case wordToken:
		return r.word(t.text)
	}
	if err := r.start(); err != nil {
		return err
	}
	switch t.kind {
	case openToken:
		return r.open(t.line)
	case closeToken:
		return r.close()
	}
	return r.top().say(t.text)
}

// tag adds a tag, and begins a new game if the current one already has moves.
func (r *reader) tag(t token) error {
	if r.begun && len(r.lines) > 0 {
		if err := r.finish(); err != nil {
			return err
		}
	}
	r.begun, r.lines = true, nil // comments before the first tag are not about a game
	if len(r.game.Tags) == maxTags {
		return errManyTags
	}
	if !slices.ContainsFunc(r.game.Tags, func(other Tag) bool { return other.Name == t.text }) {
		r.game.Tags = append(r.game.Tags, Tag{t.text, t.value})
	}
	return nil
}

// start sets up the board, unless that is done.
func (r *reader) start() error {
	if len(r.lines) > 0 {
		return nil
	}
	switch strings.ToLower(r.game.Tag("Variant")) {
	case "", "?", "standard", "chess", "normal", "from position":
	default:
		return errVariant
	}
	position, err := rules.ParseFEN(cmp.Or(r.game.Tag("FEN"), rules.StartFEN))
	if err != nil {
		return err
	}
	r.game.StartFEN = position.FEN()
	number, _ := startOf(r.game.StartFEN)
	r.lines = []*lineReader{{at: position, number: number}}
	return nil
}

func (r *reader) top() *lineReader { return r.lines[len(r.lines)-1] }

// finish ends the game being read, if there is one.
func (r *reader) finish() error {
	if !r.begun {
		r.game, r.lines = Game{}, nil
		return nil
	}
	if err := r.start(); err != nil { // for a game that has only tags
		return err
	}
	if depth := len(r.lines); depth > 1 {
		return fmt.Errorf("the variation that begins in line %d is not closed", r.top().opened)
	}
	if len(r.games) == MaxGames {
		return errManyGames
	}
	line := r.top()
	line.end()
	g := r.game
	g.Line = line.line
	g.Result = r.outcome(line.at)
	g.Tags = normalTags(g)
	r.games = append(r.games, g)
	r.game, r.begun, r.lines, r.result = Game{}, false, nil, ""
	return nil
}

// outcome returns the result from the tag, else from the end of the moves, else from
// the last position.
func (r *reader) outcome(last rules.Position) rules.Result {
	for _, said := range []rules.Result{results[r.game.Tag("Result")], r.result} {
		if said != "" && said != rules.NoResult {
			return said
		}
	}
	result, _ := last.Outcome(rules.Repetitions{0})
	return result
}

// results are the ways in which a result is written.
var results = map[string]rules.Result{
	"1-0": rules.WhiteWins, "0-1": rules.BlackWins, "1/2-1/2": rules.Drawn, "1/2": rules.Drawn, "½-½": rules.Drawn, "*": rules.NoResult,
}

// roster is the seven tag roster, with the marks for unknown values (PGN 8.1.1).
var roster = Tags{{"Event", "?"}, {"Site", "?"}, {"Date", "????.??.??"}, {"Round", "?"}, {"White", "?"}, {"Black", "?"}, {"Result", ""}}

// normalTags returns the complete roster, then the other tags by name.
func normalTags(g Game) Tags {
	tags := slices.Clone(roster)
	for i, t := range tags {
		tags[i].Value = plaintext.Or(g.Tag(t.Name), t.Value)
	}
	tags[len(tags)-1].Value = string(g.Result)
	others := slices.DeleteFunc(slices.Clone(g.Tags), func(t Tag) bool {
		return t.Name == "FEN" || t.Name == "SetUp" || roster[:6].Value(t.Name) != "" || t.Name == "Result"
	})
	if g.StartFEN != rules.StartFEN {
		others = append(others, Tag{"FEN", g.StartFEN}, Tag{"SetUp", "1"})
	}
	slices.SortFunc(others, func(a, b Tag) int { return strings.Compare(a.Name, b.Name) })
	return append(tags, others...)
}

// place adds to an error where it is.
func (r *reader) place(t token, err error) error {
	e := &Error{Game: len(r.games) + 1, Line: t.line, Err: err}
	white, black := r.game.Tag("White"), r.game.Tag("Black")
	if white != "" || black != "" {
		e.Players = plaintext.Clip(plaintext.Or(white, "?"), maxNameShown) + " – " + plaintext.Clip(plaintext.Or(black, "?"), maxNameShown)
	}
	var bad *badSAN
	if errors.As(err, &bad) {
		e.Move, e.Err = bad.move, bad.err
	}
	return e
}

// maxNameShown is the longest name in an error's text, in bytes.
const maxNameShown = 40
