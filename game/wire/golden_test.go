package wire_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
	"kibitz/game/wire"
)

// wired returns a table's game under the id of the protocol's examples, and
// its events.
func wired(t *testing.T, table gametest.Table) (*game.Game, []game.Event) {
	t.Helper()
	g, events := table.Set(t)
	r := g.Record()
	r.ID = "k3XyZ9aB"
	g, err := game.Load(r)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	for i := range events {
		events[i].Game = r.ID
	}
	return g, events
}

func do(t *testing.T) func(game.Event, error) game.Event {
	return func(e game.Event, err error) game.Event {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
}

func ms(n int) time.Duration { return time.Duration(n) * time.Millisecond }

func wantJSON(t *testing.T, what string, want string) func([]byte, error) {
	return func(got []byte, err error) {
		t.Helper()
		if err != nil || string(got) != want {
			t.Errorf("%s:\ngot  %s, %v\nwant %s", what, got, err, want)
		}
	}
}

// The bytes are the protocol: clients outside this repository read them.
func TestAnEventHasTheBytesOfTheProtocol(t *testing.T) {
	t.Parallel()
	_, events := wired(t, gametest.Table{Moves: "f3 e5 g4 Qh4"})
	for _, test := range []struct {
		version game.Version
		all     string // what everybody gets
		legal   string // what players get besides
	}{
		{1, `{"game":"k3XyZ9aB","version":1,"at":1773500967535,"kind":"created","ply":0,` +
			`"fen":"rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1","turn":"white","check":false,` +
			`"status":"open","result":"*","reason":"","offer":null}`, `[]`},
		{2, `{"game":"k3XyZ9aB","version":2,"at":1773500968535,"kind":"joined","ply":0,` +
			`"fen":"rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1","turn":"white","check":false,` +
			`"status":"playing","result":"*","reason":"","offer":null}`,
			`["e2e3","e2e4"]`},
		{5, `{"game":"k3XyZ9aB","version":5,"at":1773500971535,"kind":"move","ply":3,"uci":"g2g4","san":"g4",` +
			`"fen":"rnbqkbnr/pppp1ppp/8/4p3/6P1/5P2/PPPPP2P/RNBQKBNR b KQkq g3 0 2","turn":"black","check":false,` +
			`"status":"playing","result":"*","reason":"","offer":null}`,
			`["d8h4"]`},
		{6, `{"game":"k3XyZ9aB","version":6,"at":1773500972535,"kind":"move","ply":4,"uci":"d8h4","san":"Qh4#",` +
			`"fen":"rnb1kbnr/pppp1ppp/8/4p3/6Pq/5P2/PPPPP2P/RNBQKBNR w KQkq - 1 3","turn":"white","check":true,` +
			`"status":"over","result":"0-1","reason":"mate","offer":null,"opening":{"eco":"A00","name":"Barnes Opening: Fool's Mate"}}`, `[]`},
	} {
		e := events[test.version-1]
		wantJSON(t, "a spectator's event", test.all)(wire.EventJSON(&e, ""))
		got, err := wire.EventJSON(&e, rules.Black)
		if err != nil {
			t.Fatalf("EventJSON: %v", err)
		}
		wantPlayer(t, got, test.all, test.legal)

		a := wire.NewEvent(e)
		wantJSON(t, "a spectator's announcement", test.all)(a.For("").JSON())
		wantJSON(t, "White's announcement", string(got))(a.For(rules.White).JSON())
		wantJSON(t, "Black's announcement", string(got))(a.For(rules.Black).JSON())
	}
}

// wantPlayer checks that a player gets what everybody gets, and then the legal
// moves. Of a long list it checks that those named are there: their order is
// the rules library's.
func wantPlayer(t *testing.T, got []byte, all, legal string) {
	t.Helper()
	rest, ok := bytes.CutPrefix(got, []byte(all[:len(all)-1]+`,"legal":`))
	if !ok {
		t.Errorf("a player's event:\ngot  %s\nwant %s and legal", got, all)
		return
	}
	var moves, want []string
	if err := json.Unmarshal(rest[:len(rest)-1], &moves); err != nil {
		t.Errorf("legal: got %s: %v", rest, err)
	}
	if err := json.Unmarshal([]byte(legal), &want); err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for _, move := range moves {
		there[move] = true
	}
	for _, move := range want {
		if !there[move] {
			t.Errorf("legal: got %v, want %s among them", moves, move)
		}
	}
	if (len(want) == 0) != (len(moves) == 0) || len(there) != len(moves) {
		t.Errorf("legal: got %v, want %v", moves, want)
	}
}

func TestASnapshotHasTheBytesOfTheProtocol(t *testing.T) {
	t.Parallel()
	const (
		fen   = `"fen":"8/3k4/8/8/8/8/8/4K2R w K - 4 41","turn":"white","check":false,`
		seats = `"white":{"name":"Calm Heron","online":true},"black":{"name":"Sly Fox","online":true},"startFen":"4k3/8/8/8/8/8/8/4K2R b K - 3 40",`
		plies = `"plies":[{"uci":"e8d7","san":"Kd7","at":1773500969535}],"spectators":0,`
		state = `{"game":"k3XyZ9aB","version":3,"at":1773500969535,"kind":"snapshot","ply":1,` + fen +
			`"status":"playing","result":"*","reason":"","offer":null,` + seats + plies
		legal = `"legal":["e1d1","e1f1","e1d2","e1e2","e1f2","h1f1","h1g1","h1h2","h1h3","h1h4","h1h5","h1h6","h1h7","h1h8","e1g1"]`
	)
	g, events := wired(t, gametest.Table{FEN: "4k3/8/8/8/8/8/8/4K2R b K - 3 40", Moves: "Kd7"})
	s := game.NewSnapshot(g.Record(), events[2:])
	wantJSON(t, "a spectator's", state+`"you":"spectator"}`)(wire.SnapshotJSON(&s, "", game.Presence{}))
	wantJSON(t, "White's", sorted(t, state+`"you":"white",`+legal+`}`))(sortedJSON(wire.SnapshotJSON(&s, rules.White, game.Presence{})))
	wantJSON(t, "Black's", sorted(t, state+`"you":"black",`+legal+`}`))(sortedJSON(wire.SnapshotJSON(&s, rules.Black, game.Presence{})))
}

func TestASnapshotOfAnOpenGameHasAnEmptySeat(t *testing.T) {
	t.Parallel()
	g, _ := wired(t, gametest.Table{White: game.Player{ID: "x", Name: `<b>&"Łukasz"`}, Open: true})
	s := game.NewSnapshot(g.Record(), nil)
	const state = `{"game":"k3XyZ9aB","version":1,"at":1773500967535,"kind":"snapshot","ply":0,` +
		`"fen":"rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1","turn":"white","check":false,` +
		`"status":"open","result":"*","reason":"","offer":null,` +
		`"white":{"name":"\u003cb\u003e\u0026\"Łukasz\"","online":true},"black":null,` +
		`"startFen":"rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1","plies":[],"spectators":0,`
	wantJSON(t, "a spectator's", state+`"you":"spectator"}`)(wire.SnapshotJSON(&s, "", game.Presence{}))
	wantJSON(t, "the creator's", state+`"you":"white","legal":[]}`)(wire.SnapshotJSON(&s, rules.White, game.Presence{}))
}

// Clocks are as of the event; 2... Nc6 took 1500 ms, of which 400 were given
// back.
func TestAClockHasTheBytesOfTheProtocol(t *testing.T) {
	t.Parallel()
	table := gametest.Table{Control: game.TimeControl{Initial: 5 * time.Minute, Increment: 3 * time.Second}, Moves: "e4 e5 Nf3", Clock: gametest.NewClock()}
	g, events := wired(t, table)
	table.Clock.Advance(ms(1_500))
	e := do(t)(g.Play(gametest.Bob.ID, "Nc6", 0, game.Timing{Told: true, Spent: ms(1_100), RoundTrip: ms(500)}, table.Clock.Now()))
	const (
		lag   = `"lag":{"white":{"last":0,"given":0,"quota":4000},"black":{"last":400,"given":400,"quota":3600}}`
		state = `"fen":"r1bqkbnr/pppp1ppp/2n5/4p3/4P3/5N2/PPPP1PPP/RNBQKB1R w KQkq - 2 3","turn":"white","check":false,` +
			`"status":"playing","result":"*","reason":"",`
		named = `,"opening":{"eco":"C44","name":"King's Knight Opening: Normal Variation"}`
		clock = `"clock":{"white":302000,"black":301900,"running":"white",` + lag + `}`
	)
	wantJSON(t, "the move", `{"game":"k3XyZ9aB","version":6,"at":1773500973035,"kind":"move","ply":4,"uci":"b8c6","san":"Nc6",`+
		state+`"offer":null,`+clock+named+`}`)(wire.EventJSON(&e, ""))
	table.Clock.Advance(ms(2_500))
	offer := do(t)(g.Draw(gametest.Bob.ID, game.Propose, table.Clock.Now()))
	clock2 := strings.Replace(clock, "302000", "299500", 1)
	wantJSON(t, "an offer, 2.5 s later", `{"game":"k3XyZ9aB","version":7,"at":1773500975535,"kind":"offer","ply":4,`+
		state+`"offer":{"kind":"draw","by":"black"},`+clock2+`}`)(wire.EventJSON(&offer, ""))
	s := game.NewSnapshot(g.Record(), append(events[2:], e))
	wantJSON(t, "the snapshot", `{"game":"k3XyZ9aB","version":7,"at":1773500975535,"kind":"snapshot","ply":4,`+
		state+`"offer":{"kind":"draw","by":"black"},`+clock2+named+`,`+
		`"white":{"name":"Calm Heron","online":true},"black":{"name":"Sly Fox","online":true},"initial":300,"increment":3,"startFen":"`+rules.StartFEN+`",`+
		`"plies":[{"uci":"e2e4","san":"e4","at":1773500969535,"clock":300000},{"uci":"e7e5","san":"e5","at":1773500970535,"clock":300000},`+
		`{"uci":"g1f3","san":"Nf3","at":1773500971535,"clock":302000},{"uci":"b8c6","san":"Nc6","at":1773500973035,"clock":301900}],`+
		`"spectators":0,"goneAfter":20000,"you":"spectator"}`)(wire.SnapshotJSON(&s, "", game.Presence{}))
}

func TestARematchNamesTheNextGame(t *testing.T) {
	t.Parallel()
	g, events := gametest.Table{Moves: "f3 e5 g4 Qh4"}.Set(t)
	at := g.Record().UpdatedAt
	do(t)(g.Rematch(gametest.Ann.ID, game.Propose, at))
	last := do(t)(g.Rematch(gametest.Bob.ID, game.Accept, at))
	s := game.NewSnapshot(g.Record(), events[2:])
	want := `"next":"` + string(g.Record().Next) + `"`
	for what, write := range map[string]func() ([]byte, error){
		"the event":    func() ([]byte, error) { return wire.EventJSON(&last, "") },
		"the snapshot": func() ([]byte, error) { return wire.SnapshotJSON(&s, "", game.Presence{}) },
	} {
		if got, err := write(); err != nil || !strings.Contains(string(got), want) {
			t.Errorf("%s: got %s, %v, want %s", what, got, err, want)
		}
	}
}

func TestASpectatorNeverGetsTheLegalMoves(t *testing.T) {
	t.Parallel()
	for _, table := range []gametest.Table{{Open: true}, {}, {Moves: "e4 f5"}, {Moves: "e4 f5 Qh5"}, {Moves: "f3 e5 g4 Qh4"}} {
		g, events := table.Set(t)
		s := game.NewSnapshot(g.Record(), events[min(2, len(events)):])
		got, err := wire.SnapshotJSON(&s, "", game.Presence{})
		if err != nil || bytes.Contains(got, []byte("legal")) {
			t.Errorf("a snapshot: got %s, %v, want nothing of legal", got, err)
		}
		for _, e := range events {
			got, err := wire.EventJSON(&e, "")
			if err != nil || bytes.Contains(got, []byte("legal")) {
				t.Errorf("an event: got %s, %v, want nothing of legal", got, err)
			}
		}
	}
}

// sorted sorts the legal moves, whose order is the rules library's.
func sorted(t *testing.T, text string) string {
	t.Helper()
	got, err := sortedJSON([]byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(got)
}

func sortedJSON(text []byte, err error) ([]byte, error) {
	head, list, ok := bytes.Cut(text, []byte(`"legal":`))
	if err != nil || !ok {
		return text, err
	}
	var moves []string
	if err := json.Unmarshal(list[:len(list)-1], &moves); err != nil {
		return nil, err
	}
	slices.Sort(moves)
	list, err = json.Marshal(moves)
	return slices.Concat(head, []byte(`"legal":`), list, []byte(`}`)), err
}
