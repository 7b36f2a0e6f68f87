package gametest

import (
	"context"
	"slices"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

// ComputerTurns returns at most limit games in which a computer has to move or
// answer an offer and nothing has happened since before, longest wait first.
func (gs *Games) ComputerTurns(ctx context.Context, before time.Time, limit int) (turns []game.ID, err error) {
	err = gs.call(ctx, "ComputerTurns", func() error {
		gs.mu.Lock()
		defer gs.mu.Unlock()
		for id, k := range gs.kept {
			if computerTurn(k.record) && k.record.UpdatedAt.Before(before) {
				turns = append(turns, id)
			}
		}
		slices.SortFunc(turns, func(a, b game.ID) int {
			return gs.kept[a].record.UpdatedAt.Compare(gs.kept[b].record.UpdatedAt)
		})
		turns = turns[:min(len(turns), limit)]
		return nil
	})
	return turns, err
}

func computerTurn(r game.Record) bool {
	toMove := game.Event{FEN: r.FEN}
	for color, p := range map[rules.Color]game.Player{rules.White: r.White, rules.Black: r.Black} {
		moves := r.Status == game.Playing && toMove.Turn() == color
		if p.ID.ComputerLevel() > 0 && r.Next == "" && (moves || r.Offering.Open.By == color.Other()) {
			return true
		}
	}
	return false
}

func (s *suite) wantTurns(t *testing.T, what string, before time.Time, limit int, want ...game.ID) {
	t.Helper()
	finder, ok := s.games.(interface {
		ComputerTurns(ctx context.Context, before time.Time, limit int) ([]game.ID, error)
	})
	if !ok {
		t.Fatalf("%T has no ComputerTurns", s.games)
	}
	got, err := finder.ComputerTurns(t.Context(), before, limit)
	if err != nil {
		t.Fatalf("ComputerTurns: %v", err)
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// Clock is a second on at each event, so that the games come in the order in
// which they were kept.
func computerTurns(t *testing.T, s *suite) {
	ann, clock := s.newPlayer(), NewClock()
	against := func(white bool, moves string) game.ID {
		table := Table{White: ann, Black: game.Computer(8), Moves: moves, Clock: clock}
		if white {
			table.White, table.Black = game.Computer(1), ann
		}
		id, _ := table.Keep(t, s.games)
		return id
	}
	black := against(false, "e4")
	asked := against(false, "e4 e5")
	white := against(true, "e4 e5")
	against(true, "d4")                     // waits for Ann
	again := against(false, "f3 e5 g4 Qh4") // over
	Table{White: ann, Black: s.newPlayer(), Moves: "e4", Clock: clock}.Keep(t, s.games)
	Table{White: game.Computer(2), Open: true, Clock: clock}.Keep(t, s.games)
	late := Start.Add(time.Hour)

	s.wantTurns(t, "to move", late, 10, black, white)
	offered, _ := s.say(t, asked, clock, draw(rules.White, game.Propose))
	s.wantTurns(t, "an offer", late, 10, black, white, asked)
	s.say(t, again, clock, rematch(rules.White, game.Propose))
	s.wantTurns(t, "a rematch", late, 10, black, white, asked, again)
	s.wantTurns(t, "before the offer", offered.At, 10, black, white)
	s.wantTurns(t, "after the offer", offered.At.Add(time.Millisecond), 10, black, white, asked)
	s.wantTurns(t, "the longest", late, 1, black)

	s.say(t, asked, clock, draw(rules.Black, game.Decline))
	accepted, _ := s.say(t, again, clock, rematch(rules.Black, game.Accept))
	s.say(t, black, clock, move("e5", game.Timing{}))
	s.wantTurns(t, "answered, and the computer has White in the next game", late, 10, white, accepted.Next)
}

func computersSitDown(t *testing.T, s *suite) {
	for level := 1; level <= game.Levels; level++ {
		ann := s.newPlayer()
		g, created, err := game.New(game.Setup{Creator: ann, Color: "white", Level: level}, Start)
		if err != nil {
			t.Fatalf("level %d: %v", level, err)
		}
		if err := s.games.Create(t.Context(), g, created); err != nil {
			t.Fatalf("keeping a game of level %d: %v", level, err)
		}
		s.wantLog(t, created.Game, []game.Event{created})
		sameSnapshot(t, s.snapshot(t, created.Game), told(ann, game.Computer(level), []game.Event{created}))
	}
}
