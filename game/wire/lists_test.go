package wire_test

import (
	"errors"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/game/wire"
)

var (
	at    = time.Date(2026, time.March, 14, 15, 9, 26, 535_000_000, time.UTC)
	heron = game.Player{ID: "AnnAnnAnnAnn", Name: "Calm Heron"}
	odd   = game.Player{ID: "BobBobBobBob", Name: `<b>&"Łukasz"`}
	blitz = game.TimeControl{Initial: 3 * time.Minute, Increment: 2 * time.Second}
	ticks = game.Clock{
		Control: blitz, White: game.ClockSide{Left: 90 * time.Second}, Black: game.ClockSide{Left: 80 * time.Second},
		Running: rules.Black, Since: at.Add(-time.Second),
	}
)

const quotedOdd = `"\u003cb\u003e\u0026\"Łukasz\""`

func TestAPageOfGamesHasTheBytesOfTheProtocol(t *testing.T) {
	t.Parallel()
	wantJSON(t, "two games", `{"games":[{"id":"k3XyZ9aB","you":"black","opponent":{"name":`+quotedOdd+`},"status":"playing","result":"*",`+
		`"reason":"","yourTurn":true,"ply":7,"initial":0,"increment":2,"createdAt":1773500966535,"updatedAt":1773501026535},`+
		`{"id":"anOther1","you":"white","opponent":null,"status":"over","result":"*","reason":"abort","yourTurn":false,"ply":0,`+
		`"createdAt":1773500966535,"updatedAt":1773500966535}],"next":"123-k3XyZ9aB"}`)(wire.EntriesJSON([]game.Entry{
		{
			Game: "k3XyZ9aB", You: rules.Black, Opponent: odd, FEN: "8/8/8/8/8/8/8/8 b - - 0 1", Ply: 7, Status: game.Playing, Result: rules.NoResult,
			Control: game.TimeControl{Increment: 2 * time.Second}, CreatedAt: at, UpdatedAt: at.Add(time.Minute),
		},
		{
			Game: "anOther1", You: rules.White, FEN: rules.StartFEN, Status: game.Over, Result: rules.NoResult, Reason: game.ByAbort,
			CreatedAt: at, UpdatedAt: at,
		},
	}, "123-k3XyZ9aB"))
	wantJSON(t, "none", `{"games":[]}`)(wire.EntriesJSON(nil, ""))
}

func TestLiveBoardsHaveTheBytesOfTheProtocol(t *testing.T) {
	t.Parallel()
	const fen = `"fen":"rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"`
	wantJSON(t, "a game and an exhibit", `[{"id":"k3XyZ9aB","white":{"name":"Calm Heron"},"black":{"name":`+quotedOdd+`},`+fen+`,"version":9,`+
		`"clock":{"white":90000,"black":79000,"running":"black"},"spectators":3},`+
		`{"id":"anOther1","white":{"name":"Morphy"},"black":{"name":"Duke"},`+fen+`,"version":2,"spectators":0,"exhibit":"Paris, 1858"}]`)(
		wire.BoardsJSON([]wire.Board{
			{Glance: game.Glance{Game: "k3XyZ9aB", Version: 9, White: heron, Black: odd, FEN: rules.StartFEN, Clock: ticks}, At: at, Spectators: 3},
			{Glance: game.Glance{
				Game: "anOther1", Version: 2, White: game.Player{Name: "Morphy"}, Black: game.Player{Name: "Duke"}, FEN: rules.StartFEN, Exhibit: "Paris, 1858",
			}, At: at},
		}))
	wantJSON(t, "none", `[]`)(wire.BoardsJSON(nil))
}

func TestImportedGamesHaveTheBytesOfTheProtocol(t *testing.T) {
	t.Parallel()
	wantJSON(t, "one", `{"games":[{"id":"k3XyZ9aB","white":"Morphy","black":"\"Duke\" \u0026 \u003cb\u003e","result":"1-0","ply":33}]}`)(
		wire.ImportedJSON([]game.Snapshot{{
			Event: game.Event{Game: "k3XyZ9aB", Result: rules.WhiteWins, Ply: 33},
			White: game.Player{Name: "Morphy"}, Black: game.Player{Name: `"Duke" & <b>`},
		}}))
}

func TestWhoIsThereHasTheBytesOfTheProtocol(t *testing.T) {
	t.Parallel()
	told, err := wire.NewPresence("k3XyZ9aB", game.Presence{White: game.Attendance{Away: at.Add(-time.Minute)}, Spectators: 4}, 17, at)
	if err != nil || told.Aside != 17 || told.Kind != game.PresenceKind || told.Game != "k3XyZ9aB" || !told.At.Equal(at) || told.Version != 0 {
		t.Fatalf("got %+v, %v", told.Event, err)
	}
	for _, you := range []rules.Color{"", rules.White, rules.Black} {
		wantJSON(t, "to "+string(you), `{"game":"k3XyZ9aB","at":1773500966535,"kind":"presence","number":17,`+
			`"white":{"online":false,"away":1773500906535},"black":{"online":true},"spectators":4}`)(told.For(you).JSON())
	}
}

