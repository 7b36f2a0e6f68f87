package game_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
)

// named is a Listener that writes what it is told after its name.
type named struct {
	name string
	told *[]string
}

func (n named) Announce(c game.Change) { *n.told = append(*n.told, n.name+" "+string(c.Kind)) }
func (n named) Doubt(id game.ID)       { *n.told = append(*n.told, n.name+" "+string(id)) }

func TestListenersAreToldInTheirOrder(t *testing.T) {
	var told []string
	all := game.Listeners{named{"hub", &told}, named{"lobby", &told}}
	all.Announce(game.Change{Event: game.Event{Kind: game.Moved}})
	all.Doubt("someGame")
	if want := []string{"hub move", "lobby move", "hub someGame", "lobby someGame"}; !slices.Equal(told, want) {
		t.Errorf("got %q, want %q", told, want)
	}
}

// A change whose commit was not confirmed may take a while to appear. A closed
// service does not wait for it.
func TestServiceDoubtsAGameAgainUntilItIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		games := gametest.NewGames()
		heard := new(gametest.Announcer)
		service := game.NewService(games, heard, time.Now)
		id, _ := gametest.Table{}.Keep(t, games)
		games.FailAfter(gametest.Unavailable)
		began := time.Now()
		if _, err := service.Play(t.Context(), id, gametest.Ann.ID, "e4", 2, game.Timing{}); err == nil {
			t.Fatal("the move was answered")
		}
		for _, c := range []struct {
			after  time.Duration
			doubts int
		}{{0, 1}, {999 * time.Millisecond, 1}, {time.Second, 2}, {4999 * time.Millisecond, 2}, {5 * time.Second, 3}} {
			time.Sleep(time.Until(began.Add(c.after)))
			synctest.Wait()
			if got := len(heard.Doubts()); got != c.doubts {
				t.Errorf("after %v: %d doubts, want %d", c.after, got, c.doubts)
			}
		}
		service.Close()
		time.Sleep(time.Minute)
		if got := len(heard.Doubts()); got != 3 {
			t.Errorf("%d doubts after the service was closed, want none", got-3)
		}
	})
}
