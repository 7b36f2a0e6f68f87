package game_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
)

// pgnWord matches text that must stay on one line.
var pgnWord = regexp.MustCompile(`^(?:\{[^}]*\}|\S+)`)

// A change is what Games.Change takes.
type change func(*game.Game) (game.Event, error)

// written returns a table's game as PGN, after one more change, if any.
func written(t *testing.T, table gametest.Table, last change) string {
	t.Helper()
	games := gametest.NewGames()
	id, _ := table.Keep(t, games)
	if last != nil {
		do(t)(games.Change(t.Context(), id, last))
	}
	s, err := games.Snapshot(t.Context(), id)
	if err != nil {
		t.Fatalf("Snapshot: %v", err)
	}
	return s.PGN("https://example.org/games/k3XyZ9aB")
}

func TestAGameIsWrittenAsPGN(t *testing.T) {
	t.Parallel()
	abort := func(g *game.Game) (game.Event, error) { return g.Abort(gametest.Ann.ID, when) }
	for _, test := range []struct {
		name  string
		table gametest.Table
		last  change
		want  string
	}{
		{"mate", gametest.Table{Moves: "f3 e5 g4 Qh4"}, nil, `[Event "Casual game"]
[Site "https://example.org/games/k3XyZ9aB"]
[Date "2026.03.14"]
[Round "-"]
[White "Calm Heron"]
[Black "Sly Fox"]
[Result "0-1"]
[ECO "A00"]
[Opening "Barnes Opening: Fool's Mate"]
[Termination "normal"]
[TimeControl "-"]

1. f3 e5 2. g4 Qh4# 0-1

`},
		{"Black is to move first", gametest.Table{FEN: "4k3/8/8/8/8/8/P7/4K3 b - - 3 40", Moves: "Kd7 a4 Kc6"}, nil, `[Event "Casual game"]
[Site "https://example.org/games/k3XyZ9aB"]
[Date "2026.03.14"]
[Round "-"]
[White "Calm Heron"]
[Black "Sly Fox"]
[Result "*"]
[FEN "4k3/8/8/8/8/8/P7/4K3 b - - 3 40"]
[SetUp "1"]
[Termination "unterminated"]
[TimeControl "-"]

40... Kd7 41. a4 Kc6 *

`},
		{"no moves, aborted", gametest.Table{}, abort, `[Event "Casual game"]
[Site "https://example.org/games/k3XyZ9aB"]
[Date "2026.03.14"]
[Round "-"]
[White "Calm Heron"]
[Black "Sly Fox"]
[Result "*"]
[Termination "abandoned"]
[TimeControl "-"]

*

`},
		{"an open seat", gametest.Table{Open: true}, nil, `[Event "Casual game"]
[Site "https://example.org/games/k3XyZ9aB"]
[Date "2026.03.14"]
[Round "-"]
[White "Calm Heron"]
[Black "?"]
[Result "*"]
[Termination "unterminated"]
[TimeControl "-"]

*

`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := written(t, test.table, test.last); got != test.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, test.want)
			}
		})
	}
}

// A second passes before each event of a table.
func TestAGameIsWrittenWithItsClocks(t *testing.T) {
	t.Parallel()
	flag := func(g *game.Game) (game.Event, error) { return g.Expire(g.Deadline()) }
	for _, test := range []struct {
		name                 string
		table                gametest.Table
		last                 change
		control, termination string
		moves                string
	}{
		{"increment", gametest.Table{Control: control(300, 3), Moves: "e4 e5 Nf3 Nc6"}, nil, "300+3", "unterminated",
			"1. e4 {[%clk 0:05:00]} 1... e5 {[%clk 0:05:00]} 2. Nf3 {[%clk 0:05:02]} 2...\nNc6 {[%clk 0:05:02]} *"},
		{"no increment, the flag", gametest.Table{Control: control(10800, 0), Moves: "e4 e5 Nf3"}, flag, "10800", "time forfeit",
			"1. e4 {[%clk 3:00:00]} 1... e5 {[%clk 3:00:00]} 2. Nf3 {[%clk 2:59:59]} 1-0"},
		{"nothing but the increment", gametest.Table{Control: control(0, 5), Moves: "e4"}, nil, "0+5", "unterminated", "1. e4 {[%clk 0:00:05]} *"},
		{"a flag that is a draw", gametest.Table{Control: control(60, 0), FEN: "4k3/8/8/8/8/8/P7/4K3 b - - 3 40", Moves: "Kd7 Kd2 Kd6"}, flag, "60", "time forfeit",
			"40... Kd7 {[%clk 0:01:00]} 41. Kd2 {[%clk 0:01:00]} 41... Kd6 {[%clk 0:00:59]}\n1/2-1/2"},
		{"the time for a first move is up", gametest.Table{Control: control(60, 0)}, flag, "60", "abandoned", "*"},
		{"resigned", gametest.Table{Control: control(60, 0), Moves: "e4 e5"}, func(g *game.Game) (game.Event, error) { return g.Resign(gametest.Ann.ID, when) },
			"60", "normal", "1. e4 {[%clk 0:01:00]} 1... e5 {[%clk 0:01:00]} 0-1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := written(t, test.table, test.last)
			head, moves, _ := strings.Cut(got, "\n\n")
			for _, tag := range []string{`[TimeControl "` + test.control + `"]`, `[Termination "` + test.termination + `"]`} {
				if !strings.Contains(head, tag) {
					t.Errorf("got tags\n%s\nwant %s", head, tag)
				}
			}
			if moves != test.moves+"\n\n" {
				t.Errorf("got moves\n%q, want\n%q", moves, test.moves+"\n\n")
			}
		})
	}
}

