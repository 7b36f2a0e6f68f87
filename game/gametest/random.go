package gametest

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

// A Random plays random games, with everything that can happen in one. The seed
// determines all of it, except for what a game draws itself.
type Random struct {
	*rand.Rand
	t         testing.TB
	games     game.Games
	service   *game.Service
	newPlayer func() game.Player
	clock     *Clock
}

// NewRandom returns a Random that stores its games in games.
func NewRandom(t testing.TB, games game.Games, newPlayer func() game.Player, seed uint64) *Random {
	r := &Random{Rand: rand.New(rand.NewPCG(seed, 2)), t: t, games: games, newPlayer: newPlayer, clock: NewClock()}
	r.service = game.NewService(games, new(Announcer), r.clock.Now)
	return r
}

var (
	randomControls = []game.TimeControl{
		{}, {Initial: 15 * time.Second}, {Initial: time.Minute}, {Increment: 2 * time.Second}, {Initial: 3 * time.Minute, Increment: 2 * time.Second},
		{Initial: 2 * time.Hour, Increment: 30 * time.Second}, {Initial: 3 * time.Hour, Increment: 3 * time.Minute},
	}
	// Besides the usual start, positions shortly before castling, en passant, promotion
	// and the rarer endings.
	randomStarts = []string{
		"", "", "4k3/p7/8/8/8/8/P7/4K3 b - - 0 9", "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 90 60", "4k1n1/8/8/8/8/8/8/Q3K3 w - - 94 80",
		"2b1k3/8/8/8/8/8/8/2B1KB2 b - - 96 80", "8/2k5/8/8/3pP3/8/5K2/8 b - e3 0 1", "4k3/P7/8/8/8/8/p7/4K3 w - - 0 1",
		"k7/8/2K5/8/8/1Q6/8/7N w - - 98 70", "4k1n1/8/8/8/8/8/8/R3K3 w - - 148 90",
	}
)

// Play plays a game of at most so many steps and returns its id, and that of its
// rematch if there was one.
func (r *Random) Play(steps int) (ids []game.ID) {
	r.t.Helper()
	setup := game.Setup{
		Creator: r.newPlayer(), Control: randomControls[r.IntN(len(randomControls))], FEN: randomStarts[r.IntN(len(randomStarts))],
		Color: []string{"white", "black"}[r.IntN(2)], Delay: time.Duration(r.IntN(2)) * 30 * time.Second, Seek: r.IntN(3) == 0,
	}
	if r.IntN(8) == 0 {
		setup.Level = 1 + r.IntN(game.Levels)
	}
	s, err := r.service.Create(r.t.Context(), setup)
	if err != nil {
		r.t.Fatalf("Create: %v", err)
	}
	ids = append(ids, s.Game)
	if setup.Level == 0 && !r.seated(s) {
		return ids
	}
	for after := 0; after < 6 && steps > 0; steps-- {
		r.wait()
		if s, err = r.games.Snapshot(r.t.Context(), s.Game); err != nil {
			r.t.Fatal(err)
		}
		if s.Status == game.Over {
			after++
		}
		r.step(s)
	}
	if s, err = r.games.Snapshot(r.t.Context(), s.Game); err == nil && s.Next != "" {
		ids = append(ids, s.Next)
	}
	return ids
}

// seated usually lets somebody join a game, and reports whether it did.
func (r *Random) seated(s game.Snapshot) bool {
	ctx, creator := r.t.Context(), s.White.ID+s.Black.ID
	r.clock.Advance(r.upTo(10 * time.Second))
	switch r.IntN(12) {
	case 0:
		return false
	case 1:
		r.allow(r.service.Do(ctx, s.Game, creator, game.DoAbort, ""))
		return false
	case 2:
		r.clock.Advance(25 * time.Hour)
		r.allow(r.service.Expire(ctx, s.Game))
		return false
	}
	_, err := r.service.Join(ctx, s.Game, r.newPlayer())
	r.allow(game.Event{}, err)
	return err == nil
}

