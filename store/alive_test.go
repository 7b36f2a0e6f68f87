package store_test

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/timekeeper"
	"kibitz/store"
	"kibitz/store/storetest"
)

func at(t time.Time) func() time.Time { return func() time.Time { return t } }

// started is for a server that does not know the time yet.
func started() time.Time { return time.Time{} }

// If several servers come back at the same time, one finds the outage, and all learn
// of it.
func TestOutageIsFoundByOneServer(t *testing.T) {
	dsn := storetest.Database(t)
	var servers []*store.Store
	for range 4 {
		s, err := store.Open(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		servers = append(servers, s)
	}
	begin := time.Now().UTC().Truncate(time.Second).Add(time.Hour)
	if _, err := servers[0].Alive(t.Context(), "one", at(begin)); err != nil {
		t.Fatal(err)
	}
	var company atomic.Int32
	back := begin.Add(time.Minute)
	var all sync.WaitGroup
	for i, s := range servers {
		all.Go(func() {
			life, err := s.Alive(t.Context(), string(rune('a'+i)), at(back))
			if err != nil {
				t.Error(err)
			}
			want := timekeeper.Outage{Since: begin, Until: back}
			if n := len(life.Outages); n == 0 || life.Outages[n-1] != want || life.At.Sub(back).Abs() > 50*time.Millisecond {
				t.Errorf("got %+v, want the outage %+v", life, want)
			}
			if life.Company {
				company.Add(1)
			}
		})
	}
	all.Wait()
	if company.Load() != 3 {
		t.Errorf("%d servers found another there, want all but the first", company.Load())
	}
}

// A starting server uses the time since the last heartbeat, not what its own clock or
// that of the database shows.
func TestTimeGoesOnFromTheLastHeartbeat(t *testing.T) {
	s := storetest.New(t)
	begin := time.Now().UTC().Truncate(time.Second).Add(time.Hour)
	if _, err := s.Alive(t.Context(), "one", at(begin)); err != nil {
		t.Fatal(err)
	}
	life, err := s.Alive(t.Context(), "two", started)
	if err != nil || life.At.Before(begin) || life.At.Sub(begin) > timekeeper.OutageAfter || !life.Company {
		t.Errorf("got %+v, %v; want a moment after %v", life, err, begin)
	}
	if life, err := s.Alive(t.Context(), "three", at(begin.Add(-time.Hour))); err != nil || life.At.Before(begin) {
		t.Errorf("a server that is behind: got %+v, %v; want no time before %v", life, err, begin)
	}
}

// The clock of the database is set while no server is there.
func TestDatabaseWhoseClockIsSet(t *testing.T) {
	for name, test := range map[string]struct {
		step time.Duration
		want time.Duration // that the outage takes
	}{
		"forward":  {time.Hour, 2 * time.Hour}, // to what the clock shows by then
		"backward": {-time.Hour, 0},
	} {
		dsn := storetest.Database(t)
		conn, err := pgx.Connect(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(context.Background())
		// Found before the one of Postgres, in the connections of the store.
		if _, err := conn.Exec(t.Context(), `
			create schema fake;
			create table fake.step (by interval not null);
			insert into fake.step values ('0');
			create function fake.clock_timestamp() returns timestamptz language sql volatile
				as 'select pg_catalog.clock_timestamp() + by from fake.step';
			do $$ begin execute format('alter database %I set search_path = fake, public, pg_catalog', current_database()); end $$`); err != nil {
			t.Fatal(err)
		}
		s, err := store.Open(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		before, err := s.Alive(t.Context(), "one", started)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Exec(t.Context(), `update fake.step set by = $1`, test.step); err != nil {
			t.Fatal(err)
		}
		// A server that is up hardly notices.
		second := before.At.Add(time.Second)
		if life, err := s.Alive(t.Context(), "one", at(second)); err != nil || life.At.Before(second) || life.At.Sub(second) > 10*time.Millisecond {
			t.Errorf("%s: a second later: got %+v, %v", name, life, err)
		}
		if _, err := conn.Exec(t.Context(), `update fake.step set by = 2 * by`); err != nil {
			t.Fatal(err)
		}
		// One that starts does. Nothing is lost by it, and time does not go back.
		after, err := s.Alive(t.Context(), "two", started)
		if err != nil || after.At.Before(before.At) {
			t.Errorf("%s: got %+v, %v; want nothing before %v", name, after, err, before.At)
		}
		var lost time.Duration
		for _, o := range after.Outages {
			if !o.Since.Before(before.At) {
				lost += o.Until.Sub(o.Since)
			}
		}
		if (lost - test.want).Abs() > time.Minute {
			t.Errorf("%s: an outage of %v was found, want %v", name, lost, test.want)
		}
		// And the detection goes on.
		found, err := s.Alive(t.Context(), "two", at(after.At.Add(time.Minute)))
		if n := len(found.Outages); err != nil || n == 0 || found.Outages[n-1].Until.Sub(found.Outages[n-1].Since) != time.Minute {
			t.Errorf("%s: a minute later: got %+v, %v; want an outage of a minute", name, found, err)
		}
	}
}

// Many games get an outage back from two servers at once: each once, one event
// each, the same in the log as it was returned, and the row as the event has it.
func TestOutageIsGivenBackInBulk(t *testing.T) {
	const games = 300
	dsn := storetest.Database(t)
	var servers [2]*store.Store
	for i := range servers {
		s, err := store.Open(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		servers[i] = s
	}
	table := gametest.Table{White: newPlayer(t, servers[0]), Black: newPlayer(t, servers[0])}
	owed := map[game.ID]bool{}
	for i := range games {
		table.Control, table.Moves = game.TimeControl{Initial: 10 * time.Minute}, [3]string{"e4 e5", "e4", ""}[i%3]
		id, _ := table.Keep(t, servers[0])
		owed[id] = true
	}
	for _, free := range []gametest.Table{
		{Moves: "e4 e5"}, // without a clock
		{Control: game.TimeControl{Initial: time.Minute}, Moves: "f3 e5 g4 Qh4"}, // over
		{Control: game.TimeControl{Initial: time.Minute}, Open: true},
	} {
		free.White, free.Black = table.White, table.Black
		free.Keep(t, servers[0])
	}
	o := timekeeper.Outage{Since: gametest.Start.UTC().Truncate(time.Millisecond).Add(6 * time.Second)}
	o.Until = o.Since.Add(time.Hour)

	var mu sync.Mutex
	given := map[game.ID]game.Event{}
	var work sync.WaitGroup
	for _, s := range servers {
		work.Go(func() {
			for {
				some, err := s.GiveBack(t.Context(), o, 40)
				if err != nil || len(some) == 0 {
					if err != nil {
						t.Error(err)
					}
					return
				}
				mu.Lock()
				for _, b := range some {
					e := b.Events[0]
					if _, twice := given[e.Game]; twice || !owed[e.Game] {
						t.Errorf("game %s was given %+v, twice: %t, owed: %t", e.Game, e, twice, owed[e.Game])
					}
					given[e.Game] = e
				}
				mu.Unlock()
			}
		})
	}
	work.Wait()
	if len(given) != len(owed) {
		t.Errorf("%d games were given time, want %d", len(given), len(owed))
	}
	for id, e := range given {
		log, err := servers[0].EventsSince(t.Context(), id, e.Version-1)
		if err != nil || len(log) != 1 || log[0] != e {
			t.Fatalf("the log has %+v, %v\nwant %+v", log, err, e)
		}
		row, err := servers[0].Snapshot(t.Context(), id)
		if err != nil || row.Version != e.Version || row.Clock != e.Clock || !row.At.Equal(e.At) {
			t.Fatalf("the row has %+v, %v\nwant %+v", row.Event, err, e)
		}
	}
}

// A game that is being changed gets its time later, and until then the outage counts
// as owed.
func TestOutageIsOwedUntilAllHaveIt(t *testing.T) {
	s := storetest.New(t)
	begin := time.Now().UTC().Truncate(time.Second).Add(time.Hour)
	if _, err := s.Alive(t.Context(), "one", at(begin)); err != nil {
		t.Fatal(err)
	}
	clock := gametest.NewClock()
	clock.Advance(begin.Sub(clock.Now()))
	table := gametest.Table{White: newPlayer(t, s), Black: newPlayer(t, s), Clock: clock, Moves: "e4 e5", Control: game.TimeControl{Initial: 10 * time.Minute}}
	id, _ := table.Keep(t, s)
	life, err := s.Alive(t.Context(), "one", at(begin.Add(time.Minute)))
	if err != nil {
		t.Fatal(err)
	}
	o := life.Outages[len(life.Outages)-1]
	_, _ = s.Change(t.Context(), id, func(*game.Game) (game.Event, error) {
		if some, err := s.GiveBack(t.Context(), o, 10); err != nil || len(some) != 0 {
			t.Errorf("while it is being changed: got %v, %v", some, err)
		}
		return game.Event{}, game.ErrNotDue
	})
	owing := func() bool {
		life, err := s.Alive(t.Context(), "one", at(begin.Add(time.Minute)))
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range life.Outages {
			if one == o {
				return true
			}
		}
		return false
	}
	if !owing() {
		t.Error("the outage counts as given back, and the game has not got it")
	}
	if some, err := s.GiveBack(t.Context(), o, 10); err != nil || len(some) != 1 {
		t.Errorf("after the change: got %v, %v; want the game", some, err)
	}
	if some, err := s.GiveBack(t.Context(), o, 10); err != nil || len(some) != 0 || owing() {
		t.Errorf("got %v, %v, owing: %t; want nothing to be left", some, err, owing())
	}
}

// Games that are owed nothing, by a moment, do not keep an outage open.
func TestOutageIsGivenBackWhenNobodyIsOwedIt(t *testing.T) {
	s := storetest.New(t)
	begin := time.Now().UTC().Truncate(time.Second).Add(time.Hour)
	table := gametest.Table{White: newPlayer(t, s), Black: newPlayer(t, s), Moves: "e4 e5", Control: game.TimeControl{Initial: 10 * time.Minute}}
	keep := func(last time.Time) *game.Game { // whose last event is at a time
		t.Helper()
		table.Clock = gametest.NewClock()
		_, events := table.Set(t)
		table.Clock = gametest.NewClock()
		table.Clock.Advance(last.Sub(events[len(events)-1].At))
		g, events := table.Set(t)
		if err := s.Import(t.Context(), []game.Begun{{Game: g, Events: events}}); err != nil {
			t.Fatal(err)
		}
		return g
	}
	before := keep(begin)
	since := before.Deadline()
	if _, err := s.Alive(t.Context(), "one", at(since)); err != nil {
		t.Fatal(err)
	}
	life, err := s.Alive(t.Context(), "one", at(since.Add(time.Minute)))
	o := life.Outages[len(life.Outages)-1]
	if err != nil || !o.Since.Equal(since) {
		t.Fatalf("got %+v, %v; want an outage from %v", life, err, since)
	}
	after := keep(o.Until)
	if r := after.Record(); !r.UpdatedAt.Equal(o.Until) {
		t.Fatalf("the game's last event is at %v, want %v", r.UpdatedAt, o.Until)
	}
	if some, err := s.GiveBack(t.Context(), o, 10); err != nil || len(some) != 0 {
		t.Errorf("got %v, %v; want nobody to be owed anything", some, err)
	}
	life, err = s.Alive(t.Context(), "one", at(o.Until))
	if err != nil || slices.Contains(life.Outages, o) {
		t.Errorf("got %+v, %v; want the outage to be noted as given back", life, err)
	}
}

// After an outage, players who still had time to show that they were waiting get it
// anew. Players whose time was up when it began do not.
func TestSeeksAreKeptThroughAnOutage(t *testing.T) {
	s := storetest.New(t)
	since := time.Now().UTC().Truncate(time.Second).Add(time.Hour)
	seek := func(until time.Time) game.ID {
		t.Helper()
		g, created, err := game.New(game.Setup{Creator: newPlayer(t, s), Color: "white", Seek: true}, until.Add(-game.SeekFor))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Create(t.Context(), g, created); err != nil {
			t.Fatal(err)
		}
		return g.Record().ID
	}
	if _, err := s.Alive(t.Context(), "one", at(since)); err != nil {
		t.Fatal(err)
	}
	seek(since)
	waiting := seek(since.Add(time.Millisecond))
	until := since.Add(time.Minute)
	if _, err := s.Alive(t.Context(), "one", at(until)); err != nil {
		t.Fatal(err)
	}
	for after, want := range map[time.Duration]int{0: 1, game.SeekFor - time.Millisecond: 1, game.SeekFor: 0} {
		got, err := s.Seeks(t.Context(), until.Add(after), 10)
		if err != nil || len(got) != want || (want > 0 && got[0].Game != waiting) {
			t.Errorf("%v after it: got %+v, %v; want %d", after, got, err, want)
		}
	}
}
