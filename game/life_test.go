package game_test

import (
	"reflect"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
)

var cat = game.Player{ID: "CatCatCatCat", Name: "Wily Lynx"}

func sameRecord(t *testing.T, got, want game.Record) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the record:\ngot  %+v\nwant %+v", got, want)
	}
}

func TestANewGameWaitsForAnOpponent(t *testing.T) {
	t.Parallel()
	for _, color := range []string{"white", "black"} {
		g, e, err := game.New(game.Setup{Creator: gametest.Ann, Color: color}, gametest.Start)
		if err != nil {
			t.Fatalf("New: %v", err)
		}
		r := g.Record()
		want := game.Event{
			Game: r.ID, Version: 1, At: time.Date(2026, time.March, 14, 15, 9, 26, 535_000_000, time.UTC),
			Kind: game.Created, By: rules.Color(color), FEN: rules.StartFEN, Status: game.Open, Result: rules.NoResult,
		}
		if e != want {
			t.Errorf("the first event:\ngot  %+v\nwant %+v", e, want)
		}
		if !game.ValidID(string(r.ID)) {
			t.Errorf("got id %q, want a valid one", r.ID)
		}
		if got := r.ColorOf(gametest.Ann.ID); got != rules.Color(color) {
			t.Errorf("the creator sits at %q, want %q", got, color)
		}
		if !r.CreatedAt.Equal(want.At) || !r.UpdatedAt.Equal(want.At) {
			t.Errorf("created %v, updated %v, want %v", r.CreatedAt, r.UpdatedAt, want.At)
		}
	}
}

func TestARandomColorIsEitherColor(t *testing.T) {
	t.Parallel()
	for _, color := range []string{"", "random"} {
		seen := map[rules.Color]int{}
		for range 200 {
			g, e, err := game.New(game.Setup{Creator: gametest.Ann, Color: color}, when)
			if err != nil {
				t.Fatalf("New: %v", err)
			}
			r := g.Record()
			if e.By != r.ColorOf(gametest.Ann.ID) {
				t.Fatalf("the event is by %q, the creator sits at %q", e.By, r.ColorOf(gametest.Ann.ID))
			}
			seen[e.By]++
		}
		if seen[rules.White] < 50 || seen[rules.Black] < 50 {
			t.Errorf("color %q: got %v in 200 games", color, seen)
		}
	}
}

func TestAGameIsNotSetUpWrongly(t *testing.T) {
	t.Parallel()
	for _, color := range []string{"White", "w", "green", " white"} {
		setup := game.Setup{Creator: gametest.Ann, Color: color}
		_, _, err := game.New(setup, when)
		wantError(t, "color "+color, err, game.ErrBadColor)
		wantError(t, "checking color "+color, setup.Check(), game.ErrBadColor)
	}
	setup := game.Setup{Creator: gametest.Ann, FEN: "x"}
	_, _, err := game.New(setup, when)
	wantError(t, "a bad position", err, rules.ErrBadFEN)
	wantError(t, "checking a bad position", setup.Check(), rules.ErrBadFEN)
	wantError(t, "checking a good setup", game.Setup{Creator: gametest.Ann}.Check(), nil)
}

func TestABrokenRecordIsNotLoaded(t *testing.T) {
	t.Parallel()
	g, _ := gametest.Table{}.Set(t)
	r := g.Record()
	r.FEN = "x"
	_, err := game.Load(r)
	wantError(t, "loading a record without a position", err, rules.ErrBadFEN)
}

func TestASnapshotTellsWhetherASeatIsOpen(t *testing.T) {
	t.Parallel()
	open, _ := gametest.Table{Open: true}.Set(t)
	playing, _ := gametest.Table{}.Set(t)
	over, _ := gametest.Table{Moves: "f3 e5 g4 Qh4"}.Set(t)
	for want, g := range map[error]*game.Game{nil: open, game.ErrSeatTaken: playing, game.ErrOver: over} {
		s := game.NewSnapshot(g.Record(), nil)
		wantError(t, "a game that is "+string(s.Status), s.Joinable(), want)
	}
}

func TestTheOpenSeatIsTakenOnce(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		color  string
		joined rules.Color
	}{{"white", rules.Black}, {"black", rules.White}} {
		g, _, err := game.New(game.Setup{Creator: gametest.Ann, Color: test.color}, when)
		if err != nil {
			t.Fatalf("New: %v", err)
		}
		_, err = g.Join(gametest.Ann, when)
		wantError(t, "joining one's own game", err, game.ErrOwnGame)

		e := do(t)(g.Join(gametest.Bob, when))
		if e.Kind != game.Joined || e.Version != 2 || e.By != test.joined || e.Status != game.Playing {
			t.Errorf("joining: got %+v, want a joined event by %s", e, test.joined)
		}
		before := g.Record()
		for who, p := range map[string]game.Player{"a third": cat, "the first again": gametest.Ann, "the second again": gametest.Bob} {
			_, err = g.Join(p, when)
			wantError(t, who+" joins", err, game.ErrSeatTaken)
		}
		sameRecord(t, g.Record(), before)
		if before.ColorOf(gametest.Bob.ID) != test.joined || before.ColorOf(cat.ID) != "" || before.ColorOf("") != "" {
			t.Errorf("the seats are wrong: %+v", before)
		}
	}
}

