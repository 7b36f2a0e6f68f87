package live_test

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/live"
	"kibitz/game/rules"
	"kibitz/game/wire"
)

// A board is where seeks are kept, in the order that they were made.
type board struct {
	mu      sync.Mutex
	seeks   []game.Seek
	queries int
	slow    time.Duration
	err     error
}

func (b *board) Seeks(ctx context.Context, at time.Time, limit int) ([]game.Seek, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queries++
	seeks, err, slow := slices.Clone(b.seeks[:min(len(b.seeks), limit)]), b.err, b.slow
	b.mu.Unlock()
	defer b.mu.Lock()
	time.Sleep(slow)
	return seeks, err
}

func (b *board) add(ids ...game.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, id := range ids {
		b.seeks = append(b.seeks, game.Seek{Game: id, By: gametest.Ann, Color: rules.White})
	}
}

func (b *board) fail(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.err = err
}

func (b *board) asked() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.queries
}

func newLobby(ids ...game.ID) (*live.Lobby, *board) {
	b := &board{}
	b.add(ids...)
	return live.NewLobby(b), b
}

var created = game.Event{Kind: game.Created, Status: game.Open}

// ids are the games of a list.
func ids(list *wire.SeekList) (ids []game.ID) {
	for _, s := range list.Seeks {
		ids = append(ids, s.Game)
	}
	return ids
}

// reader follows the lobby and counts the lists that it gets.
func reader(t *testing.T, l *live.Lobby, got *atomic.Int64) {
	var tag wire.ListTag
	for {
		list, err := l.Next(t.Context(), tag)
		if err != nil {
			return
		}
		tag = list.Tag
		got.Add(1)
	}
}

func TestLobbyRingsOnceAChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lobby, board := newLobby("oneGame1")
		var got atomic.Int64
		for range 1000 {
			go reader(t, lobby, &got)
		}
		synctest.Wait()
		if got.Load() != 1000 || board.asked() != 1 {
			t.Fatalf("at first: %d lists by %d queries, want 1000 by 1", got.Load(), board.asked())
		}
		board.add("twoGame2")
		lobby.Announce(game.Change{Event: created})
		time.Sleep(time.Second)
		if got.Load() != 2000 || board.asked() != 2 {
			t.Errorf("after a change: %d lists by %d queries, want 2000 by 2", got.Load(), board.asked())
		}
		lobby.Announce(game.Change{Event: game.Event{Kind: game.Joined}}) // of a game that was no seek
		lobby.Announce(game.Change{Event: game.Event{Kind: game.Moved}})
		time.Sleep(time.Second)
		if got.Load() != 2000 || board.asked() != 3 {
			t.Errorf("after no change: %d lists by %d queries, want 2000 by 3", got.Load(), board.asked())
		}
	})
}

func TestLobbyReadsSeldomHoweverMuchHappens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lobby, board := newLobby()
		var got atomic.Int64
		go reader(t, lobby, &got)
		synctest.Wait()
		for range 1000 {
			lobby.Announce(game.Change{Event: created})
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Second)
		if n := board.asked(); n < 10 || n > 12 {
			t.Errorf("%d queries for 1000 events in a second, want 11 or so", n)
		}
	})
}

func TestLobbyIsNotReadWhenNobodyReadsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lobby, board := newLobby()
		for range 100 {
			lobby.Announce(game.Change{Event: created})
			lobby.Doubt("someGame")
			time.Sleep(time.Second)
		}
		if board.asked() != 0 {
			t.Errorf("%d queries before anybody reads, want none", board.asked())
		}
		ctx, leave := context.WithCancel(t.Context())
		list, err := lobby.Next(ctx, "")
		if err != nil {
			t.Fatal(err)
		}
		go lobby.Next(ctx, list.Tag)
		synctest.Wait()
		leave()
		time.Sleep(time.Hour)
		if board.asked() != 1 {
			t.Errorf("%d queries after the only reader left, want 1", board.asked())
		}
	})
}

// Other servers have seeks too, and seeks end without a word.
func TestLobbyLooksByItselfWhileItIsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lobby, board := newLobby()
		var got atomic.Int64
		go reader(t, lobby, &got)
		synctest.Wait()
		board.add("oneGame1")
		time.Sleep(5*time.Second + time.Millisecond)
		if got.Load() != 2 || board.asked() != 2 {
			t.Errorf("got %d lists by %d queries, want 2 by 2", got.Load(), board.asked())
		}
		time.Sleep(50 * time.Second)
		if got.Load() != 2 || board.asked() != 12 {
			t.Errorf("when nothing happens: got %d lists by %d queries, want 2 by 12", got.Load(), board.asked())
		}
	})
}

func TestLobbyThatIsPolledIsReadAfterAChangeOrAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lobby, board := newLobby("oneGame1")
		var tag wire.ListTag
		poll := func(what string, queries int, want ...game.ID) {
			t.Helper()
			list, err := lobby.Since(t.Context(), tag)
			if err != nil {
				t.Fatal(err)
			}
			var got []game.ID
			if list != nil {
				tag, got = list.Tag, ids(list)
			}
			if !slices.Equal(got, want) || board.asked() != queries {
				t.Errorf("%s: got %v by %d queries, want %v by %d", what, got, board.asked(), want, queries)
			}
		}
		poll("at first", 1, "oneGame1")
		poll("at once", 1)
		board.add("twoGame2")
		time.Sleep(2 * time.Second)
		poll("when nothing was said", 1)
		lobby.Announce(game.Change{Event: created})
		poll("after an event", 2, "oneGame1", "twoGame2")
		time.Sleep(5 * time.Second)
		poll("after 5 s", 3)
	})
}
