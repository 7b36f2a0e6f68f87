package bot

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
)

// A hall is a server with computers that play in it, on made-up time.
type hall struct {
	*game.Service
	t     *testing.T
	games *gametest.Games
	told  []error
}

// open returns a hall; run is what runs the computers.
func open(t *testing.T, pause time.Duration) (h *hall, run func(context.Context)) {
	h = &hall{t: t, games: gametest.NewGames()}
	failed := func(err error) { h.told = append(h.told, err) }
	c := NewComputers(Options{
		Games: h.games, Now: time.Now, Pause: pause, Failed: failed,
		Pool: NewPool(2, func() Thinker { return Builtin{} }, failed),
	})
	h.Service = game.NewService(h.games, c, time.Now)
	return h, func(ctx context.Context) { c.Run(ctx, h.Service) }
}

func newHall(t *testing.T, pause time.Duration) *hall {
	h, run := open(t, pause)
	running(t, run)
	synctest.Wait()
	return h
}

func (h *hall) create(s game.Setup) game.ID {
	h.t.Helper()
	if s.Creator.ID == "" {
		s.Creator = gametest.Ann
	}
	created, err := h.Create(h.t.Context(), s)
	if err != nil {
		h.t.Fatal(err)
	}
	return created.Game
}

func (h *hall) play(id game.ID, move string) {
	h.t.Helper()
	if _, err := h.Play(h.t.Context(), id, gametest.Ann.ID, move, 0, game.Timing{}); err != nil {
		h.t.Fatal(err)
	}
}

func (h *hall) say(id game.ID, do game.Action) {
	h.t.Helper()
	if _, err := h.Do(h.t.Context(), id, gametest.Ann.ID, do, ""); err != nil {
		h.t.Fatal(err)
	}
}

func (h *hall) snapshot(id game.ID) game.Snapshot {
	h.t.Helper()
	synctest.Wait()
	s, err := h.games.Snapshot(h.t.Context(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	return s
}

func (h *hall) wantPly(what string, id game.ID, want int) game.Snapshot {
	h.t.Helper()
	s := h.snapshot(id)
	if s.Ply != want {
		h.t.Errorf("%s: %d plies were played, want %d", what, s.Ply, want)
	}
	return s
}