// Which actions are allowed at each stage of a game, and to whom.
func TestWhatMayBeAskedForWhen(t *testing.T) {
	t.Parallel()
	ann, bob := gametest.Ann.ID, gametest.Bob.ID
	play := func(move string) func(*game.Game, game.PlayerID) (game.Event, error) {
		return func(g *game.Game, by game.PlayerID) (game.Event, error) {
			return g.Play(by, move, 0, game.Timing{}, when)
		}
	}
	resign := func(g *game.Game, by game.PlayerID) (game.Event, error) { return g.Resign(by, when) }
	abort := func(g *game.Game, by game.PlayerID) (game.Event, error) { return g.Abort(by, when) }
	open, fresh := gametest.Table{Open: true}, gametest.Table{}
	one, two := gametest.Table{Moves: "e4"}, gametest.Table{Moves: "e4 e5"}
	black := gametest.Table{FEN: "4k3/8/8/8/8/8/8/4K2R b K - 0 9"}

	for _, test := range []struct {
		name  string
		table gametest.Table
		by    game.PlayerID
		do    func(*game.Game, game.PlayerID) (game.Event, error)
		want  error // nil: it works
	}{
		{"move while the seat is open", open, ann, play("e4"), game.ErrNotStarted},
		{"resign while the seat is open", open, ann, resign, game.ErrNotStarted},
		{"abort while the seat is open", open, ann, abort, nil},
		{"a stranger aborts", open, cat.ID, abort, game.ErrNotPlayer},
		{"nobody moves", fresh, "", play("e4"), game.ErrNotPlayer},
		{"nobody aborts", open, "", abort, game.ErrNotPlayer},
		{"a stranger moves", fresh, cat.ID, play("e4"), game.ErrNotPlayer},
		{"a stranger resigns", two, cat.ID, resign, game.ErrNotPlayer},
		{"Black moves first", fresh, bob, play("e5"), game.ErrNotYourTurn},
		{"Black plays a move of White's", fresh, bob, play("e4"), game.ErrNotYourTurn},
		{"nonsense out of turn", fresh, bob, play("nonsense"), game.ErrNotYourTurn},
		{"nonsense", fresh, ann, play("nonsense"), rules.ErrBadMove},
		{"an illegal move", fresh, ann, play("e5"), rules.ErrIllegal},
		{"White moves", fresh, ann, play("e4"), nil},
		{"White moves twice", one, ann, play("d4"), game.ErrNotYourTurn},
		{"Black answers", one, bob, play("e5"), nil},
		{"Black is to move first", black, bob, play("Kd7"), nil},
		{"White waits when Black is to move first", black, ann, play("Ke2"), game.ErrNotYourTurn},
		{"abort before any move", fresh, bob, abort, nil},
		{"abort after one move", one, ann, abort, nil},
		{"abort after both have moved", two, ann, abort, game.ErrTooLate},
		{"resign before any move", fresh, ann, resign, game.ErrTooEarly},
		{"resign after one move", one, bob, resign, game.ErrTooEarly},
		{"resign after both have moved", two, bob, resign, nil},
		{"resign out of turn", two, bob, resign, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			g, events := test.table.Set(t)
			before := g.Record()
			e, err := test.do(g, test.by)
			if test.want != nil {
				wantError(t, test.name, err, test.want)
				sameRecord(t, g.Record(), before)
				if e != (game.Event{}) {
					t.Errorf("got event %+v with the error", e)
				}
				return
			}
			do(t)(e, err)
			if e.Version != game.Version(len(events)+1) || e.By != before.ColorOf(test.by) || e.Game != before.ID {
				t.Errorf("got %+v, want version %d by %s", e, len(events)+1, before.ColorOf(test.by))
			}
		})
	}
}

func TestResigningGivesTheGameAway(t *testing.T) {
	t.Parallel()
	for by, want := range map[game.PlayerID]rules.Result{gametest.Ann.ID: rules.BlackWins, gametest.Bob.ID: rules.WhiteWins} {
		g, _ := gametest.Table{Moves: "e4 e5 Nf3"}.Set(t)
		e := do(t)(g.Resign(by, when))
		wantEnd(t, g, e, want, game.Resignation)
		if e.Kind != game.Resigned || e.Ply != 3 || e.UCI != "" || e.SAN != "" {
			t.Errorf("got %+v, want a resign event without a move", e)
		}
	}
}

func TestAnAbortedGameHasNoResult(t *testing.T) {
	t.Parallel()
	g, _ := gametest.Table{Moves: "e4"}.Set(t)
	e := do(t)(g.Abort(gametest.Bob.ID, when))
	wantEnd(t, g, e, rules.NoResult, game.ByAbort)
	if e.Kind != game.Aborted {
		t.Errorf("got a %s event, want abort", e.Kind)
	}
}