// allow accepts a refusal by the rules, but no other error.
func (r *Random) allow(_ game.Event, err error) {
	r.t.Helper()
	if errors.Is(err, game.ErrUnavailable) || errors.Is(err, game.ErrNotFound) {
		r.t.Fatal(err)
	}
}

func (r *Random) upTo(d time.Duration) time.Duration { return time.Duration(r.Int64N(int64(d))) }

// wait lets time pass: mostly little, sometimes enough to lose on time.
func (r *Random) wait() {
	r.clock.Advance(r.upTo([]time.Duration{300 * time.Millisecond, 300 * time.Millisecond, 3 * time.Second, 8 * time.Second}[r.IntN(4)]))
	if r.IntN(60) == 0 {
		r.clock.Advance(r.upTo(2 * time.Minute))
	}
}

// step tries one thing.
func (r *Random) step(s game.Snapshot) {
	ctx, id, now := r.t.Context(), s.Game, r.clock.Now()
	by := []game.PlayerID{s.White.ID, s.Black.ID}[r.IntN(2)]
	do := func(action game.Action) {
		answer := []game.Answer{game.Propose, game.Accept, game.Decline}[r.IntN(3)]
		r.allow(r.service.Do(ctx, id, by, action, answer))
	}
	change := func(f func(g *game.Game) (game.Event, error)) { r.allow(r.games.Change(ctx, id, f)) }
	switch dice := r.IntN(100); {
	case s.Status == game.Over && dice < 70:
		do(game.DoRematch)
	case s.Offer.Kind != "" && dice < 30:
		do(game.Action(s.Offer.Kind))
	case dice < 72:
		r.move(s)
	case dice < 77:
		r.say(s)
	case dice < 81:
		do(game.DoDraw)
	case dice < 86:
		do(game.DoTakeback)
	case dice < 89:
		do(game.DoClaim)
	case dice < 92:
		do(game.DoTime)
	case dice < 94:
		r.allow(r.service.Expire(ctx, id))
	case dice < 97:
		lost := r.upTo(40 * time.Second)
		r.clock.Advance(lost / 2)
		change(func(g *game.Game) (game.Event, error) { return g.Outage(now.Add(-lost/2), r.clock.Now()) })
	case dice < 98:
		do([]game.Action{game.DoResign, game.DoAbort}[r.IntN(2)])
	case r.IntN(4) == 0:
		change(func(g *game.Game) (game.Event, error) {
			return g.ClaimGone(by, r.IntN(3) > 0, now.Add(-time.Hour), now)
		})
	}
}

// move plays a random move, sometimes back and forth, so that positions repeat.
func (r *Random) move(s game.Snapshot) {
	legal := s.Legal()
	if len(legal) == 0 {
		return
	}
	move := legal[r.IntN(len(legal))]
	if n := len(s.Plies); n > 1 && r.IntN(3) == 0 {
		last := s.Plies[n-2].UCI
		move = last[2:4] + last[:2]
	}
	by := s.White.ID
	if s.Turn() == rules.Black {
		by = s.Black.ID
	}
	var timing game.Timing
	if r.IntN(2) == 0 {
		timing = game.Timing{Told: true, Spent: r.upTo(3 * time.Second), RoundTrip: r.upTo(time.Second)}
	}
	seen := s.Version
	if r.IntN(3) == 0 {
		seen = 0
	}
	_, err := r.service.Play(r.t.Context(), s.Game, by, move, seen, timing)
	r.allow(game.Event{}, err)
}

func (r *Random) say(s game.Snapshot) {
	speaker := []game.Player{s.White, s.Black, {ID: "LookerLooker", Name: "Keen Owl"}}[r.IntN(3)]
	room := []game.Room{game.PlayersRoom, game.SpectatorsRoom}[r.IntN(2)]
	_, err := r.service.Say(r.t.Context(), s.Game, speaker, room, "hello")
	r.allow(game.Event{}, err)
}
