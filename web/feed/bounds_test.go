package feed

import (
	"strconv"
	"testing"

	"kibitz/game"
	"kibitz/web/presence"
	"kibitz/web/request"
)

// Readers from many addresses wait.
func TestWaitingIsBounded(t *testing.T) {
	w := newWaiting(Limits{})
	for i := range 2 * DefaultReaders {
		w.enter(readerAt(strconv.Itoa(i), i))
	}
	if got := len(w.byAddress); got > DefaultReaders {
		t.Errorf("%d addresses are counted, want at most %d", got, DefaultReaders)
	}
}

// Whatever boards the readers of one address follow, they are so many and no more.
func TestBoardsOfOneAddressAreSoManyAndNoMore(t *testing.T) {
	w := newWaiting(Limits{})
	boards := make([]game.ID, MaxBoards)
	var leave []func()
	for range boardsPerAddress / MaxBoards {
		out, ok := w.enter(readerAt("192.0.2.1", 0, boards...))
		if !ok {
			t.Fatalf("the reader after %d was turned away", len(leave))
		}
		leave = append(leave, out)
	}
	if _, ok := w.enter(readerAt("192.0.2.1", 0, boards...)); ok {
		t.Error("one more came in")
	}
	if _, ok := w.enter(readerAt("192.0.2.2", 0, boards...)); !ok {
		t.Error("one from elsewhere was turned away")
	}
	for _, out := range leave {
		out()
	}
	if got := w.byAddress["192.0.2.1"]; got != (tally{}) || w.all != 1 {
		t.Errorf("%+v are counted when all have left, and %d in all; want one from elsewhere", got, w.all)
	}
}

// readerAt is one of an address who looks like many: each page is another.
func readerAt(address string, page int, games ...game.ID) About {
	return About{Games: games, Visit: presence.Visit{At: games, Script: true, From: request.Identity{Address: address, Page: request.Digest(page)}}}
}