func TestWhatWasTakenBackIsNotWritten(t *testing.T) {
	t.Parallel()
	b := sit(t, gametest.Table{Control: control(60, 0), Moves: "e4 e5 Nf3"})
	b.says(saying{"Ann takeback offer", game.Offered}, saying{"Bob takeback accept", game.TakenBack}, saying{"d4", game.Moved})
	s := b.shown()
	if got, want := s.PGN("here"), "1. e4 {[%clk 0:01:00]} 1... e5 {[%clk 0:01:00]} 2. d4 {[%clk 0:00:58]} *\n\n"; !strings.HasSuffix(got, want) {
		t.Errorf("got\n%s\nwant the moves\n%s", got, want)
	}
}

func TestEveryResultIsWritten(t *testing.T) {
	t.Parallel()
	resign := func(by game.PlayerID) change {
		return func(g *game.Game) (game.Event, error) { return g.Resign(by, when) }
	}
	for want, test := range map[string]struct {
		table gametest.Table
		last  change
	}{
		"1-0":     {gametest.Table{Moves: "e4 e5"}, resign(gametest.Bob.ID)},
		"0-1":     {gametest.Table{Moves: "e4 e5"}, resign(gametest.Ann.ID)},
		"1/2-1/2": {gametest.Table{FEN: "4k3/8/8/8/8/8/3pK3/8 w - - 0 1", Moves: "Kxd2"}, nil},
		"*":       {gametest.Table{Moves: "e4 e5"}, nil},
	} {
		got := written(t, test.table, test.last)
		if !strings.Contains(got, fmt.Sprintf("[Result %q]\n", want)) || !strings.HasSuffix(got, " "+want+"\n\n") {
			t.Errorf("%s: got\n%s", want, got)
		}
	}
}

func TestTagsAreEscaped(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		`Jim "Kid" O'Neil`:     `[White "Jim \"Kid\" O'Neil"]`,
		`back\slash`:           `[White "back\\slash"]`,
		`"] [Result "1-0`:      `[White "\"] [Result \"1-0"]`,
		"two\nlines\r\nthree":  `[White "two lines  three"]`,
		"tab\tnul\x00bell\a":   `[White "tab nul bell "]`,
		"next\u0085line\u2028": `[White "next line "]`,
		"Łukasz ♞ 王":           `[White "Łukasz ♞ 王"]`,
		"broken\xff":           `[White "broken?"]`,
		`\"`:                   `[White "\\\""]`,
		"":                     `[White "?"]`,
	} {
		s := game.Snapshot{White: game.Player{ID: "x", Name: name}, StartFEN: rules.StartFEN, Event: game.Event{Result: "*"}}
		lines := strings.Split(s.PGN("here"), "\n")
		if lines[4] != want {
			t.Errorf("%q: got %s, want %s", name, lines[4], want)
		}
		if len(lines) != 13 {
			t.Errorf("%q: got %d lines, want 13", name, len(lines))
		}
	}
}

func TestMovesAreWrittenInFullLines(t *testing.T) {
	t.Parallel()
	for _, tc := range []game.TimeControl{{}, control(60, 0), control(10800, 180)} {
		wantFullLines(t, written(t, gametest.Table{Control: tc, Moves: "e4 e5 " + hundred}, nil))
	}
}

func wantFullLines(t *testing.T, pgn string) {
	t.Helper()
	_, movetext, _ := strings.Cut(pgn, "\n\n")
	lines := strings.Split(strings.TrimSuffix(movetext, "\n\n"), "\n")
	if len(lines) < 8 {
		t.Errorf("got %d lines, want more", len(lines))
	}
	for i, line := range lines {
		if len(line) > 79 {
			t.Errorf("line %d has %d characters, want at most 79: %s", i, len(line), line)
		}
		if line != strings.Join(strings.Fields(line), " ") {
			t.Errorf("line %d has stray spaces: %q", i, line)
		}
		if i+1 < len(lines) && len(line)+1+len(pgnWord.FindString(lines[i+1])) <= 79 {
			t.Errorf("line %d has room for the next word: %s", i, line)
		}
	}
	got := readPGN(t, pgn)
	if want := gametest.Moves("e4 e5 " + hundred); len(got) != 1 || strings.Join(got[0].moves, " ") != strings.Join(want, " ") {
		t.Errorf("read back: got %v, want %v", got, want)
	}
}
