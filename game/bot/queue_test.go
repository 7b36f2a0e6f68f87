package bot

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"kibitz/game"
)

// line returns a queue of requests named as "address/player/game".
func line(names ...string) *queue {
	q := new(queue)
	for _, name := range names {
		q.add(requestNamed(name), time.Time{})
	}
	return q
}

func requestNamed(name string) *request {
	var address, player, id string
	if _, err := fmt.Sscanf(name, "%1s/%1s/%1s", &address, &player, &id); err != nil {
		panic(err)
	}
	return &request{Request: Request{Address: address, Player: game.PlayerID(player), Game: game.ID(id)}}
}

// take takes all out, and returns which, in order, and among how many the time of
// each was divided.
func (q *queue) take(now time.Time, fits func(*request) bool) (games string, among []int) {
	for {
		r, n := q.next(now, fits)
		if r == nil {
			return games, among
		}
		games, among = games+string(r.Game), append(among, n)
	}
}

func anybody(*request) bool { return true }

func TestAddressesAndTheirPlayersTakeTurns(t *testing.T) {
	for _, test := range []struct {
		name  string
		line  []string
		games string
		among []int
	}{
		{"nobody", nil, "", nil},
		{"one player", []string{"A/a/1", "A/a/2", "A/a/3"}, "123", []int{3, 3, 3}},
		{"two players at one address", []string{"A/a/1", "A/a/2", "A/a/3", "A/b/4"}, "1423", []int{6, 2, 6, 6}},
		{"a player at another address", []string{"A/a/1", "A/a/2", "A/b/3", "A/c/4", "B/d/5", "B/d/6"}, "153642", []int{12, 4, 6, 4, 6, 12}},
		{"a player at two addresses", []string{"A/a/1", "A/a/2", "B/a/3"}, "132", []int{4, 2, 4}},
	} {
		games, among := line(test.line...).take(time.Time{}, anybody)
		if games != test.games || !slices.Equal(among, test.among) {
			t.Errorf("%s: got %s among %v, want %s among %v", test.name, games, among, test.games, test.among)
		}
	}
}

// One who comes back after each answer does not get ahead of those who wait.
func TestWhoComesBackWaitsForAllOthers(t *testing.T) {
	q := line("A/a/1", "B/b/2", "C/c/3", "C/c/4")
	games := ""
	for range 9 {
		r, _ := q.next(time.Time{}, anybody)
		if games += string(r.Game); r.Game == "1" || r.Game == "2" {
			q.add(r, time.Time{})
		}
	}
	if games != "123124121" {
		t.Errorf("got %s, want 123124121", games)
	}
}

func TestOnlyWhatFitsIsTaken(t *testing.T) {
	q := line("A/a/1", "A/a/2", "A/b/3", "B/c/4")
	games, _ := q.take(time.Time{}, func(r *request) bool { return r.Game == "2" || r.Game == "4" })
	rest, _ := q.take(time.Time{}, anybody)
	if games != "24" || rest != "31" {
		t.Errorf("got %s, and then %s; want 24, and then 31: the player of 2 has had a turn", games, rest)
	}
}

// Games share the time for a while after they were asked about, and are forgotten
// then; one that waits is not.
func TestQueueForgetsWhatIsNotAskedAbout(t *testing.T) {
	began := time.Now()
	q := line()
	for _, name := range []string{"A/a/1", "A/a/2", "B/b/3"} {
		q.add(requestNamed(name), began)
	}
	q.take(began, func(r *request) bool { return r.Game != "3" })
	back := requestNamed("A/a/2")
	q.add(back, began.Add(remembered/2))
	if games, among := q.take(began.Add(remembered-1), func(r *request) bool { return r == back }); games != "2" || among[0] != 4 {
		t.Errorf("before long: got %s among %v, want 2 among 4", games, among)
	}
	q.add(back, began.Add(remembered))
	if games, among := q.take(began.Add(remembered), anybody); games != "32" || !slices.Equal(among, []int{2, 2}) {
		t.Errorf("later: got %s among %v, want 32 among 2", games, among)
	}
	if q.take(began.Add(2*remembered), anybody); len(q.all.parts) > 0 {
		t.Errorf("in the end: %+v is left", q.all)
	}
}

func TestRequestIsRemovedOnce(t *testing.T) {
	q := line("A/a/1", "B/b/2")
	gone := requestNamed("A/a/3")
	q.add(gone, time.Time{})
	if !q.remove(gone) || q.remove(gone) {
		t.Error("want it removed once")
	}
	if games, _ := q.take(time.Time{}, anybody); games != "12" {
		t.Errorf("got %s, want 12", games)
	}
}

func TestFirstIsDueFirst(t *testing.T) {
	var q queue
	if due := q.due(); !due.IsZero() {
		t.Errorf("of none: got %v, want no time", due)
	}
	began := time.Now()
	for i, name := range []string{"A/a/1", "C/c/2", "A/b/3", "A/b/4"} {
		r := requestNamed(name)
		r.due = began.Add([]time.Duration{4, 3, 1, 2}[i] * time.Second)
		q.add(r, began)
	}
	if due := q.due(); !due.Equal(began.Add(time.Second)) {
		t.Errorf("got %v, want after 1 s", due.Sub(began))
	}
}
