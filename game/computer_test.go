package game_test

import (
	"errors"
	"regexp"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
)

func TestComputersArePlayersOfEightLevels(t *testing.T) {
	id := regexp.MustCompile(`^[0-9A-Za-z]{12}$`)
	for level := 1; level <= game.Levels; level++ {
		p := game.Computer(level)
		if got := p.ID.ComputerLevel(); got != level || !id.MatchString(string(p.ID)) || p.Name == "" {
			t.Errorf("level %d: %+v is of level %d", level, p, got)
		}
	}
	for _, level := range []int{-1, 0, game.Levels + 1} {
		if p := game.Computer(level); p != (game.Player{}) {
			t.Errorf("level %d: got %+v, want nobody", level, p)
		}
	}
	for _, id := range []game.PlayerID{"", gametest.Ann.ID, "KibitzLevel", "KibitzLevel0", "KibitzLevel9", "KibitzLevel10", "kibitzlevel1"} {
		if got := id.ComputerLevel(); got != 0 {
			t.Errorf("%q is a computer of level %d, want a person", id, got)
		}
	}
}

func TestGameAgainstAComputerBeginsAtOnce(t *testing.T) {
	blitz := game.TimeControl{Initial: 3 * time.Minute}
	for color, want := range map[string][2]game.Player{
		"white": {gametest.Ann, game.Computer(4)}, "black": {game.Computer(4), gametest.Ann},
	} {
		g, created, err := game.New(game.Setup{Creator: gametest.Ann, Color: color, Level: 4, Control: blitz}, gametest.Start)
		if err != nil {
			t.Fatal(err)
		}
		r := g.Record()
		if r.Status != game.Playing || r.White != want[0] || r.Black != want[1] {
			t.Errorf("%s: got %s, %v against %v", color, r.Status, r.White, r.Black)
		}
		if created.Version != 1 || created.Kind != game.Created || created.Status != game.Playing || created.By != rules.Color(color) {
			t.Errorf("%s: the event is %+v", color, created)
		}
		// The clock is as it is after a person has joined.
		joined, _, err := game.New(game.Setup{Creator: want[0], Color: "white", Control: blitz}, gametest.Start)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := joined.Join(want[1], gametest.Start); err != nil {
			t.Fatal(err)
		}
		if got, want := r.Clock, joined.Record().Clock; got != want || !g.Deadline().Equal(joined.Deadline()) {
			t.Errorf("%s: the clock is %+v, want %+v", color, got, want)
		}
	}
}

// A computer has no page that could be closed: it is never away.
func TestGameOfAComputerIsNotClaimed(t *testing.T) {
	for opponent, want := range map[game.Player]error{game.Computer(1): game.ErrNotGone, gametest.Bob: nil} {
		table := gametest.Table{Black: opponent, Control: game.TimeControl{Initial: 3 * time.Minute}, Moves: "e4 e5"}
		g, events := table.Set(t)
		at := events[len(events)-1].At.Add(time.Minute)
		if _, err := g.ClaimGone(gametest.Ann.ID, true, at.Add(-50*time.Second), at); !errors.Is(err, want) {
			t.Errorf("against %s: got %v, want %v", opponent.Name, err, want)
		}
	}
}

func TestSetupRefusesLevelsThatThereAreNot(t *testing.T) {
	for _, test := range []struct {
		setup game.Setup
		want  error
	}{
		{game.Setup{Creator: gametest.Ann, Level: -1}, game.ErrBadLevel},
		{game.Setup{Creator: gametest.Ann, Level: 9}, game.ErrBadLevel},
		{game.Setup{Creator: game.Computer(3), Level: 3}, game.ErrOwnGame},
		{game.Setup{Creator: game.Computer(3), Level: 4}, nil},
		{game.Setup{Level: 8}, nil},
	} {
		if err := test.setup.Check(); !errors.Is(err, test.want) {
			t.Errorf("%+v: got %v, want %v", test.setup, err, test.want)
		}
	}
}

// A listener gets each game as it was after each change, and the game that a rematch
// began, but nothing about refused changes.
func TestServiceTellsOfEachChange(t *testing.T) {
	h := newHouse()
	var heard []game.Record
	h.Service = game.NewService(h.games, listens(func(c game.Change) {
		if c.After != nil {
			heard = append(heard, *c.After)
		}
	}), h.clock.Now)
	id := h.started(t, "f3 e5 g4 Qh4")
	if _, err := h.Play(t.Context(), id, gametest.Ann.ID, "e4", 0, game.Timing{}); !errors.Is(err, game.ErrOver) {
		t.Fatalf("got %v, want ErrOver", err)
	}
	do(t)(h.Do(t.Context(), id, gametest.Ann.ID, game.DoRematch, ""))
	agreed := do(t)(h.Do(t.Context(), id, gametest.Bob.ID, game.DoRematch, game.Accept))
	if len(heard) != 9 {
		t.Fatalf("heard of %d changes, want 9", len(heard))
	}
	next := heard[7] // comes before the event that names it
	for i, r := range append(heard[:7:7], heard[8]) {
		if r.ID != id || r.Version != game.Version(i+1) {
			t.Errorf("change %d is version %d of %s", i, r.Version, r.ID)
		}
	}
	if next.ID != agreed.Next || next.Version != 2 || next.White != gametest.Bob {
		t.Errorf("the next game is %+v, want version 2 of %s", next, agreed.Next)
	}
}

// listens is a Listener that is told of changes.
type listens func(game.Change)

func (l listens) Announce(c game.Change) { l(c) }
func (listens) Doubt(game.ID)            {}
