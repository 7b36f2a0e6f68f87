package gametest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

// Seeks returns the games that anyone may join, longest wait first. If there are more
// than limit, half of those returned are the oldest and half the newest.
func (gs *Games) Seeks(ctx context.Context, at time.Time, limit int) (seeks []game.Seek, err error) {
	err = gs.call(ctx, "Seeks", func() error {
		gs.mu.Lock()
		defer gs.mu.Unlock()
		for _, k := range gs.seeks(at) {
			r := k.record
			seek := game.Seek{Game: r.ID, By: r.White, Color: rules.Black, Control: r.Clock.Control, CreatedAt: r.CreatedAt}
			if r.White.ID == "" {
				seek.By, seek.Color = r.Black, rules.White
			}
			seeks = append(seeks, seek)
		}
		if more := len(seeks) - limit; more > 0 {
			seeks = slices.Delete(seeks, limit-limit/2, limit-limit/2+more)
		}
		return nil
	})
	return seeks, err
}

// Sign postpones the expiry of open seeks.
func (gs *Games) Sign(ctx context.Context, seeks []game.ID, at time.Time) error {
	return gs.call(ctx, "Sign", func() error {
		gs.mu.Lock()
		defer gs.mu.Unlock()
		for _, id := range seeks {
			if k := gs.kept[id]; k != nil && k.record.Status == game.Open && k.record.Seek && k.record.SignAt.Before(at) {
				k.record.SignAt, k.deadline = at, at.Add(game.SeekFor)
			}
		}
		return nil
	})
}

// seeks are the open seeks that have not ended by a time, of some players or of
// all, the oldest first. It is called with mu held.
func (gs *Games) seeks(at time.Time, by ...game.PlayerID) (open []*kept) {
	for _, k := range gs.kept {
		r := k.record
		if r.Seek && r.Status == game.Open && k.deadline.After(at) &&
			(len(by) == 0 || slices.Contains(by, r.White.ID) || slices.Contains(by, r.Black.ID)) {
			open = append(open, k)
		}
	}
	slices.SortFunc(open, func(a, b *kept) int {
		return cmp.Or(a.record.CreatedAt.Compare(b.record.CreatedAt), cmp.Compare(a.record.ID, b.record.ID))
	})
	return open
}

// A lobby is what the suite asks of games that hold seeks.
type lobby interface {
	game.Games
	Seeks(ctx context.Context, at time.Time, limit int) ([]game.Seek, error)
	Sign(ctx context.Context, seeks []game.ID, at time.Time) error
}

// seek keeps a seek, made by p at a time.
func (s *suite) seek(t *testing.T, p game.Player, color string, at time.Time) (game.ID, error) {
	t.Helper()
	g, created, err := game.New(game.Setup{Creator: p, Color: color, Seek: true}, at)
	if err != nil {
		return "", err
	}
	return created.Game, s.games.Create(t.Context(), g, created)
}

// wantSeeks checks which seeks there are at a time.
func (s *suite) wantSeeks(t *testing.T, what string, at time.Time, want ...game.ID) {
	t.Helper()
	games, ok := s.games.(lobby)
	if !ok {
		t.Fatalf("%T has no Seeks and Sign", s.games)
	}
	seeks, err := games.Seeks(t.Context(), at, 100)
	if err != nil {
		t.Fatal(err)
	}
	var got []game.ID
	for _, seek := range seeks {
		got = append(got, seek.Game)
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s: got seeks %v, want %v", what, got, want)
	}
}

