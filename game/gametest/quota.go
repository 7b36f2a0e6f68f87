package gametest

import (
	"errors"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

// withinQuota returns why the player who begins a new game cannot have one more.
// It is called with mu held.
func (gs *Games) withinQuota(r game.Record) error {
	person := r.PlaysComputer()
	switch {
	case r.Seek && len(gs.seeks(r.CreatedAt, r.White.ID+r.Black.ID)) >= game.MaxSeeks:
		return game.ErrManySeeks
	case person != "" && gs.computerGames(person, r.CreatedAt) >= game.MaxComputerGames:
		return game.ErrManyComputerGames
	}
	return nil
}

func (gs *Games) computerGames(person game.PlayerID, at time.Time) (n int) {
	for _, k := range gs.kept {
		r := k.record
		if r.Status == game.Playing && r.PlaysComputer() == person && r.UpdatedAt.After(at.Add(-game.ComputerGameIdle)) {
			n++
		}
	}
	return n
}

// against keeps a game of p against a computer.
func (s *suite) against(t *testing.T, p game.Player, color string, at time.Time) (game.ID, error) {
	t.Helper()
	g, created, err := game.New(game.Setup{Creator: p, Color: color, Level: 8}, at)
	if err != nil {
		return "", err
	}
	return created.Game, s.games.Create(t.Context(), g, created)
}

// playComputers has p play as many games against computers as one can.
func (s *suite) playComputers(t *testing.T, p game.Player, at time.Time) (ids []game.ID) {
	t.Helper()
	for i := range game.MaxComputerGames {
		id, err := s.against(t, p, [2]string{"white", "black"}[i%2], at)
		if err != nil {
			t.Fatalf("game %d: %v", i+1, err)
		}
		ids = append(ids, id)
	}
	return ids
}

func computerGamesAreLimited(t *testing.T, s *suite) {
	one, other := s.newPlayer(), s.newPlayer()
	ids := s.playComputers(t, one, Start)
	now := Start.Add(time.Minute)
	id, err := s.against(t, one, "white", now)
	if !errors.Is(err, game.ErrManyComputerGames) || err.Error() != game.ErrManyComputerGames.Error() {
		t.Errorf("one more than %d: got %v, want ErrManyComputerGames", game.MaxComputerGames, err)
	}
	if _, err := s.games.Snapshot(t.Context(), id); !errors.Is(err, game.ErrNotFound) {
		t.Errorf("a game that was refused: got %v, want ErrNotFound", err)
	}
	if _, err := s.against(t, other, "white", now); err != nil {
		t.Errorf("another player: %v", err)
	}
	if _, err := s.seek(t, one, "white", now); err != nil {
		t.Errorf("a game against a person: %v", err)
	}
	if _, err := s.games.Change(t.Context(), ids[0], func(g *game.Game) (game.Event, error) { return g.Abort(one.ID, now) }); err != nil {
		t.Fatal(err)
	}
	if _, err := s.against(t, one, "white", now); err != nil {
		t.Errorf("after one was aborted: %v", err)
	}
	if _, err := s.against(t, one, "white", Start.Add(game.ComputerGameIdle+time.Second)); err != nil {
		t.Errorf("after four were left alone for %v: %v", game.ComputerGameIdle, err)
	}
}

// Games that are over do not count, but the rematches of many would.
func rematchesOfComputersAreLimited(t *testing.T, s *suite) {
	p, clock := s.newPlayer(), NewClock()
	over := make([]game.ID, 2)
	for i := range over {
		over[i], _ = Table{White: p, Black: game.Computer(1), Moves: "f3 e5 g4 Qh4", Clock: clock}.Keep(t, s.games)
		s.say(t, over[i], clock, rematch(rules.White, game.Propose))
	}
	running := s.playComputers(t, p, clock.Now())
	before := s.snapshot(t, over[0])
	_, err := s.games.Change(t.Context(), over[0], func(g *game.Game) (game.Event, error) {
		return g.Rematch(game.Computer(1).ID, game.Accept, clock.Now())
	})
	if !errors.Is(err, game.ErrManyComputerGames) {
		t.Errorf("a rematch beside %d games: got %v, want ErrManyComputerGames", game.MaxComputerGames, err)
	}
	sameSnapshot(t, s.snapshot(t, over[0]), before)
	if _, err := s.games.Change(t.Context(), running[0], func(g *game.Game) (game.Event, error) { return g.Abort(p.ID, clock.Now()) }); err != nil {
		t.Fatal(err)
	}
	accepted, _ := s.say(t, over[0], clock, rematch(rules.Black, game.Accept))
	if s.snapshot(t, accepted.Next).Status != game.Playing {
		t.Error("the rematch has not begun")
	}
}

// A player asks for many games at once, from whichever servers.
func computerGamesAreLimitedInARace(t *testing.T, s *suite) {
	p := s.newPlayer()
	wantRoomFor(t, game.MaxComputerGames, game.ErrManyComputerGames, func(i int) error {
		_, err := s.against(t, p, "white", Start.Add(time.Duration(i)*time.Millisecond))
		return err
	})
}
