package live_test

import (
	"strings"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/live"
	"kibitz/game/rules"
)

// Each text of an event may be so long and no longer.
func TestTextsOfAMessageHaveTheirLimits(t *testing.T) {
	for name, c := range map[string]struct {
		most int
		set  func(e *game.Event, text string)
	}{
		"UCI":          {8, func(e *game.Event, text string) { e.UCI = text }},
		"SAN":          {16, func(e *game.Event, text string) { e.SAN = text }},
		"FEN":          {128, func(e *game.Event, text string) { e.FEN = text }},
		"result":       {8, func(e *game.Event, text string) { e.Result = rules.Result(text) }},
		"reason":       {16, func(e *game.Event, text string) { e.Reason = game.Reason(text) }},
		"claim":        {16, func(e *game.Event, text string) { e.Claim = game.Reason(text) }},
		"offer":        {16, func(e *game.Event, text string) { e.Offer.Kind = game.OfferKind(text) }},
		"room":         {16, func(e *game.Event, text string) { e.Message.Room = game.Room(text) }},
		"sender":       {128, func(e *game.Event, text string) { e.Message.From = text }},
		"chat message": {256, func(e *game.Event, text string) { e.Message.Text = text }},
	} {
		for length, taken := range map[int]bool{c.most: true, c.most + 1: false} {
			m := live.Message{Kind: live.EventMessage, From: "S", Sent: time.Now(), Game: "someGame",
				Event: game.Event{Game: "someGame", Version: 1, Kind: game.Moved, Status: game.Playing}}
			c.set(&m.Event, strings.Repeat("x", length))
			data, err := m.Encode()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := live.DecodeMessage(data); (err == nil) != taken {
				t.Errorf("%s of %d characters: got %v, want it taken: %t", name, length, err, taken)
			}
		}
	}
}

// Of all that a message can be wrong in, one thing is enough.
func TestHeadOfAMessageIsChecked(t *testing.T) {
	name := strings.Repeat("S", 32)
	for head, taken := range map[string]bool{
		"kibitz1 probe S 1 -\n":              true,
		"kibitz1 missed S 1 -\n":             true,
		"kibitz1 doubt S 1 someGame\n":       true,
		"kibitz1 probe " + name + " 1 -\n":   true,
		"kibitz1 probe " + name + "S 1 -\n":  false,
		"kibitz1 probe  1 -\n":               false,
		"kibitz1 probe S 1 - more\n":         false,
		"kibitz1 probe S 1\n":                false,
		"kibitz1 probe S 1 -":                false,
		"kibitz1 probe S 1 --\n":             false,
		"kibitz1 missed S 1 someGame\n":      false,
		"kibitz1 doubt S 1 -\n":              false,
		"kibitz1 event S 1 -\n{}":            false,
		"kibitz1 here S 1 -\n{}":             false,
		"kibitz1 here S 1 someGame\n{}":      true,
		"kibitz1 here S 1 someGame\n{} {}":   false,
		"kibitz1 probe S 1 -\n ":             false,
		"kibitz1 doubt S 1 someGame\n{}":     false,
		"kibitz2 probe S 1 -\n":              false,
		"kibitz1 probe S one -\n":            false,
		"kibitz1 laugh S 1 someGame\n":       false,
		"kibitz1 here S 1 someGame\n{\"A\":": false,
	} {
		if _, err := live.DecodeMessage([]byte(head)); (err == nil) != taken {
			t.Errorf("%q: got %v, want it taken: %t", head, err, taken)
		}
	}
	longest := "kibitz1 here S 1 someGame\n{}"
	longest += strings.Repeat(" ", 8<<10-len(longest))
	if _, err := live.DecodeMessage([]byte(longest)); err != nil {
		t.Errorf("a message of 8 KiB: %v", err)
	}
	if _, err := live.DecodeMessage([]byte(longest + " ")); err == nil {
		t.Error("a longer one was taken")
	}
}

// An event that no server can have kept is refused for one thing that is wrong.
func TestEventOfAMessageIsChecked(t *testing.T) {
	for name, change := range map[string]func(e *game.Event){
		"version 0":         func(e *game.Event) { e.Version = 0 },
		"a kind":            func(e *game.Event) { e.Kind = "jump" },
		"a status":          func(e *game.Event) { e.Status = "paused" },
		"ply -1":            func(e *game.Event) { e.Ply = -1 },
		"a color":           func(e *game.Event) { e.By = "red" },
		"a running clock":   func(e *game.Event) { e.Clock.Running = "red" },
		"who offers":        func(e *game.Event) { e.Offer.By = "red" },
		"the next game":     func(e *game.Event) { e.Next = "/" },
		"nothing":           func(*game.Event) {},
		"a game that is on": func(e *game.Event) { e.Next = "nextGame" },
	} {
		m := live.Message{Kind: live.EventMessage, From: "S", Sent: time.Now(), Game: "someGame",
			Event: game.Event{Game: "someGame", Version: 1, Kind: game.Moved, Status: game.Playing}}
		change(&m.Event)
		data, err := m.Encode()
		if err != nil {
			t.Fatal(err)
		}
		taken := name == "nothing" || name == "a game that is on"
		if _, err := live.DecodeMessage(data); (err == nil) != taken {
			t.Errorf("%s: got %v, want it taken: %t", name, err, taken)
		}
	}
}
