package live_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/live"
	"kibitz/game/rules"
	"kibitz/game/wire"
)

// samples are messages of each kind, with events of a whole game.
func samples(t testing.TB) []live.Message {
	t.Helper()
	_, events := gametest.Table{Control: game.TimeControl{Initial: time.Minute, Increment: time.Second}, Moves: "e4 e5 Qh5 Nc6 Bc4 Nf6 Qxf7#"}.Set(t)
	said := events[3]
	said.Version, said.Kind, said.Message = 20, game.Said, game.Message{Room: game.PlayersRoom, From: "Calm Heron", Text: "gut gespielt – \"♞\"\n"}
	said.Offer, said.Seen, said.Next, said.Claim = game.Offer{Kind: game.OfferDraw, By: rules.White}, 19, "nextGame", game.Threefold
	sent := time.UnixMicro(1763754000123456)
	var all []live.Message
	for _, e := range append(events, said) {
		all = append(all, live.Message{Kind: live.EventMessage, From: "SERVER", Sent: sent, Game: e.Game, Event: e})
	}
	id := events[0].Game
	return append(all,
		live.Message{Kind: live.DoubtMessage, From: "SERVER", Sent: sent, Game: id},
		live.Message{Kind: live.ProbeMessage, From: "SERVER", Sent: sent},
		live.Message{Kind: live.MissedMessage, From: "SERVER", Sent: sent},
		live.Message{Kind: live.HereMessage, From: "SERVER", Sent: sent, Game: id,
			Here: game.Here{White: game.Sign{There: true}, Black: game.Sign{Left: sent.UTC()}, Spectators: 7}},
	)
}

// What arrives at another server is all that was sent: its readers get the same
// bytes as from the log.
func TestMessageArrivesWhole(t *testing.T) {
	for _, m := range samples(t) {
		data, err := m.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := live.DecodeMessage(data)
		if err != nil {
			t.Errorf("%s: %v", data, err)
			continue
		}
		a, b := wire.NewEvent(m.Event), wire.NewEvent(got.Event)
		for _, you := range []rules.Color{"", rules.White} {
			want, _ := a.For(you).JSON()
			if is, err := b.For(you).JSON(); err != nil || !bytes.Equal(is, want) {
				t.Errorf("%q gets %s, %v; want %s", you, is, err, want)
			}
		}
		want, _ := json.Marshal(m)
		if is, _ := json.Marshal(got); !bytes.Equal(is, want) {
			t.Errorf("got  %s\nwant %s", is, want)
		}
	}
}

// What servers of an earlier version sent is read, and sent again to the letter: for
// a time both are on one bus. Lines may be added to the file, and none changed.
func TestMessagesOfAnEarlierServerAreReadAndSentTheSame(t *testing.T) {
	file, err := os.ReadFile("testdata/messages.txt")
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[live.MessageKind]int{}
	for line := range strings.Lines(string(file)) {
		data := strings.Replace(strings.TrimSuffix(line, "\n"), "\t", "\n", 1)
		m, err := live.DecodeMessage([]byte(data))
		if err != nil {
			t.Errorf("%s: %v", data, err)
			continue
		}
		kinds[m.Kind]++
		if again, err := m.Encode(); err != nil || string(again) != data {
			t.Errorf("sent again\n%s, %v, want\n%s", again, err, data)
		}
	}
	if len(kinds) != 5 || kinds[live.EventMessage] < 60 {
		t.Errorf("read %v, want all kinds, and events of all kinds", kinds)
	}
}

func TestWhatNoServerWouldSayIsRefused(t *testing.T) {
	event, _ := new(live.Message{Kind: live.EventMessage, From: "S", Game: "someGame",
		Event: game.Event{Game: "someGame", Version: 1, Kind: game.Moved, Status: game.Playing}}).Encode()
	if _, err := live.DecodeMessage(event); err != nil {
		t.Fatalf("a plain event: %v", err)
	}
	changed := func(old, with string) string { return strings.Replace(string(event), old, with, 1) }
	for name, c := range map[string]struct {
		data string
		game game.ID // that is known to be meant
	}{
		"nothing":                    {"", ""},
		"another version":            {changed("kibitz1", "kibitz2"), "someGame"},
		"no end of the head":         {"kibitz1 probe S 1 -", ""},
		"a kind that is unknown":     {"kibitz1 laugh S 1 -\n", ""},
		"a game that cannot be":      {"kibitz1 doubt S 1 some/Game\n", ""},
		"no game":                    {"kibitz1 doubt S 1 -\n", ""},
		"a game too many":            {"kibitz1 probe S 1 someGame\n", "someGame"},
		"no time":                    {"kibitz1 doubt S x someGame\n", "someGame"},
		"a body too many":            {"kibitz1 doubt S 1 someGame\n{}", "someGame"},
		"no sender":                  {"kibitz1 doubt  1 someGame\n", "someGame"},
		"a body cut off":             {string(event[:len(event)-1]), "someGame"},
		"two bodies":                 {string(event) + "{}", "someGame"},
		"another game in the body":   {changed(`"Game":"someGame"`, `"Game":"someGamf"`), "someGame"},
		"a version below 1":          {changed(`"Version":1`, `"Version":0`), "someGame"},
		"a field that is unknown":    {changed(`"Version":1`, `"Version":1,"Mood":1`), "someGame"},
		"an event that is unknown":   {changed(`"move"`, `"jump"`), "someGame"},
		"a status that is unknown":   {changed(`"playing"`, `"paused"`), "someGame"},
		"a color that is unknown":    {changed(`"By":""`, `"By":"red"`), "someGame"},
		"a next game that cannot be": {changed(`"Next":""`, `"Next":"/"`), "someGame"},
		"a long position":            {changed(`"FEN":""`, `"FEN":"`+strings.Repeat("8", 200)+`"`), "someGame"},
		"a long message":             {changed(`"text":""`, ``) + strings.Repeat(" ", 9000), ""},
		"fewer than no spectators":   {"kibitz1 here S 1 someGame\n{\"Spectators\":-1}", "someGame"},
	} {
		if m, err := live.DecodeMessage([]byte(c.data)); err == nil || m.Game != c.game {
			t.Errorf("%s: got game %q, %v; want %q and an error", name, m.Game, err, c.game)
		}
	}
}

// Whatever comes over the bus, nobody panics, and what is taken can be passed on.
func FuzzMessage(f *testing.F) {
	for _, m := range samples(f) {
		data, err := m.Encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := live.DecodeMessage(data)
		if err != nil {
			if m.Game != "" && !game.ValidID(string(m.Game)) {
				t.Fatalf("got game %q with %v", m.Game, err)
			}
			return
		}
		for _, you := range []rules.Color{"", rules.Black} {
			if _, err := wire.NewEvent(m.Event).For(you).JSON(); err != nil {
				t.Fatalf("what was taken cannot be shown: %v", err)
			}
		}
		again, err := m.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := live.DecodeMessage(again); err != nil && len(again) <= 8<<10 {
			t.Fatalf("what was taken cannot be passed on: %v", err)
		}
	})
}
