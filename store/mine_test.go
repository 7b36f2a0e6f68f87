package store_test

import (
	"slices"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
	"kibitz/store/storetest"
)

// Nine games, of which three began at the same moment and one each at others,
// are read in pages of every size: each once, the newest first.
func TestGamesOfAPlayerAreReadInPages(t *testing.T) {
	s := storetest.New(t)
	ann, bob, eve := newPlayer(t, s), newPlayer(t, s), newPlayer(t, s)
	var want []game.Place
	at := gametest.Start
	for i := range 9 {
		if i%3 != 0 {
			at = at.Add(time.Duration(i) * time.Second)
		}
		pair := [2]game.Player{ann, bob}
		if i%2 == 1 {
			slices.Reverse(pair[:])
		}
		clock := gametest.NewClock()
		clock.Advance(at.Sub(gametest.Start))
		id, events := gametest.Table{White: pair[0], Black: pair[1], Clock: clock}.Keep(t, s)
		want = append(want, game.Place{At: events[0].At, Game: id})
	}
	gametest.Table{White: eve, Open: true}.Keep(t, s)
	gametest.Table{White: eve, Black: bob}.Keep(t, s)
	slices.SortFunc(want, func(a, b game.Place) int {
		if c := b.At.Compare(a.At); c != 0 {
			return c
		}
		return map[bool]int{true: -1, false: 1}[a.Game > b.Game]
	})
	for limit := 1; limit <= 10; limit++ {
		var got []game.Place
		var before game.Place
		for {
			page, err := s.GamesOf(t.Context(), ann.ID, before, limit)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			for _, e := range page {
				if e.Opponent != bob {
					t.Errorf("game %s is against %v, want %v", e.Game, e.Opponent, bob)
				}
				got = append(got, e.Place())
			}
			before = page[len(page)-1].Place()
		}
		if !slices.Equal(got, want) {
			t.Errorf("by %d: got %v, want %v", limit, got, want)
		}
	}
	if got, err := s.GamesOf(t.Context(), game.NewGuest().ID, game.Place{}, 10); err != nil || len(got) > 0 {
		t.Errorf("of somebody who has none: got %v, %v", got, err)
	}
}

func TestEntryIsTheGameAsItStands(t *testing.T) {
	s := storetest.New(t)
	ann, bob := newPlayer(t, s), newPlayer(t, s)
	control := game.TimeControl{Initial: 5 * time.Minute, Increment: 3 * time.Second}
	mated, events := gametest.Table{White: ann, Black: bob, Control: control, Moves: "f3 e5 g4 Qh4"}.Keep(t, s)
	open, _ := gametest.Table{White: ann, Open: true}.Keep(t, s)
	got, err := s.GamesOf(t.Context(), ann.ID, game.Place{}, 10)
	if err != nil || len(got) != 2 {
		t.Fatalf("got %v, %v; want two games", got, err)
	}
	slices.SortFunc(got, func(a, b game.Entry) int { return b.Ply - a.Ply })
	last := events[len(events)-1]
	want := game.Entry{
		Game: mated, You: rules.White, Opponent: bob, FEN: last.FEN, Ply: 4, Status: game.Over, Result: rules.BlackWins, Reason: last.Reason,
		Control: control, CreatedAt: events[0].At, UpdatedAt: last.At,
	}
	if got[0] != want {
		t.Errorf("got  %+v\nwant %+v", got[0], want)
	}
	if e := got[1]; e.Game != open || e.Opponent != (game.Player{}) || e.Status != game.Open || e.Control != (game.TimeControl{}) {
		t.Errorf("got %+v, want the open game without opponent or clock", e)
	}
	if _, err := s.GamesOf(t.Context(), ann.ID, game.Place{At: time.UnixMicro(253_402_300_799_999_999), Game: "zzzzzzzz"}, 10); err != nil {
		t.Errorf("from the last place there is: %v", err)
	}
}
