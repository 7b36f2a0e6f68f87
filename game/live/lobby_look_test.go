package live_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/wire"
)

func TestLobbyThatCannotBeReadKeepsItsListAndTriesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lobby, board := newLobby("oneGame1")
		board.fail(game.ErrUnavailable)
		if _, err := lobby.Next(t.Context(), ""); !errors.Is(err, game.ErrUnavailable) {
			t.Errorf("without a list: got %v, want ErrUnavailable", err)
		}
		board.fail(nil)
		var got atomic.Int64
		go reader(t, lobby, &got)
		time.Sleep(time.Second)
		board.fail(game.ErrUnavailable)
		board.add("twoGame2")
		lobby.Announce(game.Change{Event: created})
		time.Sleep(10 * time.Second)
		if list, err := lobby.Since(t.Context(), ""); err != nil || !slices.Equal(ids(list), []game.ID{"oneGame1"}) {
			t.Errorf("with a list: got %v, %v; want it", list, err)
		}
		board.fail(nil)
		time.Sleep(1100 * time.Millisecond)
		if got.Load() != 2 {
			t.Errorf("a second after it is back the reader has %d lists, want 2", got.Load())
		}
	})
}

// A look that began before a change was announced does not show it.
func TestLobbyLooksAgainForWhatHappensDuringALook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lobby, board := newLobby("oneGame1")
		board.slow = time.Second
		var got atomic.Int64
		go reader(t, lobby, &got)
		time.Sleep(500 * time.Millisecond)
		board.add("twoGame2")
		lobby.Announce(game.Change{Event: created})
		if list, err := lobby.Since(t.Context(), ""); err != nil || len(list.Seeks) != 2 {
			t.Errorf("got %v, %v; want both", list, err)
		}
		synctest.Wait()
		if got.Load() != 2 {
			t.Errorf("the other reader has %d lists, want 2", got.Load())
		}
	})
}

func TestLobbyShowsAtMost500SeeksWhoWaitsForLongestFirst(t *testing.T) {
	lobby, board := newLobby()
	for i := range 600 {
		board.add(game.ID(fmt.Sprintf("game%04d", i)))
	}
	list, err := lobby.Since(t.Context(), "")
	if err != nil || len(list.Seeks) != 500 || list.Seeks[0].Game != "game0000" || list.Seeks[499].Game != "game0499" {
		t.Errorf("got %d seeks, %v", len(list.Seeks), err)
	}
}

// What the race detector sees, and no reader is left behind at the end.
func TestLobbyIsReadFromManyGoroutines(t *testing.T) {
	lobby, board := newLobby()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var done sync.WaitGroup
	for range 50 {
		done.Go(func() {
			var tag wire.ListTag
			for {
				list, err := lobby.Next(ctx, tag)
				if err != nil {
					t.Error(err)
					return
				}
				if tag = list.Tag; len(list.Seeks) == 20 {
					return
				}
			}
		})
	}
	for i := range 20 {
		board.add(game.ID(fmt.Sprintf("game%04d", i)))
		lobby.Announce(game.Change{Event: created})
		if _, err := lobby.Since(ctx, ""); err != nil {
			t.Fatal(err)
		}
	}
	done.Wait()
}
