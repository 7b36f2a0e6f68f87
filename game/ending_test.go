package game_test

import (
	"errors"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
)

var when = time.Date(2026, time.January, 2, 3, 4, 5, 678_000_000, time.UTC)

func TestAGameEndsByTheBoard(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, fen, moves string
		result           rules.Result
		reason           game.Reason
	}{
		{"Black mates", "", "f3 e5 g4 Qh4", rules.BlackWins, game.Mate},
		{"White mates", "", "e4 e5 Bc4 Nc6 Qh5 Nf6 Qxf7", rules.WhiteWins, game.Mate},
		{"mate by promotion", "7k/P5pp/8/8/8/8/8/K7 w - - 0 1", "a8=R", rules.WhiteWins, game.Mate},
		{"stalemate", "7k/8/6K1/8/8/8/8/5Q2 w - - 0 1", "Qf7", rules.Drawn, game.Stalemate},
		{"stalemate with men that cannot move", "k7/P7/8/1K6/8/8/8/8 w - - 0 1", "Kb6", rules.Drawn, game.Stalemate},
		{"the last pawn is taken", "4k3/8/8/8/8/8/3pK3/8 w - - 0 1", "Kxd2", rules.Drawn, game.DeadMaterial},
		{"a knight is left", "4k3/8/8/8/8/8/3pK3/6N1 w - - 0 1", "Kxd2", rules.Drawn, game.DeadMaterial},
		{"promotion to too little", "4k3/P7/8/8/8/8/8/4K3 w - - 0 1", "a8=N", rules.Drawn, game.DeadMaterial},
		{"promotion to enough", "4k3/P7/8/8/8/8/8/4K3 w - - 0 1", "a8=R", rules.NoResult, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			g, events := gametest.Table{FEN: test.fen, Moves: test.moves}.Set(t)
			wantEnd(t, g, events[len(events)-1], test.result, test.reason)
		})
	}
}

// wantEnd checks the state of a game after its last event.
func wantEnd(t *testing.T, g *game.Game, last game.Event, result rules.Result, reason game.Reason) {
	t.Helper()
	status := game.Playing
	if reason != "" {
		status = game.Over
	}
	if last.Status != status || last.Result != result || last.Reason != reason {
		t.Errorf("the last event, %s: got %s, %s, %q, want %s, %s, %q",
			last.SAN, last.Status, last.Result, last.Reason, status, result, reason)
	}
	if r := g.Record(); r.Status != status || r.Result != result || r.Reason != reason {
		t.Errorf("the game: got %s, %s, %q, want %s, %s, %q", r.Status, r.Result, r.Reason, status, result, reason)
	}
}

func TestNothingHappensAfterTheEnd(t *testing.T) {
	t.Parallel()
	for name, moves := range map[string]string{"mate": "f3 e5 g4 Qh4", "draw": "", "resigned": "", "aborted": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table := gametest.Table{Moves: moves}
			if name == "draw" {
				table.FEN, table.Moves = "4k3/8/8/8/8/8/3pK3/8 w - - 0 1", "Kxd2"
			} else if name == "resigned" {
				table.Moves = "e4 e5"
			}
			g, _ := table.Set(t)
			switch name {
			case "resigned":
				do(t)(g.Resign(gametest.Ann.ID, when))
			case "aborted":
				do(t)(g.Abort(gametest.Bob.ID, when))
			}
			before := g.Record()
			for _, by := range []game.PlayerID{gametest.Ann.ID, gametest.Bob.ID} {
				for _, move := range []string{"e2e4", "e7e5", "Kd1", "nonsense"} {
					_, err := g.Play(by, move, 0, game.Timing{}, when)
					wantError(t, "Play "+move, err, game.ErrOver)
				}
				_, err := g.Resign(by, when)
				wantError(t, "Resign", err, game.ErrOver)
				_, err = g.Abort(by, when)
				wantError(t, "Abort", err, game.ErrOver)
			}
			_, err := g.Join(game.Player{ID: "CatCatCatCat", Name: "Cat"}, when)
			wantError(t, "Join", err, game.ErrOver)
			sameRecord(t, g.Record(), before)
		})
	}
}

