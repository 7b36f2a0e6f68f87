package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	postgres "github.com/jackc/pgx/v5"

	"kibitz/cmd/kibitz/internal/verify/verifytest"
	"kibitz/game"
	"kibitz/game/rules"
	protocol "kibitz/game/wire"
	"kibitz/store"
)

var (
	chaosTime  = flag.Duration("chaos", 20*time.Second, "how long the chaos lasts")
	chaosGames = flag.Int("chaos-games", 12, "games played in it")
	chaosSeed  = flag.Uint64("chaos-seed", 0, "repeat the chaos of this seed")
)

// Three servers, a Postgres, a Redis and a proxy; games are played by bots over
// all transports while one after the other fails. In the end every acknowledged
// move is in the log once, no log has a hole, every reader has the log, every
// flag fell once, every clock sums up, nobody is left behind, and all games are
// verified.
func TestChaosLosesNothing(t *testing.T) {
	seed := *chaosSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("repeat with -chaos-seed=%d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	c := startCluster(t, 3)
	var arenas []*arena
	for i := range *chaosGames {
		arenas = append(arenas, newArena(t, c.proxy.url, r, i%5 == 4))
	}
	reading, stopReading := context.WithCancel(t.Context())
	playing, stopPlaying := context.WithCancel(t.Context())
	var readers, players sync.WaitGroup
	for _, a := range arenas {
		for _, f := range a.readers {
			readers.Go(func() { f.follow(reading) })
		}
		for _, b := range a.bots {
			players.Go(func() { a.play(playing, b) })
		}
	}
	sides := make([]*sideshow, max(2, *chaosGames/5))
	for i := range sides {
		sides[i] = newSideshow(c.proxy.url, r)
		players.Go(func() { sides[i].run(playing) })
	}
	done := c.wreak(r, *chaosTime)
	stopPlaying()
	players.Wait()
	database := c.open()
	s, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	sum := c.judge(s, arenas)
	for _, side := range sides {
		sum.side += c.wantSideshow(side, func(id game.ID) []game.Event {
			log, err := wholeLog(t.Context(), s, id)
			if err != nil {
				t.Error(err)
			}
			return log
		})
	}
	stopReading()
	readers.Wait()
	c.wantNobody(arenas)
	c.wantNobodyAt(database)
	t.Log(wantVerified(t, database))
	verifytest.SameLegalMoves(t, database, 500)
	for _, name := range slices.Sorted(maps.Keys(done)) {
		t.Logf("%-16s %4d", name, done[name])
	}
	t.Logf("after a fault all were ready within %v; then something took at most %v to be acknowledged", c.recovered, c.slowest)
	t.Logf("%d acknowledged beside: offers, takebacks, claims, rematches, messages, seeks and imports", sum.side)
	t.Logf("%d games, %d events, %d acknowledged moves, %d flags, %d readers told %d events, %d connections cut",
		len(arenas), sum.events, sum.acked, sum.flags, 3*len(arenas), sum.told, c.proxy.cuts)
}

type chaosSum struct{ events, acked, flags, told, side int }

// judge waits until everybody has heard everything, and compares.
func (c *cluster) judge(s *store.Store, arenas []*arena) (sum chaosSum) {
	for _, a := range arenas {
		var log []game.Event
		await(c.t, fmt.Sprintf("all readers of game %s to have its log, and its flag to fall", a.id), func() bool {
			var err error
			if log, err = wholeLog(c.t.Context(), s, a.id); err != nil {
				return false
			}
			last := log[len(log)-1]
			return (!a.flagged || last.Status == game.Over) &&
				!slices.ContainsFunc(a.readers, func(f *follower) bool { return f.cursor() != last.Version })
		})
		sum.events += len(log)
		sum.acked += c.wantAcked(a, log)
		sum.flags += c.wantFlag(a, log)
		if err := clocksSum(log); err != nil {
			c.t.Errorf("game %s: %v", a.id, err)
		}
		if err := wantGivenBack(log, c.windows); err != nil {
			c.t.Errorf("game %s: %v", a.id, err)
		}
		for i, f := range a.readers {
			sum.told += c.wantTold(a, f, log, i < 2)
		}
	}
	return sum
}

func wholeLog(ctx context.Context, s *store.Store, id game.ID) (log []game.Event, err error) {
	for {
		events, err := s.EventsSince(ctx, id, game.Version(len(log)))
		if err != nil || len(events) == 0 {
			return log, err
		}
		log = append(log, events...)
	}
}

// wantAcked wants each acknowledged move in the log, as that version, once.
func (c *cluster) wantAcked(a *arena, log []game.Event) int {
	for i, e := range log {
		if e.Version != game.Version(i+1) {
			c.t.Fatalf("game %s: version %d is at place %d of the log", a.id, e.Version, i+1)
		}
	}
	seen := map[game.Version]bool{}
	for _, k := range a.acked {
		if int(k.version) > len(log) || log[k.version-1].UCI != k.uci || log[k.version-1].Kind != game.Moved {
			c.t.Errorf("game %s: %s was acknowledged as version %d and is not there", a.id, k.uci, k.version)
		} else if seen[k.version] {
			c.t.Errorf("game %s: version %d was acknowledged for two moves", a.id, k.version)
		}
		seen[k.version] = true
	}
	return len(a.acked)
}

// wantFlag wants a game that was left to its clock to have lost it, once.
func (c *cluster) wantFlag(a *arena, log []game.Event) (flags int) {
	for i, e := range log {
		if e.Kind == game.FlagFell || e.Kind == game.Aborted {
			flags++
			if i != len(log)-1 {
				c.t.Errorf("game %s: its time was up at version %d, and it went on", a.id, e.Version)
			}
		}
	}
	if a.flagged && flags != 1 {
		c.t.Errorf("game %s: its flag fell %d times, want once", a.id, flags)
	}
	return flags
}

// wantTold wants a reader to have been told the log, byte for byte.
func (c *cluster) wantTold(a *arena, f *follower, log []game.Event, player bool) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, fault := range f.faults {
		c.t.Errorf("game %s: %s", a.id, fault)
	}
	if len(f.told) != len(log) {
		c.t.Errorf("game %s, %s: told %d events of %d", a.id, f.transport, len(f.told), len(log))
		return len(f.told)
	}
	you := rules.Color("")
	if player {
		you = rules.White // Black gets the same
	}
	for i := range log {
		if want, err := protocol.EventJSON(&log[i], you); err != nil || f.told[i].data != string(want) {
			c.t.Errorf("game %s, %s: told\n%s\nwant\n%s", a.id, f.transport, f.told[i].data, want)
			break
		}
	}
	return len(f.told)
}

