package pgn_test

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"kibitz/game/pgn"
)

// readAll reads PGN that is known to be right.
func readAll(t testing.TB, text string) []pgn.Game {
	t.Helper()
	games, err := pgn.Read([]byte(text))
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	return games
}

func testFile(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// wantRoundTrip writes games and reads them again.
func wantRoundTrip(t *testing.T, games []pgn.Game) {
	t.Helper()
	var text strings.Builder
	for _, g := range games {
		text.WriteString(g.PGN())
	}
	again, err := pgn.Read([]byte(text.String()))
	if errors.Is(err, pgn.ErrLarge) { // tags that were left out are there now
		return
	}
	if err != nil {
		t.Fatalf("reading what was written: %v\n%s", err, text.String())
	}
	if !reflect.DeepEqual(again, games) {
		t.Errorf("read:\n%+v\nwritten and read again:\n%+v\nthe text:\n%s", games, again, text.String())
	}
}

func TestGamesAreTheSameOnceWrittenAndReadAgain(t *testing.T) {
	t.Parallel()
	for name, n := range map[string]int{"annotated/games.pgn": 3, "famous.pgn": 12, "fixtures.pgn": 0} {
		games := readAll(t, testFile(t, name))
		if n > 0 && len(games) != n {
			t.Errorf("%s: %d games, want %d", name, len(games), n)
		}
		wantRoundTrip(t, games)
		crlf := strings.ReplaceAll(testFile(t, name), "\n", "\r\n")
		if dos := readAll(t, "\ufeff"+crlf+"\x1a"); !reflect.DeepEqual(dos, games) {
			t.Errorf("%s with a byte order mark, CRLF and an end of file reads differently", name)
		}
	}
}

func TestAnAnnotatedGameIsWrittenInNormalForm(t *testing.T) {
	t.Parallel()
	games := readAll(t, testFile(t, "annotated/games.pgn"))
	want := `[Event "Paris, at the opera"]
[Site "Paris FRA"]
[Date "1858.??.??"]
[Round "?"]
[White "Morphy, Paul"]
[Black "Duke of Brunswick and Count Isouard"]
[Result "1-0"]
[Annotator "A \"quoted\" name \\ and a backslash"]

{Played in a box during the performance.} 1. e4 e5 2. Nf3 d6 {Philidor's
defence.} 3. d4 Bg4 $6 (3... exd4 4. Nxd4 (4. Qxd4 Nc6 (4... a6 $5) 5. Bb5 Bd7
$10) 4... Nf6 5. Nc3) 4. dxe5 Bxf3 {he has to give up the bishop} (4... dxe5 5.
Qxd8+ Kxd8 6. Nxe5 {a pawn}) 5. Qxf3 dxe5 6. Bc4 Nf6 $4 7. Qb3 Qe7 8. Nc3 $1
{he could win a pawn:} (8. Bxf7+ Qxf7 $4 (8... Kd8) 9. Qxb7) (8. Qxb7 Qb4+ {and
the queens come off}) 8... c6 9. Bg5 b5 $2 10. Nxb5 $3 cxb5 11. Bxb5+ Nbd7 12.
O-O-O Rd8 13. Rxd7 $1 Rxd7 14. Rd1 Qe6 15. Bxd7+ Nxd7 16. Qb8+ $3 Nxb8 17. Rd8#
{Mate; both pieces that are left take part.} 1-0

`
	if got := games[0].PGN(); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if got, want := moves(games[1].PGN()), "1. f3 {[%clk 0:05:00]} 1... e5 {[%clk 0:04:59.5] [%eval -0.5]} 2. g4 $4\n"+
		"{[%clk 0:04:00] Oh no} 2... Qh4# {[%clk 0:04:58]} 0-1"; got != want {
		t.Errorf("with clocks, got:\n%s\nwant:\n%s", got, want)
	}
	if got, want := moves(games[2].PGN()), "40... Kd7 (40... Ke7 41. -- Kd7 (41... Kf7)) 41. a4 1/2-1/2"; got != want {
		t.Errorf("from a position, got:\n%s\nwant:\n%s", got, want)
	}
}

// moves is the movetext of PGN, without its end.
func moves(pgn string) string {
	_, text, _ := strings.Cut(pgn, "\n\n")
	return strings.TrimSpace(text)
}

func TestPGNIsReadAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text, want string }{
		{"no tags", "1.e4 e5 2.Nf3", "1. e4 e5 2. Nf3 *"},
		{"no numbers", "e4 e5 Nf3 1-0", "1. e4 e5 2. Nf3 1-0"},
		{"tags and a result only", "[White \"A\"]\n*", "*"},
		{"tags only", "[White \"A\"]", "*"},
		{"the result of the tag", "[Result \"0-1\"]\n1. e4 *", "1. e4 0-1"},
		{"the result at the end", "[Result \"*\"]\n1. e4 1/2-1/2", "1. e4 1/2-1/2"},
		{"the result of the position", "1. f3 e5 2. g4 Qh4", "1. f3 e5 2. g4 Qh4# 0-1"},
		{"zeros for castling", "e4 e5 Nf3 Nf6 Bc4 Bc5 0-0 0-0 *", "1. e4 e5 2. Nf3 Nf6 3. Bc4 Bc5 4. O-O O-O *"},
		{"long moves", "e2-e4 d7-d5 e4xd5 Ng8-f6 *", "1. e4 d5 2. exd5 Nf6 *"},
		{"dots alone", "1. e4 ... 1... e5 2 . Nf3 *", "1. e4 e5 2. Nf3 *"},
		{"words for glyphs", "1. e4 += e5 ! 2. Nf3!! N *", "1. e4 $14 e5 $1 2. Nf3 $3 $146 *"},
		{"a comment before the tags", "{hello}\n[White \"A\"]\n\n1. e4 *", "1. e4 *"},
		{"a comment without a variation's moves", "1. e4 ({a better move}) e5 *", "1. e4 {a better move} 1... e5 *"},
		{"a brace in a comment to the end of the line", "1. e4 ; a } b\ne5 *", "1. e4 {a ) b} 1... e5 *"},
		{"a result in a variation", "1. e4 (1. d4 1-0) e5 0-1", "1. e4 (1. d4) 1... e5 0-1"},
		{"a clock that is none", "1. e4 {[%clk 5:00]} *", "1. e4 {[%clk 5:00]} *"},
		{"Latin-1", "1. e4 {gespielt f\xfcr Gro\xdfe \x96 gut} *", "1. e4 {gespielt für Große – gut} *"},
		{"carriage returns alone", "[White \"A\"]\r\r1. e4 ; so\re5 *", "1. e4 {so} 1... e5 *"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			games, err := pgn.Read([]byte(test.text))
			if err != nil {
				t.Fatal(err)
			}
			if got := moves(games[0].PGN()); got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
			wantRoundTrip(t, games)
		})
	}
}

