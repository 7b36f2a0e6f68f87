package game

import (
	"testing"
	"time"

	"kibitz/game/rules"
)

func seconds(initial, increment int) TimeControl {
	return TimeControl{Initial: time.Duration(initial) * time.Second, Increment: time.Duration(increment) * time.Second}
}

const msec = time.Millisecond

// gain = min(100, E · 2/5 + 15) hundredths, with E = initial + 40 · increment
// in seconds; the quota begins with three of it and ends at seven.
func TestTheLagQuotaGrowsWithTheTimeControl(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		initial, increment       int
		gain, begin, limit, wait time.Duration
	}{
		{1, 0, 150, 450, 1050, 450},
		{15, 0, 210, 630, 1470, 630},
		{30, 0, 270, 810, 1890, 810},
		{0, 1, 310, 930, 2170, 930},
		{60, 0, 390, 1170, 2730, 1170},
		{60, 1, 550, 1650, 3850, 1650},
		{120, 0, 630, 1890, 4410, 1890},
		{120, 1, 790, 2370, 5530, 2000},
		{180, 0, 870, 2610, 6090, 2000},
		{212, 0, 990, 2970, 6930, 2000},
		{213, 0, 1000, 3000, 7000, 2000},
		{180, 2, 1000, 3000, 7000, 2000},
		{10800, 180, 1000, 3000, 7000, 2000},
	} {
		tc := seconds(test.initial, test.increment)
		l := newLag(tc)
		if got := lagGain(tc); got != test.gain*msec {
			t.Errorf("%d+%d: got a gain of %v, want %v", test.initial, test.increment, got, test.gain*msec)
		}
		if l.Quota != test.begin*msec || l.grace() != test.wait*msec {
			t.Errorf("%d+%d: got quota %v, grace %v, want %v, %v",
				test.initial, test.increment, l.Quota, l.grace(), test.begin*msec, test.wait*msec)
		}
		for range 20 {
			l.give(0, tc)
		}
		if l.Quota != test.limit*msec {
			t.Errorf("%d+%d: got quota %v after quiet moves, want %v", test.initial, test.increment, l.Quota, test.limit*msec)
		}
	}
}

// comp = min(lag, quota), then quota += gain − comp, at 60+0: gain 390, begin
// 1170, cap 2730.
func TestAMoveTakesItsLagFromTheQuota(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		lags []time.Duration
		want []Lag // after each
	}{
		{"less than the gain", []time.Duration{100, 390, 0}, []Lag{{100, 100, 1460}, {390, 490, 1460}, {0, 490, 1850}}},
		{"all of the quota", []time.Duration{1170, 390, 390}, []Lag{{1170, 1170, 390}, {390, 1560, 390}, {390, 1950, 390}}},
		{"more than the quota", []time.Duration{5000, 5000}, []Lag{{5000, 1170, 390}, {5000, 1560, 390}}},
		{"up to the cap", []time.Duration{0, 0, 0, 0, 0, 1}, []Lag{{0, 0, 1560}, {0, 0, 1950}, {0, 0, 2340}, {0, 0, 2730}, {0, 0, 2730}, {1, 1, 2730}}},
	} {
		tc := seconds(60, 0)
		l := newLag(tc)
		for i, lag := range test.lags {
			before := l.Given
			back := l.give(lag*msec, tc)
			want := Lag{test.want[i].Last * msec, test.want[i].Given * msec, test.want[i].Quota * msec}
			if l != want || back != l.Given-before {
				t.Errorf("%s, move %d: got %+v, %v back, want %+v", test.name, i+1, l, back, want)
			}
		}
	}
}

func TestAClientIsBelievedAsFarAsTheServerSaw(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		timing  Timing
		elapsed time.Duration
		want    time.Duration
	}{
		{"nothing was told", Timing{RoundTrip: 200 * msec}, 3000, 0},
		{"nothing was told, and spent is set", Timing{Spent: time.Second}, 3000, 0},
		{"honest", Timing{Spent: 2900 * msec, Told: true, RoundTrip: 100 * msec}, 3000, 100},
		{"the round trip and a little more", Timing{Spent: 2760 * msec, Told: true, RoundTrip: 100 * msec}, 3000, 240},
		{"more than was measured", Timing{Spent: 1000 * msec, Told: true, RoundTrip: 100 * msec}, 3000, 240},
		{"nothing was measured", Timing{Spent: 0, Told: true}, 3000, 140},
		{"no time at all", Timing{Spent: 0, Told: true, RoundTrip: time.Second}, 300, 300},
		{"less than no time", Timing{Spent: -time.Hour, Told: true, RoundTrip: time.Second}, 300, 300},
		{"as little as can be", Timing{Spent: -1 << 63, Told: true, RoundTrip: time.Second}, 300, 300},
		{"as much as can be", Timing{Spent: 1<<63 - 1, Told: true, RoundTrip: time.Second}, 300, 0},
		{"more than the server saw", Timing{Spent: 5 * time.Second, Told: true, RoundTrip: time.Second}, 3000, 0},
		{"a measure below nothing", Timing{Spent: 0, Told: true, RoundTrip: -time.Hour}, 3000, 140},
		{"parts of a millisecond", Timing{Spent: 2999_900_000, Told: true, RoundTrip: 100 * msec}, 3000, 0},
	} {
		if got := test.timing.lag(test.elapsed * msec); got != test.want*msec {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want*msec)
		}
	}
}

func TestLagIsGivenBackOnTheClock(t *testing.T) {
	t.Parallel()
	g := clocked(t, seconds(60, 2), "e4", "e5")
	timing := Timing{Spent: 2500 * msec, Told: true, RoundTrip: time.Second}
	at := testTime.Add(3 * time.Second)
	e, err := g.Play("white", "Nf3", 0, timing, at)
	if err != nil {
		t.Fatalf("Play: %v", err)
	}
	want := ClockSide{Left: 59500 * msec, Lag: Lag{Last: 500 * msec, Given: 500 * msec, Quota: (3*710 + 710 - 500) * msec}}
	if e.Clock.White != want {
		t.Errorf("got %+v, want %+v", e.Clock.White, want)
	}
	if left := e.Clock.Left(rules.Black, at); left != time.Minute || e.Clock.Black.Lag != newLag(seconds(60, 2)) {
		t.Errorf("Black has %v, %+v, want what it began with", left, e.Clock.Black.Lag)
	}
}

// clocked returns a game with a clock after some moves, all made at testTime.
func clocked(t testing.TB, tc TimeControl, moves ...string) *Game {
	t.Helper()
	g, _, err := New(Setup{Creator: Player{ID: "white"}, Color: "white", Control: tc}, testTime)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	if _, err := g.Join(Player{ID: "black"}, testTime); err != nil {
		t.Fatalf("Join: %v", err)
	}
	for _, move := range moves {
		play(t, g, move)
	}
	return g
}
