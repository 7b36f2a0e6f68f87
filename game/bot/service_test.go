package bot

import (
	"context"
	"sync"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
)

// heard passes on what is announced.
type heard chan game.Event

func (h heard) Announce(c game.Change) { h <- c.Event }
func (heard) Doubt(game.ID)            {}

// Two rounds of a game with an engine that never does what it should, on real
// time: who plays against it notices nothing.
func TestOpponentNoticesNothingOfAnIllEngine(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"dies", "hangs", "floods", "cheats"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			var mu sync.Mutex
			var told []error
			failed := func(err error) {
				mu.Lock()
				defer mu.Unlock()
				told = append(told, err)
			}
			games, events := gametest.NewGames(), make(heard, 10)
			computers := NewComputers(Options{
				Games: games, Now: time.Now, Failed: failed,
				Pool: NewPool(1, func() Thinker { return fake(how) }, failed),
			})
			service := game.NewService(games, game.Listeners{events, computers}, time.Now)
			running(t, func(ctx context.Context) { computers.Run(ctx, service) })
			ready(computers)
			created, err := service.Create(t.Context(), game.Setup{Creator: gametest.Ann, Color: "white", Level: 3})
			if err != nil {
				t.Fatal(err)
			}
			<-events
			for _, m := range []string{"a3", "h3"} {
				if _, err := service.Play(t.Context(), created.Game, gametest.Ann.ID, m, 0, game.Timing{}); err != nil {
					t.Fatal(err)
				}
				<-events
				select {
				case e := <-events:
					if e.Kind != game.Moved || e.By != rules.Black {
						t.Fatalf("got a %s by %s, want the computer's move", e.Kind, e.By)
					}
				case <-time.After(20 * time.Second):
					t.Fatal("no move within 20 s")
				}
			}
			mu.Lock()
			defer mu.Unlock()
			if len(told) != 1 {
				t.Errorf("told %v, want one error", told)
			}
		})
	}
}

// ready returns once the computers listen.
func ready(c *Computers) {
	for listening := false; !listening; {
		c.mu.Lock()
		listening = c.ctx != nil
		c.mu.Unlock()
	}
}