var (
	readersLeft = regexp.MustCompile(`(?m)^kibitz_feed_readers\{[^}]*\} ([0-9]+)`)
	goroutines  = regexp.MustCompile(`(?m)^go_goroutines ([0-9]+)`)
)

// wantNobody wants no reader and no goroutine of one left on any server.
func (c *cluster) wantNobody(arenas []*arena) {
	for _, a := range arenas {
		for _, f := range a.readers {
			f.client.CloseIdleConnections()
		}
	}
	for _, address := range c.addresses() {
		var left, running int
		await(c.t, "the readers of "+address+" to be gone", func() bool {
			response, err := http.Get("http://" + address + "/metrics")
			if err != nil {
				return false
			}
			defer response.Body.Close()
			var text bytes.Buffer
			_, _ = text.ReadFrom(response.Body)
			left = 0
			for _, m := range readersLeft.FindAllStringSubmatch(text.String(), -1) {
				n, _ := strconv.Atoi(m[1])
				left += n
			}
			if m := goroutines.FindStringSubmatch(text.String()); m != nil {
				running, _ = strconv.Atoi(m[1])
			}
			return left == 0 && running < 150
		})
	}
}

const clientBackends = `
select count(*), count(*) filter (where state <> 'idle')
from pg_stat_activity
where backend_type = 'client backend' and datname = current_database() and pid <> pg_backend_pid()`

// wantNobodyAt wants the servers that are up to have no more connections than they
// may keep, those that were killed none, and none of all in use.
func (c *cluster) wantNobodyAt(database string) {
	ctx := c.t.Context()
	conn, err := postgres.Connect(ctx, database)
	if err != nil {
		c.t.Fatal(err)
	}
	defer conn.Close(ctx)
	const each = 16 // the size of a pool, this test's among them
	await(c.t, "the connections to Postgres to be given back", func() bool {
		var kept, used int
		err := conn.QueryRow(ctx, clientBackends).Scan(&kept, &used)
		return err == nil && used == 0 && kept <= each*(len(c.addresses())+1)
	})
}
