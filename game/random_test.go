package game_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
)

// A player of random games: a service whose clock is sometimes behind, and the
// model, which gets the same acts.
type chance struct {
	*rand.Rand
	t       *testing.T
	games   *gametest.Games
	service *game.Service
	clock   *gametest.Clock
	behind  time.Duration
	id      game.ID
	model   *model
	acts    []string // for a failure
}

var randomStarts = []string{
	"", "", "4k3/p7/8/8/8/8/P7/4K3 b - - 0 9", "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 90 60", "4k1n1/8/8/8/8/8/8/Q3K3 w - - 94 80",
	"2b1k3/8/8/8/8/8/8/2B1KB2 b - - 96 80", "8/2k5/8/8/3pP3/8/5K2/8 b - e3 0 1", "4k3/P7/8/8/8/8/p7/4K3 w - - 0 1", "k7/8/2K5/8/8/1Q6/8/7N w - - 98 70",
}

// newChance starts a game that is determined by the seed.
func newChance(t *testing.T, seed uint64) *chance {
	t.Helper()
	c := &chance{Rand: rand.New(rand.NewPCG(seed, 1)), t: t, games: gametest.NewGames(), clock: gametest.NewClock()}
	c.service = game.NewService(c.games, new(gametest.Announcer), func() time.Time { return c.clock.Now().Add(-c.behind) })
	controls := []game.TimeControl{{}, control(15, 0), control(60, 0), control(0, 2), control(180, 2), control(7195, 30), control(10800, 180)}
	setup := game.Setup{
		Creator: gametest.Ann, Color: "white",
		Control: controls[c.IntN(len(controls))], FEN: randomStarts[c.IntN(len(randomStarts))],
	}
	s, err := c.service.Create(t.Context(), setup)
	if err != nil {
		t.Fatalf("Create: %v", err)
	}
	do(t)(c.service.Join(t.Context(), s.Game, gametest.Bob))
	position, err := rules.ParseFEN(s.StartFEN)
	if err != nil {
		t.Fatalf("ParseFEN: %v", err)
	}
	m := &model{
		initial: setup.Control.Initial.Milliseconds(), increment: setup.Control.Increment.Milliseconds(),
		line: []rules.Position{position}, same: []string{sameness(position)},
		version: 2, kind: game.Joined, status: game.Playing, result: rules.NoResult, running: -1,
		since: s.CreatedAt.UnixMilli(), last: s.CreatedAt.UnixMilli(),
	}
	for who := range colors {
		m.left[who] = m.initial
		if m.initial == 0 {
			m.left[who] = m.increment
		}
		if m.clocked() {
			m.quota[who] = 3 * m.gain()
		}
	}
	c.id, c.model = s.Game, m
	return c
}

// pick returns what is tried next: mostly a move, and most of those good ones.
func (c *chance) pick() act {
	m := c.model
	a := act{do: "move", who: m.turn(), answer: []game.Answer{game.Propose, game.Accept, game.Decline}[c.IntN(3)]}
	if c.IntN(100) == 0 {
		a.answer = "maybe"
	}
	if legal := slices.Sorted(slices.Values(m.now().Legal())); len(legal) > 0 {
		a.move = legal[c.IntN(len(legal))]
		if n := len(m.moves); n > 1 && c.IntN(3) == 0 && m.legal(m.moves[n-2][2:4]+m.moves[n-2][:2]) {
			a.move = m.moves[n-2][2:4] + m.moves[n-2][:2] // back where it came from
		}
	}
	if c.IntN(3) > 0 {
		a.seen = m.version
	}
	if c.IntN(2) == 0 {
		a.timing = game.Timing{Told: true, Spent: c.upTo(3 * time.Second), RoundTrip: c.upTo(time.Second)}
	}
	switch dice := c.IntN(100); {
	case dice < 60:
	case dice < 63:
		a.move = []string{"a1a1", "e2e5", "h7h8q"}[c.IntN(3)]
	case dice < 66:
		a.seen = game.Version(c.IntN(int(m.version) + 3))
	case dice < 69 && len(m.made) > 0:
		old := m.made[c.IntN(len(m.made))]
		a.who, a.move, a.seen = old.who, old.move, old.seen
	case dice < 70:
		a.who = 1 - a.who
	default:
		a.do = []string{
			"draw", "draw", "draw", "takeback", "takeback", "takeback", "claim", "flag", "time", "sweep", "outage", "rematch", "rare",
		}[c.IntN(13)]
		a.who, a.lost = c.IntN(2), int64(c.IntN(20_000))
		if a.do == "rare" {
			a.do = []string{"resign", "abort", "time", "time", "time", "time"}[c.IntN(6)]
		}
	}
	if m.offer.Kind != "" && c.IntN(6) == 0 {
		a.do, a.who = string(m.offer.Kind), 1-slices.Index(colors[:], m.offer.By)
	}
	if c.IntN(100) == 0 {
		a.who = 2
	}
	return a
}