func TestTheSeeksHaveTheBytesOfTheProtocol(t *testing.T) {
	t.Parallel()
	const bytes = `{"kind":"lobby","tag":"abd65e93f11dd257","seeks":[{"id":"k3XyZ9aB","by":{"name":` + quotedOdd + `},"color":"black",` +
		`"initial":180,"increment":2,"speed":"blitz","at":1773500966535},{"id":"anOther1","by":{"name":"Calm Heron"},"color":"white","at":1773500966535}]`
	list, err := wire.NewSeekList([]game.Seek{
		{Game: "k3XyZ9aB", By: odd, Color: rules.Black, Control: blitz, CreatedAt: at}, {Game: "anOther1", By: heron, Color: rules.White, CreatedAt: at},
	})
	if err != nil || list.Tag != "abd65e93f11dd257" || len(list.Seeks) != 2 {
		t.Fatalf("got %+v, %v", list, err)
	}
	wantJSON(t, "to all", bytes+`}`)(list.ForAll().JSON())
	wantJSON(t, "to all", bytes+`}`)(list.JSON(), nil)
	wantJSON(t, "to the one who seeks", bytes+`,"mine":["k3XyZ9aB"]}`)(list.JSONWith([]game.ID{"k3XyZ9aB"}))
	wantJSON(t, "to another", bytes+`,"mine":[]}`)(list.JSONWith([]game.ID{}))
	wantJSON(t, "to all, again", bytes+`}`)(list.JSON(), nil)
	none, err := wire.NewSeekList(nil)
	wantJSON(t, "none", `{"kind":"lobby","tag":"4f53cda18c2baa0c","seeks":[]}`)(none.JSON(), err)
}

func TestATagIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	if tag, err := wire.ParseListTag("abd65e93f11dd257"); err != nil || tag != "abd65e93f11dd257" {
		t.Errorf("got %q, %v", tag, err)
	}
	for _, text := range []string{"", "abd65e93f11dd25", "abd65e93f11dd25g", "abd65e93f11dd25700", "abd65e93f11dd2", "ABD65E93F11DD257"} {
		if tag, err := wire.ParseListTag(text); !errors.Is(err, wire.ErrBadTag) || tag != "" {
			t.Errorf("%q: got %q, %v, want ErrBadTag", text, tag, err)
		}
	}
}

func TestWhatIsSaidHasTheBytesOfTheProtocol(t *testing.T) {
	t.Parallel()
	said := game.Event{
		Game: "k3XyZ9aB", Version: 9, At: at, Kind: game.Said, Status: game.Playing, FEN: rules.StartFEN, Result: rules.NoResult, Clock: ticks,
		Message: game.Message{Room: game.SpectatorsRoom, From: odd.Name, Text: "so"},
	}
	wantJSON(t, "to its sender, who sees the game late",
		`{"game":"k3XyZ9aB","at":1773500966535,"kind":"chat","chat":{"room":"spectators","from":`+quotedOdd+`,"text":"so"}}`)(wire.SaidJSON(&said))
	const clock = `{"white":90000,"black":79000,"running":"black","lag":{"white":{"last":0,"given":0,"quota":0},"black":{"last":0,"given":0,"quota":0}}}`
	wantJSON(t, "the clock", clock)(wire.ClockJSON(&said))
	wantJSON(t, "no clock", `null`)(wire.ClockJSON(&game.Event{}))

	const fen = `"fen":"rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1","turn":"white","check":false,"status":"playing","result":"*","reason":"","offer":null,`
	said.Message = game.Message{Room: game.PlayersRoom, From: heron.Name, Text: "so"}
	wantJSON(t, "to a spectator", `{"game":"k3XyZ9aB","version":9,"at":1773500966535,"kind":"chat","ply":0,`+fen+`"clock":`+clock+`,"chat":{"room":"players"}}`)(wire.EventJSON(&said, ""))

	s := game.Snapshot{
		Event: said, White: heron, Black: game.Player{Name: "Duke"}, StartFEN: rules.StartFEN, Delay: 90 * time.Second, Exhibit: true, Source: &game.Source{},
		Chat: []game.Spoken{{Version: 8, At: at, Message: said.Message}, {Version: 9, At: at, Message: game.Message{Room: game.SpectatorsRoom, Text: "hm"}}},
	}
	s.Kind, s.Message = game.SnapshotKind, game.Message{}
	wantJSON(t, "a snapshot for a spectator", `{"game":"k3XyZ9aB","version":9,"at":1773500966535,"kind":"snapshot","ply":0,`+fen+`"clock":`+clock+`,`+
		`"white":{"name":"Calm Heron","online":false,"away":1773500966535},"black":{"name":"Duke"},"initial":180,"increment":2,`+
		`"startFen":"rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1","tags":{"Result":"*"},"exhibit":true,"plies":[],"delay":90,"spectators":2,`+
		`"goneAfter":20000,"you":"spectator","messages":[{"version":9,"at":1773500966535,"room":"spectators","text":"hm"}]}`)(
		wire.SnapshotJSON(&s, "", game.Presence{White: game.Attendance{Away: at}, Spectators: 2}))
}

// The bytes and the frame are made once, however many readers there are; all of them
// get the frame's error.
func TestAnEventIsEncodedAndFramedOnce(t *testing.T) {
	t.Parallel()
	e := wire.NewEvent(game.Event{Game: "k3XyZ9aB", Kind: game.Moved, Status: game.Playing, FEN: rules.StartFEN})
	if e.For(rules.White) != e.For(rules.Black) || e.For("") == e.For(rules.White) {
		t.Error("the players should have one encoding, and spectators another")
	}
	for _, you := range []rules.Color{"", rules.White} {
		one, _ := e.For(you).JSON()
		framed := 0
		for range 3 {
			other, err := e.For(you).JSON()
			if err != nil || &one[0] != &other[0] {
				t.Errorf("%q: the bytes were made again, or %v", you, err)
			}
			frame, err := e.For(you).Framed(func(data []byte) (any, error) {
				framed++
				return len(data), errRefused
			})
			if frame != len(one) || !errors.Is(err, errRefused) || framed != 1 {
				t.Errorf("%q: framed %d times as %v, %v; want once as %d", you, framed, frame, err, len(one))
			}
		}
	}
}

var errRefused = errors.New("refused by the test")