func seeksAreLimited(t *testing.T, s *suite) {
	one, other := s.newPlayer(), s.newPlayer()
	var ids []game.ID
	for i := range game.MaxSeeks {
		id, err := s.seek(t, one, [2]string{"white", "black"}[i%2], Start.Add(time.Duration(i)*time.Second))
		if err != nil {
			t.Fatalf("seek %d: %v", i+1, err)
		}
		ids = append(ids, id)
	}
	now := Start.Add(10 * time.Second)
	id, err := s.seek(t, one, "white", now)
	if !errors.Is(err, game.ErrManySeeks) || err.Error() != game.ErrManySeeks.Error() {
		t.Errorf("one more than %d: got %v, want ErrManySeeks", game.MaxSeeks, err)
	}
	if _, err := s.games.Snapshot(t.Context(), id); !errors.Is(err, game.ErrNotFound) {
		t.Errorf("a seek that was refused: got %v, want ErrNotFound", err)
	}
	if _, err := s.seek(t, other, "white", now); err != nil {
		t.Errorf("another player: %v", err)
	}
	if _, err := s.games.Change(t.Context(), ids[0], func(g *game.Game) (game.Event, error) { return g.Abort(one.ID, now) }); err != nil {
		t.Fatal(err)
	}
	if _, err := s.seek(t, one, "white", now); err != nil {
		t.Errorf("after one was canceled: %v", err)
	}
	if _, err := s.seek(t, one, "white", Start.Add(game.SeekFor+time.Second)); err != nil {
		t.Errorf("after the time of one was up: %v", err)
	}
}

func seeksAreSigned(t *testing.T, s *suite) {
	p := s.newPlayer()
	first, err1 := s.seek(t, p, "white", Start)
	second, err2 := s.seek(t, p, "black", Start.Add(time.Second))
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	s.wantSeeks(t, "at first", Start.Add(2*time.Second), first, second)
	over := Start.UTC().Truncate(time.Millisecond).Add(game.SeekFor)
	s.wantSeeks(t, "a moment before time is up", over.Add(-time.Millisecond), first, second)
	s.wantSeeks(t, "the moment it is up", over, second)
	s.wantSeeks(t, "when time is up", Start.Add(game.SeekFor+500*time.Millisecond), second)
	if err := s.games.(lobby).Sign(t.Context(), []game.ID{first, "AAAAAAAA"}, Start.Add(20*time.Second)); err != nil {
		t.Fatal(err)
	}
	later := Start.Add(45 * time.Second)
	s.wantSeeks(t, "after a sign of life", later, first)
	s.wantDue(t, "after a sign of life", later, 10, second)
}

// A flood of seeks hides neither older nor newer ones.
func seeksAreListedFromBothEnds(t *testing.T, s *suite) {
	games := s.games.(lobby)
	for i := range 9 {
		if _, err := s.seek(t, s.newPlayer(), "white", Start.Add(time.Duration(i/2)*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	now := Start.Add(10 * time.Second)
	whole, err := games.Seeks(t.Context(), now, 9)
	if err != nil || len(whole) != 9 {
		t.Fatalf("all of nine: got %d, %v", len(whole), err)
	}
	for limit, want := range map[int][]game.Seek{
		8: slices.Concat(whole[:4], whole[5:]),
		5: slices.Concat(whole[:3], whole[7:]),
		2: {whole[0], whole[8]},
		1: {whole[0]},
	} {
		if got, err := games.Seeks(t.Context(), now, limit); err != nil || !slices.Equal(got, want) {
			t.Errorf("%d of nine: got %v, %v; want %v", limit, got, err, want)
		}
	}
}

// A player asks for many seeks at once, from whichever servers.
func seeksAreLimitedInARace(t *testing.T, s *suite) {
	p := s.newPlayer()
	wantRoomFor(t, game.MaxSeeks, game.ErrManySeeks, func(i int) error {
		_, err := s.seek(t, p, "white", Start.Add(time.Duration(i)*time.Millisecond))
		return err
	})
}

// wantRoomFor makes three times as many requests as there is room for, all at once.
func wantRoomFor(t *testing.T, most int, full error, ask func(i int) error) {
	t.Helper()
	asked := 3 * most
	results := make(chan error, asked)
	for i := range asked {
		go func() { results <- ask(i) }()
	}
	got := map[string]int{}
	for range asked {
		got[fmt.Sprint(<-results)]++
	}
	if got["<nil>"] != most || got[full.Error()] != asked-most {
		t.Errorf("of %d at once: %v, want %d kept and the others refused", asked, got, most)
	}
}