func TestDeadMaterialIsADraw(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, placement string
		dead            bool
	}{
		{"bare kings", "4k3/8/8/8/8/8/8/4K3", true},
		{"a knight", "4k3/8/8/8/8/8/8/1N2K3", true},
		{"Black's knight", "1n2k3/8/8/8/8/8/8/4K3", true},
		{"a bishop", "4k3/8/8/8/8/8/8/2B1K3", true},
		{"Black's bishop", "2b1k3/8/8/8/8/8/8/4K3", true},
		{"bishops on one color", "4kb2/8/8/8/8/8/8/2B1K3", true},
		{"many bishops on one color", "B1b1k3/1B6/2b5/8/8/8/8/4K3", true},

		{"bishops on both colors", "2b1k3/8/8/8/8/8/8/2B1K3", false},
		{"one side's two bishops", "4k3/8/8/8/8/8/8/2B1KB2", false},
		{"two knights", "4k3/8/8/8/8/8/8/1N2K1N1", false},
		{"a knight each", "1n2k3/8/8/8/8/8/8/1N2K3", false},
		{"a knight against a bishop", "2b1k3/8/8/8/8/8/8/1N2K3", false},
		{"a knight and a bishop", "4k3/8/8/8/8/8/8/1NB1K3", false},
		{"a pawn", "4k3/8/8/8/8/8/P7/4K3", false},
		{"a rook", "4k3/8/8/8/8/8/8/R3K3", false},
		{"a queen", "4k3/8/8/8/8/8/8/Q3K3", false},
	} {
		fen := test.placement + " w - - 0 1"
		_, _, err := game.New(game.Setup{Creator: gametest.Ann, FEN: fen}, when)
		if dead := errors.Is(err, rules.ErrBadFEN); dead != test.dead || (err != nil) != dead {
			t.Errorf("%s (%s): got %v, want dead %t", test.name, fen, err, test.dead)
		}
	}
}

// The half-move clock is set where a game from outside could not start.
func TestSeventyFiveMovesWithoutProgressAreADraw(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, fen, move string
		result          rules.Result
		reason          game.Reason
	}{
		{"the 150th ply", "6k1/5ppp/8/8/8/8/8/R3K3 w Q - 149 120", "Ra7", rules.Drawn, game.SeventyFive},
		{"the 149th ply", "6k1/5ppp/8/8/8/8/8/R3K3 w Q - 148 120", "Ra7", rules.NoResult, ""},
		{"mate on the 150th ply", "6k1/5ppp/8/8/8/8/8/R3K3 w - - 149 120", "Ra8", rules.WhiteWins, game.Mate},
		{"stalemate on the 150th ply", "7k/8/6K1/8/8/8/8/5Q2 w - - 149 120", "Qf7", rules.Drawn, game.Stalemate},
		{"check on the 150th ply", "6k1/6pp/8/8/8/8/8/R3K3 w - - 149 120", "Ra8", rules.Drawn, game.SeventyFive},
		{"a pawn moves in time", "6k1/5ppp/8/8/8/8/P7/R3K3 w - - 149 120", "a3", rules.NoResult, ""},
		{"a piece is taken in time", "6k1/5ppp/8/8/8/8/n7/R3K3 w - - 149 120", "Rxa2", rules.NoResult, ""},
		{"castling is no progress", "6k1/5ppp/8/8/8/8/8/R3K3 w Q - 149 120", "O-O-O", rules.Drawn, game.SeventyFive},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			g, _ := gametest.Table{}.Set(t)
			r := g.Record()
			r.FEN = test.fen
			g, err := game.Load(r)
			if err != nil {
				t.Fatalf("Load: %v", err)
			}
			wantEnd(t, g, do(t)(g.Play(gametest.Ann.ID, test.move, 0, game.Timing{}, when)), test.result, test.reason)
		})
	}
}

// do fails the test on an error: do(t)(g.Play(…)).
func do(t testing.TB) func(game.Event, error) game.Event {
	return func(e game.Event, err error) game.Event {
		t.Helper()
		if err != nil {
			t.Fatalf("got %v, want no error", err)
		}
		return e
	}
}

func wantError(t *testing.T, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
