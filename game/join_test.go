package game_test

import (
	"slices"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
)

func (h house) seek(t *testing.T, p game.Player) game.ID {
	t.Helper()
	s, err := h.Create(t.Context(), game.Setup{Creator: p, Seek: true})
	if err != nil {
		t.Fatalf("Create: %v", err)
	}
	return s.Game
}

// If contact is lost after the commit, it is unknown whether a join was stored:
// readers of all games involved have to check again.
func TestALostJoinLeavesADoubtAboutEachGame(t *testing.T) {
	t.Parallel()
	h := newHouse()
	ids := []game.ID{h.seek(t, gametest.Ann), h.seek(t, gametest.Ann), h.seek(t, gametest.Bob)}
	before := len(h.announcer.Events())
	h.games.FailAfter(gametest.Unavailable)
	_, err := h.Join(t.Context(), ids[0], gametest.Bob)
	wantError(t, "Join", err, game.ErrUnavailable)
	h.games.FailAfter(nil)
	got := h.announcer.Doubts()
	slices.Sort(got)
	slices.Sort(ids)
	if !slices.Equal(got, ids) || len(h.announcer.Events()) != before {
		t.Errorf("got doubts %v and %d events announced, want %v and none", got, len(h.announcer.Events())-before, ids)
	}
}

// An expired seek cannot be joined, and nothing else is withdrawn for it.
func TestASeekThatIsOverWithdrawsNothing(t *testing.T) {
	t.Parallel()
	h := newHouse()
	late := h.seek(t, gametest.Ann)
	h.clock.Advance(game.SeekFor)
	fresh, bobs := h.seek(t, gametest.Ann), h.seek(t, gametest.Bob)
	_, err := h.Join(t.Context(), late, gametest.Bob)
	wantError(t, "joining a seek whose time is up", err, game.ErrOver)
	_, err = h.Join(t.Context(), late, gametest.Bob)
	wantError(t, "joining it again", err, game.ErrWithdrawn)
	for _, id := range []game.ID{fresh, bobs} {
		if log := h.log(t, id); len(log) != 1 {
			t.Errorf("another seek has %d events, want 1", len(log))
		}
	}
}

// A player who has found a game can join another one in the lobby once something has
// happened in the first, or some time has passed.
func TestWhoHasFoundAGameWaitsForAMoment(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		then func(h house, id game.ID)
		want error
	}{
		{"at once", func(house, game.ID) {}, game.ErrPaired},
		{"almost five seconds later", func(h house, _ game.ID) { h.clock.Advance(4999 * time.Millisecond) }, game.ErrPaired},
		{"five seconds later", func(h house, _ game.ID) { h.clock.Advance(5 * time.Second) }, nil},
		{"when it is aborted", func(h house, id game.ID) { do(t)(h.Do(t.Context(), id, gametest.Ann.ID, game.DoAbort, "")) }, nil},
		{"when it has been talked in", func(h house, id game.ID) {
			do(t)(h.Say(t.Context(), id, gametest.Ann, game.PlayersRoom, "hello"))
		}, nil},
	} {
		h := newHouse()
		anns, cats := h.seek(t, gametest.Ann), h.seek(t, cat)
		do(t)(h.Join(t.Context(), anns, gametest.Bob))
		test.then(h, anns)
		_, err := h.Join(t.Context(), cats, gametest.Ann)
		wantError(t, test.name, err, test.want)
		if test.want == nil {
			continue
		}
		friend, err := h.Create(t.Context(), game.Setup{Creator: cat})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Join(t.Context(), friend.Game, gametest.Ann); err != nil {
			t.Errorf("%s, a friend's game: %v", test.name, err)
		}
	}
}
