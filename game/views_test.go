package game_test

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
)

func TestPlaceIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	for _, want := range []game.Place{
		{}, {At: gametest.Start.Truncate(time.Microsecond).UTC(), Game: "k3XyZ9aB"}, {At: time.UnixMicro(0).UTC(), Game: "00000000"},
	} {
		if got, err := game.ParsePlace(want.String()); err != nil || got != want {
			t.Errorf("%q: got %v, %v; want %v", want, got, err, want)
		}
	}
	for _, text := range []string{"x", "-", "1-", "-k3XyZ9aB", "1", "k3XyZ9aB", "1-k3XyZ9a", "1-k3XyZ9aB-", "+1-k3XyZ9aB", "-1-k3XyZ9aB",
		"01-k3XyZ9aB", " 1-k3XyZ9aB", "1.5-k3XyZ9aB", "1e3-k3XyZ9aB", "9999999999999999999-k3XyZ9aB", "253402300800000000-k3XyZ9aB", "1-k3Xy/9aB"} {
		if got, err := game.ParsePlace(text); !errors.Is(err, game.ErrBadCursor) {
			t.Errorf("%q: got %v, %v; want ErrBadCursor", text, got, err)
		}
	}
}

func TestTurnIsTheListOwnersInAGameThatGoesOn(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status game.Status
		you    rules.Color
		want   bool
	}{
		{game.Playing, rules.White, true}, {game.Playing, rules.Black, false}, {game.Open, rules.White, false}, {game.Over, rules.White, false},
	} {
		e := game.Entry{You: test.you, Status: test.status, FEN: rules.StartFEN}
		if got := e.YourTurn(); got != test.want {
			t.Errorf("%s, %s: got %t, want %t", test.status, test.you, got, test.want)
		}
	}
}

// Every accepted cursor is written back unchanged.
func FuzzPlace(f *testing.F) {
	for _, text := range []string{"", "1763754000123000-k3XyZ9aB", "-1-k3XyZ9aB", "0-00000000", "253402300799999999-zzzzzzzz", "1-", "٣-k3XyZ9aB"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := game.ParsePlace(text)
		switch {
		case err != nil && !errors.Is(err, game.ErrBadCursor):
			t.Errorf("%q: got %v, want ErrBadCursor", text, err)
		case err == nil && p.String() != text:
			t.Errorf("%q is %v, which is %q", text, p, p)
		case err == nil && p.At.Year() > 9999:
			t.Errorf("%q is in the year %d", text, p.At.Year())
		}
	})
}

// A cleaned message is part of the text, and does not change if cleaned again.
func FuzzCleanMessage(f *testing.F) {
	for _, text := range []string{"", " hi ", "<b>", "a\x00b", "a\u202eb", "\xff", "👩‍👩‍👧", "مرحبا", "\u00a0", "\u3000x"} {
		f.Add("players", text)
	}
	f.Add("kitchen", "hi")
	f.Fuzz(func(t *testing.T, room, text string) {
		got, err := game.CleanMessage(game.Room(room), text)
		if err != nil {
			if !errors.Is(err, game.ErrBadText) && !errors.Is(err, game.ErrBadRoom) {
				t.Errorf("%q: got %v", text, err)
			}
			return
		}
		if room != "players" && room != "spectators" {
			t.Errorf("something was said in room %q", room)
		}
		if n := utf8.RuneCountInString(got); n < 1 || n > 140 || !utf8.ValidString(got) || !strings.Contains(text, got) {
			t.Errorf("%q became %q", text, got)
		}
		for _, r := range got {
			if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || (r >= '\u202a' && r <= '\u202e') || (r >= '\u2066' && r <= '\u2069') {
				t.Errorf("%q keeps %U", text, r)
			}
		}
		if again, err := game.CleanMessage(game.Room(room), got); err != nil || again != got {
			t.Errorf("%q became %q, and that %q, %v", text, got, again, err)
		}
	})
}
