package game_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
	"kibitz/game/wire"
)

var eve = game.Player{ID: "EveEveEveEve", Name: "Bold Owl"}

func TestRoomsAreForThoseWhoMayReadThem(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		by   game.Player
		room game.Room
		over bool
		want error
	}{
		{"a player to the other", gametest.Ann, game.PlayersRoom, false, nil},
		{"a spectator to spectators", eve, game.SpectatorsRoom, false, nil},
		{"a spectator to the players", eve, game.PlayersRoom, false, game.ErrNotPlayer},
		{"a player to the spectators", gametest.Bob, game.SpectatorsRoom, false, game.ErrNotPlayer},
		{"a player to the spectators, after the game", gametest.Bob, game.SpectatorsRoom, true, nil},
		{"a player to the other, after the game", gametest.Ann, game.PlayersRoom, true, nil},
		{"a spectator to the players, after the game", eve, game.PlayersRoom, true, game.ErrNotPlayer},
		{"nobody", game.Player{}, game.SpectatorsRoom, false, game.ErrNotPlayer},
		{"a room that is not there", gametest.Ann, "kitchen", false, game.ErrBadRoom},
	} {
		t.Run(test.name, func(t *testing.T) {
			moves := "e4 e5"
			if test.over {
				moves = "f3 e5 g4 Qh4"
			}
			g, _ := gametest.Table{Moves: moves}.Set(t)
			before := g.Record()
			e, err := g.Say(test.by, test.room, "Good luck!", before.UpdatedAt.Add(time.Second))
			if !errors.Is(err, test.want) || (test.want == nil) != (err == nil) {
				t.Fatalf("got %v, want %v", err, test.want)
			}
			after := g.Record()
			if err != nil {
				if after.Version != before.Version {
					t.Errorf("version %d, want %d: a refused message changed the game", after.Version, before.Version)
				}
				return
			}
			want := game.Message{Room: test.room, From: test.by.Name, Text: "Good luck!"}
			if e.Kind != game.Said || e.Message != want || e.Version != before.Version+1 || after.MovedAt != before.MovedAt {
				t.Errorf("got %+v, want %+v as version %d", e, want, before.Version+1)
			}
		})
	}
}

func TestMessageIsPlainTextOf140Characters(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		want bool
	}{
		{"hi", true}, {"  hi  ", true}, {"<b>hi</b> & \"you\"", true}, {"👩‍👩‍👧", true}, {"مرحبا", true},
		{strings.Repeat("é", 140), true}, {strings.Repeat("é", 141), false}, {strings.Repeat("x", 10_000), false},
		{"", false}, {"   ", false}, {"a\x00b", false}, {"a\nb", false}, {"a\x1b[31mb", false}, {"a\u202eb", false},
		{"a\u2028b", false}, {"\xff\xfe", false}, {"\ufeff", false}, {"\u200d\u200c", false},
	} {
		if _, err := game.CleanMessage(game.PlayersRoom, test.text); (err == nil) != test.want {
			t.Errorf("%.20q: got %v, want it said: %t", test.text, err, test.want)
		}
	}
}

// invisible are texts that show nothing visible.
var invisible = []string{
	"\u3164", "\uffa0", "\u115f\u1160", // fillers of Hangul
	"\u2800", "\u2800 \u2800", // Braille without dots
	"\u034f", "\u17b4\u17b5", "\u180b\u180c\u180d\u180f", // default-ignorable marks
	"\ufe00", "\ufe0f", "\U000e0100", "\U000e01ef", // variation selectors
	"\u2065", "\ufff0", "\U000e0002", "\U000e0fff", // ignorable before they are assigned
	"\u0301", "\u0300\u0301\u0302", "\u20dd", "\u0903", "\U00016fe4", // marks without a letter
	"\u00a0", "\u2003\u3000", " \u3164 \u200d\ufe0f ", "\u200c\u3164", // with spaces and joiners
	"\ufffc", "\U0001d159", "\U00013441", "\uffff", "\U0001fffe", // shapeless, and no characters
}

func TestAMessageOfWhichNothingIsToBeSeenIsNotSaid(t *testing.T) {
	t.Parallel()
	for _, text := range invisible {
		if got, err := game.CleanMessage(game.PlayersRoom, text); !errors.Is(err, game.ErrBadText) {
			t.Errorf("%+q: got %+q, %v, want ErrBadText", text, got, err)
		}
		if got, err := game.CleanMessage(game.PlayersRoom, text+"x"); strings.ContainsFunc(text, unicode.IsPrint) && (err != nil || !strings.HasSuffix(got, "x")) {
			t.Errorf("%+q and a letter: got %+q, %v, want it said", text, got, err)
		}
	}
	for _, text := range []string{"❤\ufe0f", "👩\u200d🚀", "e\u0301", "한국", "⠁", "1\ufe0f\u20e3", "🇺🇳", "½", "…", "!", "नमस्ते", "ᠭᠣᠣ\u180b", "𓀀"} {
		if got, err := game.CleanMessage(game.PlayersRoom, text); err != nil || got != text {
			t.Errorf("%+q: got %+q, %v, want it said", text, got, err)
		}
	}
}

// Versions have no gaps, so everybody learns that there was a message, but only its
// audience gets the text.
func TestMessageIsInTheBytesOfThoseItIsFor(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		by                 game.Player
		room               game.Room
		players, onlookers string
	}{
		{gametest.Ann, game.PlayersRoom, `{"room":"players","from":"Calm Heron","text":"secret"}`, `{"room":"players"}`},
		{eve, game.SpectatorsRoom, `{"room":"spectators"}`, `{"room":"spectators","from":"Bold Owl","text":"secret"}`},
	} {
		g, _ := gametest.Table{Moves: "e4 e5"}.Set(t)
		e, err := g.Say(test.by, test.room, "secret", time.Now())
		if err != nil {
			t.Fatal(err)
		}
		for who, c := range map[string]struct {
			you  rules.Color
			want string
		}{"players": {rules.White, test.players}, "spectators": {"", test.onlookers}} {
			data, err := wire.EventJSON(&e, c.you)
			var got struct{ Chat json.RawMessage }
			if err != nil || json.Unmarshal(data, &got) != nil || string(got.Chat) != c.want {
				t.Errorf("%s room, to %s: got %s, %v; want %s", test.room, who, got.Chat, err, c.want)
			}
		}
	}
}

func TestSnapshotHasTheMessagesThatItsReaderMayRead(t *testing.T) {
	t.Parallel()
	g, _ := gametest.Table{Moves: "e4 e5"}.Set(t)
	var said []game.Event
	for by, room := range map[game.Player]game.Room{gametest.Ann: game.PlayersRoom, eve: game.SpectatorsRoom} {
		e, err := g.Say(by, room, "to the "+string(room), time.Now())
		if err != nil {
			t.Fatal(err)
		}
		said = append(said, e)
	}
	s := game.NewSnapshot(g.Record(), said)
	for you, want := range map[rules.Color]string{rules.White: "to the players", "": "to the spectators"} {
		if got := s.ChatFor(you); len(got) != 1 || got[0].Text != want {
			t.Errorf("to %q: got %+v, want only %q", you, got, want)
		}
	}
	s.Status = game.Over
	if got := s.ChatFor(rules.Black); len(got) != 2 {
		t.Errorf("after the game a player reads %+v, want both rooms", got)
	}
	if got := s.ChatFor(""); len(got) != 1 {
		t.Errorf("after the game a spectator reads %+v, want only the spectators' room", got)
	}
}
