package view

import (
	"testing"
	"time"

	"kibitz/game"
)

const (
	promotionFEN  = "r3k2r/1P6/8/8/8/8/6p1/R3K2R w KQkq - 0 30"
	blackFirstFEN = "4k3/8/8/8/8/8/4P3/4K3 b - - 0 12"
)

// madeUp is a game and its moves, kept as a store would.
type madeUp struct {
	game  *game.Game
	moves []game.Event
}

var (
	began = time.Date(2025, 11, 21, 20, 0, 0, 0, time.UTC)
	white = game.Player{ID: "whitewhite01", Name: "Brave Fox"}
	black = game.Player{ID: "blackblack01", Name: "Wise Owl"}
)

func waiting(t *testing.T, fen string) *madeUp {
	t.Helper()
	return waitingTimed(t, fen, game.TimeControl{})
}

func waitingTimed(t *testing.T, fen string, tc game.TimeControl) *madeUp {
	t.Helper()
	g, _, err := game.New(game.Setup{Creator: white, Color: "white", FEN: fen, Control: tc}, began)
	if err != nil {
		t.Fatal(err)
	}
	return &madeUp{game: g}
}

func playing(t *testing.T, fen string, moves ...string) *madeUp {
	t.Helper()
	return waiting(t, fen).play(t, moves...)
}

// timed is a game of 3+2.
func timed(t *testing.T, moves ...string) *madeUp {
	t.Helper()
	return waitingTimed(t, "", game.TimeControl{Initial: 3 * time.Minute, Increment: 2 * time.Second}).play(t, moves...)
}

// play has the other seat taken and a move made each second.
func (m *madeUp) play(t *testing.T, moves ...string) *madeUp {
	t.Helper()
	if _, err := m.game.Join(black, began); err != nil {
		t.Fatal(err)
	}
	for i, move := range moves {
		by := white.ID
		if r := m.game.Record(); (&game.Event{FEN: r.FEN}).Turn() == game.Black {
			by = black.ID
		}
		e, err := m.game.Play(by, move, 0, game.Timing{}, began.Add(time.Duration(i+1)*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		m.moves = append(m.moves, e)
	}
	return m
}

// after does something in the game some time after it began.
func (m *madeUp) after(t *testing.T, d time.Duration, do func(g *game.Game, at time.Time) (game.Event, error)) *madeUp {
	t.Helper()
	if _, err := do(m.game, began.Add(d)); err != nil {
		t.Fatal(err)
	}
	return m
}

// looked is the page at some time after the game began.
func (m *madeUp) looked(you game.Color, d time.Duration) GamePage {
	return m.with(you, func(p *GamePage) { p.Now = began.Add(d) })
}

func drawOffer(by game.Player) func(*game.Game, time.Time) (game.Event, error) {
	return func(g *game.Game, at time.Time) (game.Event, error) { return g.Draw(by.ID, game.Propose, at) }
}

func rematch(by game.Player, a game.Answer) func(*game.Game, time.Time) (game.Event, error) {
	return func(g *game.Game, at time.Time) (game.Event, error) { return g.Rematch(by.ID, a, at) }
}

func (m *madeUp) resign(t *testing.T, c game.Color) {
	t.Helper()
	by := white.ID
	if c == game.Black {
		by = black.ID
	}
	if _, err := m.game.Resign(by, began.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
}

func (m *madeUp) abort(t *testing.T) {
	t.Helper()
	if _, err := m.game.Abort(white.ID, began.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
}

func (m *madeUp) page(you game.Color) GamePage {
	s := game.NewSnapshot(m.game.Record(), m.moves)
	s.Game = "k3XyZ9aB"
	if s.Next != "" {
		s.Next = "n3XtG4me"
	}
	return GamePage{Snapshot: s, You: you, Ply: len(s.Plies), Refresh: true, URL: "https://kibitz.example/games/k3XyZ9aB"}
}

func (m *madeUp) glance(spectators int) WatchBoard {
	p := m.page("")
	s := p.Snapshot
	g := game.Glance{Game: s.Game, Version: s.Version, White: s.White, Black: s.Black, FEN: s.FEN, Clock: s.Clock}
	return WatchBoard{Glance: g, Spectators: spectators, Now: s.At}
}

func (m *madeUp) with(you game.Color, change func(*GamePage)) GamePage {
	p := m.page(you)
	change(&p)
	return p
}

// exhibit is a famous game of which two plies have been relayed.
func exhibit(t *testing.T) *madeUp {
	t.Helper()
	read, err := game.ReadPGN([]byte("[Event \"Opera <Game>\"]\n[Site \"Paris\"]\n[Date \"1858.??.??\"]\n[White \"Paul Morphy\"]\n[Black \"Duke & Count\"]\n\n1. e4 e5 2. Nf3 1-0"))
	if err != nil {
		t.Fatal(err)
	}
	g, events, err := game.NewExhibit(&read[0], game.Exhibit{Number: 1, Due: began}, 2, began)
	if err != nil {
		t.Fatal(err)
	}
	return &madeUp{game: g, moves: events[1:]}
}

// shown is an exhibit's board.
func (m *madeUp) shown() WatchBoard {
	b := m.glance(1)
	b.Exhibit = m.page("").Snapshot.Source.Occasion()
	return b
}

// fromPGN is the page of an imported game, atPly that of one of its positions.
func fromPGN(t *testing.T) GamePage {
	t.Helper()
	read, err := game.ReadPGN([]byte("[Event \"Paris <opera>\"]\n[Date \"1858.??.??\"]\n[White \"Morphy\"]\n" +
		"[Black \"Duke & Count\"]\n[Result \"1-0\"]\n\n1. e4 {The usual <move>} e5 2. Nf3 1-0"))
	if err != nil {
		t.Fatal(err)
	}
	g, events, err := game.Import(&read[0], began)
	if err != nil {
		t.Fatal(err)
	}
	return (&madeUp{game: g, moves: events[1:]}).page("")
}

func atPly(p GamePage, ply int) GamePage {
	p.Ply = ply
	return p
}

// madeUpLoad is a result with numbers that nobody measured.
var madeUpLoad = LoadResult{Date: "2025-11-21", Machine: "a <made-up> machine", Commit: "0123456", Herd: &Herd{AtOnce: []int{40, 9, 0}, Spread: []int{12, 15, 11, 11}}, Rows: []LoadRow{
	{Transport: "polling", Spectators: 1000, P50: 1000, P99: 12000, RequestsPerUpdate: 2.5, BytesPerUpdate: 1234},
	{Transport: "SSE", Spectators: 1000, P50: 0.4, P99: 7.02, BytesPerUpdate: 300.25},
}}
