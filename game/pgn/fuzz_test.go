package pgn_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"kibitz/game/pgn"
	"kibitz/game/rules"
)

// A game that can be read is the same after being written and read again.
func FuzzReadPGN(f *testing.F) {
	for _, name := range []string{"annotated/games.pgn", "famous.pgn"} {
		f.Add([]byte(testFile(f, name)))
	}
	for _, text := range []string{
		"1. e4 {[%clk 0:00:01] [%clk 0:00:02.5] % ; [Event \"x\"]} (1. d4 (1. c4) 1-0) $3 e5! *", "[FEN \"x\"]", "\xff\xfe1\x00", "{ ( [ ; %",
		"1. e4 {" + strings.Repeat("%a [b ;c ", 40) + "} e5 1-0", "%\n%\n;\n1. e4 ; } \n%\n*",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		games, err := pgn.Read(file)
		if err != nil {
			if !errors.Is(err, pgn.ErrBad) && !errors.Is(err, pgn.ErrLarge) || len(err.Error()) > 500 {
				t.Errorf("got the error %v", err)
			}
			return
		}
		wantRoundTrip(t, games)
	})
}

// Reading is compared with playing the same moves, which is most of its work.
func BenchmarkReadPGN(b *testing.B) {
	annotated := []byte(testFile(b, "annotated/games.pgn"))
	games := readAll(b, string(annotated))
	comment := "{" + strings.Repeat("a word or two about the move that was played ", 360) + "}\n"
	long := []byte("1. e4 " + comment + "e5 " + comment + "2. Nf3 " + comment + "Nc6 " + comment + "1-0\n")
	large := []byte(strings.Repeat(string(long), pgn.MaxFile/len(long)))
	crowded := []byte("1. e4 " + strings.Repeat("(1. d4 d5 2. c4 e6 3. Nc3) ", 39_999/5) + "*")
	for name, file := range map[string][]byte{"annotated": annotated, "a megabyte of comments": large, "as many moves as may be": crowded} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(file)))
			for b.Loop() {
				if _, err := pgn.Read(file); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("the main lines of annotated, played", func(b *testing.B) {
		for b.Loop() {
			for _, g := range games {
				p, err := rules.ParseFEN(g.StartFEN)
				for _, m := range g.Line.Moves {
					if err == nil {
						p, _, err = p.Move(m.SAN)
					}
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}

// Input that makes the reader slow would hold up a server.
func TestNoFileTakesLong(t *testing.T) {
	t.Parallel()
	for name, unit := range map[string]string{
		"parentheses": "(", "braces": "{", "glyphs": "$1 ", "tags": "[A \"\"]\n", "quotes": "[A \"\" \"\"", "dots": ".", "lines": "\n", "escapes": "%\n",
		"results": "* ", "numbers": "1. ", "games": "[A \"\"]\n*\n", "comments": "e4 {a}", "semicolons": ";\n", "backslashes": `[A "\\`,
		"empty variations": "()", "a word": "e", "brackets": "[", "comments without end": "e4 {", "spaced quotes": `[A "      "      `,
	} {
		began := time.Now()
		_, _ = pgn.Read([]byte("1. e4 " + strings.Repeat(unit, (pgn.MaxFile-10)/len(unit))))
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("a megabyte of %s took %v", name, took)
		}
	}
}
