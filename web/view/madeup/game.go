package madeup

import (
	"time"

	"kibitz/game"
	"kibitz/game/pgn"
	"kibitz/game/rules"
	"kibitz/web/view"
)

// Positions that are hard to reach by moves.
const (
	PromotionFEN  = "r3k2r/1P6/8/8/8/8/6p1/R3K2R w KQkq - 0 30"
	BlackFirstFEN = "4k3/8/8/8/8/8/4P3/4K3 b - - 0 12"
)

// The players of all games, and when the games begin.
var (
	Began = time.Date(2025, 11, 21, 20, 0, 0, 0, time.UTC)
	White = game.Player{ID: "whitewhite01", Name: "Brave Fox"}
	Black = game.Player{ID: "blackblack01", Name: "Wise Owl"}
)

// A Game is a game and its moves, kept as a store would. An illegal move panics,
// since the caller controls the moves.
type Game struct {
	game  *game.Game
	moves []game.Event
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Waiting is a game without a clock whose Black seat is open; fen may be empty.
func Waiting(fen string) *Game { return WaitingTimed(fen, game.TimeControl{}) }

// WaitingTimed is Waiting with a clock.
func WaitingTimed(fen string, tc game.TimeControl) *Game {
	g, _, err := game.New(game.Setup{Creator: White, Color: "white", FEN: fen, Control: tc}, Began)
	return &Game{game: must(g, err)}
}

// Playing is a game between White and Black after some moves.
func Playing(fen string, moves ...string) *Game { return Waiting(fen).play(moves...) }

// Timed is Playing with 3+2.
func Timed(moves ...string) *Game {
	return WaitingTimed("", game.TimeControl{Initial: 3 * time.Minute, Increment: 2 * time.Second}).play(moves...)
}

// play fills the other seat and plays one move each second.
func (m *Game) play(moves ...string) *Game {
	must(m.game.Join(Black, Began))
	for i, move := range moves {
		by := White.ID
		if r := m.game.Record(); (&game.Event{FEN: r.FEN}).Turn() == rules.Black {
			by = Black.ID
		}
		m.moves = append(m.moves, must(m.game.Play(by, move, 0, game.Timing{}, Began.Add(time.Duration(i+1)*time.Second))))
	}
	return m
}

// After calls do at a time after the game began.
func (m *Game) After(d time.Duration, do func(g *game.Game, at time.Time) (game.Event, error)) *Game {
	must(do(m.game, Began.Add(d)))
	return m
}

// Draw offers a draw, or accepts one.
func Draw(by game.Player) func(*game.Game, time.Time) (game.Event, error) {
	return func(g *game.Game, at time.Time) (game.Event, error) { return g.Draw(by.ID, game.Propose, at) }
}

// Rematch asks for a rematch, or answers.
func Rematch(by game.Player, a game.Answer) func(*game.Game, time.Time) (game.Event, error) {
	return func(g *game.Game, at time.Time) (game.Event, error) { return g.Rematch(by.ID, a, at) }
}

// Resigned has a player resign a minute after the game began.
func (m *Game) Resigned(c rules.Color) *Game {
	by := White
	if c == rules.Black {
		by = Black
	}
	return m.After(time.Minute, func(g *game.Game, at time.Time) (game.Event, error) { return g.Resign(by.ID, at) })
}

// Aborted has White abort the game a minute after it began.
func (m *Game) Aborted() *Game {
	return m.After(time.Minute, func(g *game.Game, at time.Time) (game.Event, error) { return g.Abort(White.ID, at) })
}

// Page is the game's current page; you is "" for a spectator.
func (m *Game) Page(you rules.Color) view.GamePage {
	s := game.NewSnapshot(m.game.Record(), m.moves)
	s.Game = "k3XyZ9aB"
	if s.Next != "" {
		s.Next = "n3XtG4me"
	}
	return view.GamePage{Snapshot: s, You: you, Ply: len(s.Plies), Refresh: true, URL: "https://kibitz.example/games/k3XyZ9aB"}
}

// With is the page after a change.
func (m *Game) With(you rules.Color, change func(*view.GamePage)) view.GamePage {
	p := m.Page(you)
	change(&p)
	return p
}

// Looked is the page as seen some time after the game began.
func (m *Game) Looked(you rules.Color, d time.Duration) view.GamePage {
	return m.With(you, func(p *view.GamePage) { p.Now = Began.Add(d) })
}

// Glance is the game as a board in a list.
func (m *Game) Glance(spectators int) view.WatchBoard {
	s := m.Page("").Snapshot
	g := game.Glance{Game: s.Game, Version: s.Version, White: s.White, Black: s.Black, FEN: s.FEN, Clock: s.Clock}
	return view.WatchBoard{Glance: g, Spectators: spectators, Now: s.At}
}

// Exhibit is a famous game of which two plies have been replayed.
func Exhibit() *Game {
	read := must(pgn.Read([]byte("[Event \"Opera <Game>\"]\n[Site \"Paris\"]\n[Date \"1858.??.??\"]\n[White \"Paul Morphy\"]\n[Black \"Duke & Count\"]\n\n1. e4 e5 2. Nf3 1-0")))
	g, events, err := game.NewExhibit(&read[0], game.Exhibit{Number: 1, Due: Began}, 2, Began)
	return &Game{game: must(g, err), moves: events[1:]}
}

// Shown is the board of an exhibit.
func (m *Game) Shown() view.WatchBoard {
	b := m.Glance(1)
	b.Exhibit = m.Page("").Snapshot.Source.Occasion()
	return b
}

// FromPGN is an imported game.
func FromPGN() *Game {
	read := must(pgn.Read([]byte("[Event \"Paris <opera>\"]\n[Date \"1858.??.??\"]\n[White \"Morphy\"]\n" +
		"[Black \"Duke & Count\"]\n[Result \"1-0\"]\n\n1. e4 {The usual <move>} e5 2. Nf3 1-0")))
	g, events, err := game.Import(&read[0], Began)
	return &Game{game: must(g, err), moves: events[1:]}
}
