package store

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/pgn"
	"kibitz/game/rules"
)

// wantRow wants a text to be what is kept of a value, byte by byte, and to be read
// as that value.
func wantRow[Row, Domain any](t *testing.T, text string, want Domain, row func(Domain) Row, read func(Row) Domain) {
	t.Helper()
	var kept Row
	if err := json.Unmarshal([]byte(text), &kept); err != nil {
		t.Fatal(err)
	}
	if got := read(kept); !reflect.DeepEqual(got, want) {
		t.Errorf("%s is read as\n%+v, want\n%+v", text, got, want)
	}
	if got, err := json.Marshal(row(want)); err != nil || string(got) != text {
		t.Errorf("kept as\n%s, %v, want\n%s", got, err, text)
	}
}

// The columns that hold JSON. Databases are full of such texts: none may change.
func TestJSONOfEveryColumn(t *testing.T) {
	at := time.Date(2026, time.March, 14, 15, 9, 26, 535_000_000, time.UTC)
	clock := game.Clock{
		Control: game.TimeControl{Initial: 3 * time.Minute, Increment: 2 * time.Second},
		White:   game.ClockSide{Left: 179_500 * time.Millisecond, Lag: game.Lag{Last: 120 * time.Millisecond, Given: 340 * time.Millisecond, Quota: 2660 * time.Millisecond}},
		Black:   game.ClockSide{Left: time.Second},
		Running: rules.Black, Since: at,
	}
	const sides = `"white":{"left":179500,"last":120,"given":340,"quota":2660},"black":{"left":1000,"last":0,"given":0,"quota":0}`
	wantRow(t, `{"initial":180000,"increment":2000,`+sides+`,"running":"black","since":1773500966535}`, clock, clockOf, (*clockRow).clock)
	clock.Running, clock.Since = "", time.Time{}
	wantRow(t, `{"initial":180000,"increment":2000,`+sides+`,"running":"","since":0}`, clock, clockOf, (*clockRow).clock)
	wantRow(t, `null`, game.Clock{}, clockOf, (*clockRow).clock)

	wantRow(t, `{}`, game.Offering{}, offeringOf, offeringRow.offering)
	wantRow(t, `{"open":{"kind":"draw","by":"white"},"white":{"drawPly":7,"takebackDeclines":2,"takebackFrom":"2026-03-14T15:09:26.535Z"},"black":{"drawPly":1}}`,
		game.Offering{
			Open:  game.Offer{Kind: game.OfferDraw, By: rules.White},
			White: game.Offers{DrawPly: 7, TakebackDeclines: 2, TakebackFrom: at}, Black: game.Offers{DrawPly: 1},
		}, offeringOf, offeringRow.offering)

	wantRow(t, `{"tags":[{"name":"White","value":"\"A\" \u003cb\u003e"},{"name":"Site","value":"Łódź"}],"movetext":"1. e4 1-0","comments":["","so"]}`,
		&game.Source{Tags: pgn.Tags{{Name: "White", Value: `"A" <b>`}, {Name: "Site", Value: "Łódź"}}, Movetext: "1. e4 1-0", Comments: []string{"", "so"}},
		sourceOf, (*sourceRow).source)
	wantRow(t, `{"tags":null,"movetext":"","comments":null}`, &game.Source{}, sourceOf, (*sourceRow).source)
	wantRow(t, `{"tags":[],"movetext":"","comments":[]}`, &game.Source{Tags: pgn.Tags{}, Comments: []string{}}, sourceOf, (*sourceRow).source)
	wantRow(t, `null`, nil, sourceOf, (*sourceRow).source)

	event := func(e game.Event) *eventRow { return rowOf(&e) }
	for _, kept := range []struct {
		offer, chat string
		event       game.Event
	}{
		{`null`, `null`, game.Event{}},
		{`{"kind":"takeback","by":"black"}`, `{"room":"players","from":"Calm Heron","text":"\u0026 so"}`, game.Event{
			Offer: game.Offer{Kind: game.OfferTakeback, By: rules.Black}, Message: game.Message{Room: game.PlayersRoom, From: "Calm Heron", Text: "& so"},
		}},
		{`{"kind":"rematch","by":"white"}`, `{"room":"spectators","text":"so"}`, game.Event{
			Offer: game.Offer{Kind: game.OfferRematch, By: rules.White}, Message: game.Message{Room: game.SpectatorsRoom, Text: "so"},
		}},
	} {
		wantRow(t, kept.offer, kept.event.Offer, func(o game.Offer) *offerRow { return event(game.Event{Offer: o}).Offer },
			func(r *offerRow) game.Offer { e := (&eventRow{Offer: r}).event(); return e.Offer })
		wantRow(t, kept.chat, kept.event.Message, func(m game.Message) *messageRow { return event(game.Event{Message: m}).Chat },
			func(r *messageRow) game.Message { e := (&eventRow{Chat: r}).event(); return e.Message })
	}
}

// The keys of positions are bytes: big-endian, so that they read as they are
// written elsewhere.
func TestKeysOfPositionsAreKeptAsEightBytesEach(t *testing.T) {
	keys := rules.Repetitions{0x0102030405060708, 0xfffefdfcfbfaf9f8}
	packed := pack(keys)
	if want := "\x01\x02\x03\x04\x05\x06\x07\x08\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8"; string(packed) != want {
		t.Errorf("got %x, want %x", packed, want)
	}
	if got := unpack(packed); !reflect.DeepEqual(got, keys) {
		t.Errorf("got %x, want %x", got, keys)
	}
}

// A field that is added to an event has to be kept, too.
func TestEveryFieldOfAnEventIsKept(t *testing.T) {
	want := gametest.Filled[game.Event]()
	if got := rowOf(&want).event(); got != want {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if got := valuesOf(rowOf(&want)); len(got) != len(eventColumns) || got[0] != want.Game || *got[17].(*game.ID) != want.Next {
		t.Errorf("the columns %s have the values %v", eventColumns, got)
	}
}