func TestWhatCannotBeReadIsNamedByItsPlace(t *testing.T) {
	t.Parallel()
	const good = "[White \"A\"]\n[Black \"B\"]\n\n1. e4 e5 1-0\n\n"
	for _, test := range []struct{ name, text, want string }{
		{"nothing", " \n ", "the PGN cannot be read: there is no game in it"},
		{"a comment alone", "{hello}", "the PGN cannot be read: there is no game in it"},
		{"prose", "Dear Sir", `game 1, line 1, move 1. Dear: the move is neither UCI, such as e2e4, nor SAN, such as Nf3`},
		{"binary", "1. e4\n\x00", "line 2: this is not text"},
		{"an illegal move", good + good + "[White \"A\"]\n[Black \"B\"]\n\n1. e4 e5\n2. Nf3 Qxe9 1-0",
			`game 3 ("A – B"), line 15, move 2... Qxe9: the move is neither UCI, such as e2e4, nor SAN, such as Nf3`},
		{"a move that is not legal", good + "1. e4 e5 2. Ke3", `game 2, line 6, move 2. Ke3: the move is not legal here`},
		{"a move of two pieces", "1. d4 d5 2. Nf3 Nf6 3. Nd2", "game 1, line 1, move 3. Nd2: the move is not legal here: Nd2 could be more than one piece; add its file or rank"},
		{"in a variation", "1. e4 (1. d4 d5\n2. Qd5) *", "game 1, line 2, move 2. Qd5: the move is not legal here"},
		{"a null move in the game", "1. -- *", "game 1, line 1, move 1. --: the move is neither UCI, such as e2e4, nor SAN, such as Nf3"},
		{"an open comment", "1. e4\n{so", "game 1, line 2: the comment is not closed with }"},
		{"an open variation", "1. e4 (1. d4\n", "game 1, line 2: the variation that begins in line 1 is not closed"},
		{"a closed one too many", "1. e4 )", `game 1, line 1: there is a ")" without a "("`},
		{"a variation on nothing", "(1. d4) 1. e4", "game 1, line 1: a variation or a glyph follows a move"},
		{"a brace", "1. e4 } *", `game 1, line 1: there is a "}" that belongs to nothing`},
		{"a glyph", "1. e4 $256 *", "game 1, line 1: a glyph is $0 to $255, not $256"},
		{"a tag", "[White A]\n", `game 1, line 1: a tag is written [Name "value"]`},
		{"a tag without an end", "[White \"A\n", `game 1, line 1: a tag is written [Name "value"]`},
		{"a long tag", "[White \"" + strings.Repeat("x", 501) + "\"]\n", "game 1, line 1: the tag White is longer than 500 characters"},
		{"many tags", manyTags(65) + "*", "game 1, line 65: the game has more than 64 tags"},
		{"a position", "[FEN \"8/8 w - - 0 1\"]\n\n1. e4 *", "game 1, line 3: the position cannot be used: the pieces need eight ranks of eight squares"},
		{"another game", "[Variant \"Atomic\"]\n\n1. e4 *", "game 1, line 3: only standard chess can be read"},
		{"many games", strings.Repeat("1. e4 *\n", 65), "game 65, line 65: there are more than 64 games; send fewer at once"},
		{"deep variations", "1. e4" + strings.Repeat(" (1. d4", 65), "game 1, line 1: variations are nested more than 64 deep"},
		{"a long comment", "1. e4 {" + strings.Repeat("x", 16<<10+1) + "} *", "game 1, line 1: more than 16384 characters are written about one move"},
		{"a long game", strings.Repeat("Nf3 Nf6 Ng1 Ng8 ", 151), "game 1, line 1, move 301. Nf3: the game is longer than 600 half-moves"},
		{"a long word", "1. " + strings.Repeat("é", 100), "game 1, line 1, move 1. éééééééé…: the move is neither UCI, such as e2e4, nor SAN, such as Nf3"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			games, err := pgn.Read([]byte(test.text))
			var place *pgn.Error
			if !errors.Is(err, pgn.ErrBad) || !errors.As(err, &place) || games != nil {
				t.Fatalf("got %d games, %v, want an error that wraps ErrBad", len(games), err)
			}
			if err.Error() != test.want {
				t.Errorf("got  %s\nwant %s", err, test.want)
			}
		})
	}
}

func manyTags(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "[T%d \"x\"]\n", i)
	}
	return b.String()
}

func TestPGNOfMoreThanAMegabyteIsTooLarge(t *testing.T) {
	t.Parallel()
	if _, err := pgn.Read(make([]byte, pgn.MaxFile+1)); !errors.Is(err, pgn.ErrLarge) {
		t.Errorf("got %v, want ErrLarge", err)
	}
	many := "1. e4 " + strings.Repeat("(1. d4) ", 41_000)
	if _, err := pgn.Read([]byte(many)); err == nil || !strings.Contains(err.Error(), "more than 40000 moves") {
		t.Errorf("41,000 variations: got %v", err)
	}
}