func (c *chance) upTo(d time.Duration) time.Duration {
	return time.Duration(c.Int64N(int64(d))).Truncate(time.Millisecond)
}

// wait lets time pass: mostly little, now and then enough to lose by.
func (c *chance) wait() {
	spans := []time.Duration{ms(300), ms(300), ms(3_000), ms(3_000), ms(8_000)}
	d := spans[c.IntN(len(spans))]
	if c.IntN(40) == 0 {
		d = 90 * time.Second
	}
	c.clock.Advance(c.upTo(d))
	if c.behind = 0; c.IntN(10) == 0 {
		c.behind = c.upTo(ms(900))
	}
}

// does tries an act on the game.
func (c *chance) does(a act) (game.Event, error) {
	by := []game.PlayerID{gametest.Ann.ID, gametest.Bob.ID, cat.ID}[a.who]
	switch a.do {
	case "move":
		return c.service.Play(c.t.Context(), c.id, by, a.move, a.seen, a.timing)
	case "sweep":
		return c.service.Expire(c.t.Context(), c.id)
	case "outage":
		return c.games.Change(c.t.Context(), c.id, func(g *game.Game) (game.Event, error) {
			now := c.clock.Now().Add(-c.behind)
			return g.Outage(now.Add(-time.Duration(a.lost)*time.Millisecond), now)
		})
	}
	return c.service.Do(c.t.Context(), c.id, by, game.Action(a.do), a.answer)
}

// step tries one thing on both, and compares all that can be seen.
func (c *chance) step() {
	c.wait()
	a := c.pick()
	now := c.clock.Now().Add(-c.behind).UnixMilli()
	c.acts = append(c.acts, fmt.Sprintf("%d %+v", now, a))
	version := c.model.version
	want := c.model.try(a, now)
	e, err := c.does(a)
	if !errors.Is(err, want) || (want == nil) != (err == nil) {
		c.fail("got %v, want %v", err, want)
	}
	if err == nil && c.model.version > version && (e.Version != c.model.version || e.Kind != c.model.kind) {
		c.fail("got %+v, want version %d, a %s", e, c.model.version, c.model.kind)
	}
	s, err := c.games.Snapshot(c.t.Context(), c.id)
	if err != nil {
		c.fail("Snapshot: %v", err)
	}
	c.compare(s)
}

func (c *chance) compare(s game.Snapshot) {
	m := c.model
	running := rules.Color("")
	if m.running >= 0 {
		running = colors[m.running]
	}
	moves := []string{}
	for _, p := range s.Plies {
		moves = append(moves, p.UCI)
	}
	for who, side := range []game.ClockSide{s.Clock.White, s.Clock.Black} {
		if side.Left.Milliseconds() != m.left[who] || side.Lag.Quota.Milliseconds() != m.quota[who] || side.Left < 0 || side.Lag.Quota < 0 {
			c.fail("%s has %+v, want %d, quota %d", colors[who], side, m.left[who], m.quota[who])
		}
	}
	got := []any{s.Version, s.Status, s.Result, s.Reason, s.FEN, s.Clock.Running, s.Offer, s.At.UnixMilli(), s.Next != ""}
	want := []any{m.version, m.status, m.result, m.reason, m.now().FEN(), running, m.offer, m.last, m.next}
	if !slices.Equal(got, want) || !slices.Equal(moves, m.moves) || s.Ply != m.ply() || s.Check != m.now().Check() {
		c.fail("the game\nis   %v %v\nwant %v %v", got, moves, want, m.moves)
	}
}

func (c *chance) fail(format string, args ...any) {
	c.t.Helper()
	for _, a := range c.acts[max(0, len(c.acts)-25):] {
		c.t.Log(a)
	}
	c.t.Fatalf(format, args...)
}
