package game

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"kibitz/game/rules"
)

// A tag holds any text on one line, and reading it returns the same text.
func FuzzTag(f *testing.F) {
	for _, text := range []string{"", "Calm Heron", `"`, `\`, `\"`, `"]`, "a\nb", "a\r\nb", "\x00", "\xff", "\u2028", "\u0085", "♞", "\ufeff"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := Snapshot{Event: Event{Result: rules.NoResult}, StartFEN: rules.StartFEN, White: Player{ID: "x", Name: text}}
		pgn := s.PGN(text)
		lines := strings.FieldsFunc(pgn, func(r rune) bool {
			return unicode.In(r, unicode.Zl, unicode.Zp) || (unicode.IsControl(r) && r != ' ')
		})
		if len(lines) != 10 || !utf8.ValidString(pgn) { // nine tags, the result
			t.Fatalf("%q: got %d lines, want 10:\n%s", text, len(lines), pgn)
		}
		want := text
		for _, line := range []string{lines[1], lines[4]} {
			name, value := untag(t, line)
			if name == "White" && text == "" {
				want = "?"
			}
			if unchanged := want == strings.ToValidUTF8(want, "?") && !strings.ContainsFunc(want, func(r rune) bool {
				return unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp)
			}); unchanged && value != want {
				t.Errorf("tag %s: got %q back, want %q", name, value, want)
			}
			if utf8.RuneCountInString(value) != utf8.RuneCountInString(strings.ToValidUTF8(want, "?")) {
				t.Errorf("tag %s: got %q back for %q", name, value, want)
			}
		}
	})
}

// untag reads a tag as a strict reader does, up to the first quote that is not
// escaped.
func untag(t *testing.T, line string) (name, value string) {
	t.Helper()
	name, rest, ok := strings.Cut(strings.TrimPrefix(line, "["), ` "`)
	var b strings.Builder
	for i := 0; ok && i < len(rest); i++ {
		switch rest[i] {
		case '\\':
			i++
		case '"':
			if rest[i:] != `"]` {
				t.Fatalf("the tag ends early: %s", line)
			}
			return name, b.String()
		}
		if i < len(rest) {
			b.WriteByte(rest[i])
		}
	}
	t.Fatalf("not a tag: %s", line)
	return "", ""
}

func FuzzValidID(f *testing.F) {
	for _, s := range []string{"", "k3XyZ9aB", "k3XyZ9a", "k3XyZ9aBc", "k3XyZ9a/", "k3XyZ9a\n", "ａbcdefg", "aaaaaaa\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want := len(s) == 8 && strings.Trim(s, letters) == ""
		if got := ValidID(s); got != want {
			t.Errorf("ValidID(%q): got %t, want %t", s, got, want)
		}
	})
}

func TestEveryIDThatIsGivenIsValid(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		id := randomText(8)
		if !ValidID(id) || seen[id] {
			t.Fatalf("got id %q, want a new and valid one", id)
		}
		seen[id] = true
		if p := NewGuest(); len(p.ID) != 12 || p.Name == "" || len(p.Name) > 40 || p.Name != strings.TrimSpace(p.Name) {
			t.Fatalf("got guest %+v", p)
		}
	}
}
