package live_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/live"
	"kibitz/game/live/livetest"
)

// A player plays both sides of a game, on whichever server a test says.
type player struct {
	t       *testing.T
	id      game.ID
	version game.Version
}

// tour is a game of pawn moves, which repeats no position.
var tour = gametest.Moves(`a3 a6 b3 b6 c3 c6 d3 d6 e3 e6 f3 f6 g3 g6 h3 h6 a4 a5 b4 b5 c4 c5 d4 d5 e4 e5 f4 f5 g4 g5 h4 h5`)

// move plays the next move on a server.
func (p *player) move(m *livetest.Member) {
	p.t.Helper()
	by := []game.PlayerID{gametest.Ann.ID, gametest.Bob.ID}[p.version%2]
	e, err := m.Service.Play(p.t.Context(), p.id, by, tour[p.version-2], p.version, game.Timing{})
	if err != nil {
		p.t.Fatal(err)
	}
	p.version = e.Version
}

func sit(t *testing.T, games *gametest.Games) *player {
	id, _ := gametest.Table{}.Keep(t, games)
	return &player{t, id, 2}
}

// Announcements between servers are lost, doubled and held back at random, while
// the story is played on both: every reader gets every event once, in order.
func TestReadersOfBothServersGetEveryEventOnceWhateverTheBusDoes(t *testing.T) {
	for seed := range uint64(8) {
		synctest.Test(t, func(t *testing.T) {
			games, net := gametest.NewGames(), new(livetest.Net)
			p := sit(t, games)
			servers := []*livetest.Member{livetest.Join(games, net).Run(t), livetest.Join(games, net).Run(t)}
			livetest.Up(t, servers...)
			chance, fate := rand.New(rand.NewPCG(seed, 0)), rand.New(rand.NewPCG(seed, 1))
			var held []live.Letter
			net.Fault(func(l live.Letter) []live.Letter { // called by one at a time
				switch fate.IntN(4) {
				case 0:
					return nil
				case 1:
					return []live.Letter{l, l}
				case 2:
					held = append(held, l)
					return nil
				}
				all := append([]live.Letter{l}, held...)
				held = nil
				return all
			})
			var readers []<-chan game.Version
			for i := range 6 {
				readers = append(readers, livetest.Follow(t, servers[i%2], p.id, 2))
			}
			for range tour {
				p.move(servers[chance.IntN(2)])
				if chance.IntN(3) == 0 {
					time.Sleep(time.Duration(chance.IntN(300)) * time.Millisecond)
				}
			}
			time.Sleep(time.Minute) // synthetic
			for _, seen := range readers {
				livetest.See(t, seen, p.version)
			}
		})
	}
}

// Pub/sub can look healthy and carry nothing. Who probes only the connection does
// not notice.
func TestBusThatCarriesNothingIsNoticedAfterHalfAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		games, net, witness := gametest.NewGames(), new(livetest.Net), new(livetest.Witness)
		p := sit(t, games)
		a, b := livetest.Join(games, net).Run(t), livetest.Join(games, net, witness).Run(t)
		livetest.Up(t, a, b)
		seen := livetest.Follow(t, b, p.id, 2)
		time.Sleep(time.Minute)
		if got := b.Shared.Stats(); !got.Up || got.Rouses[live.RousedAway] > 1 || got.Rouses[live.RousedPeer] > 0 {
			t.Errorf("while all is well: %+v", got)
		}
		net.Fault(func(live.Letter) []live.Letter { return nil })
		begin, before := time.Now(), witness.Rouses()
		time.Sleep(31 * time.Second)
		if b.Shared.Stats().Up {
			t.Error("after 31 s of silence it counts as up")
		}
		if got := witness.Rouses(); got == before {
			t.Error("nobody was roused")
		}
		p.move(a)
		began := time.Now()
		livetest.See(t, seen, p.version)
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("a move took %v, %v after the silence began", took, time.Since(begin))
		}
		net.Fault(nil)
		time.Sleep(2 * time.Second)
		if !b.Shared.Stats().Up {
			t.Error("2 s after it carries again it does not count as up")
		}
	})
}

// While the bus is away, readers of another server see a move within 2 s.
func TestMoveIsSeenElsewhereWithinTwoSecondsWhileTheBusIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		games, net := gametest.NewGames(), new(livetest.Net)
		p := sit(t, games)
		a, b := livetest.Join(games, net).Run(t), livetest.Join(games, net).Run(t)
		livetest.Up(t, a, b)
		seen := livetest.Follow(t, b, p.id, 2)
		net.Cut()
		for range 20 {
			time.Sleep(777 * time.Millisecond)
			p.move(a)
			began := time.Now()
			livetest.See(t, seen, p.version)
			if took := time.Since(began); took > 2*time.Second {
				t.Errorf("move %d took %v", p.version, took)
			}
		}
		net.Mend()
		synctest.Wait()
		livetest.Up(t, a, b)
		p.move(a)
		synctest.Wait()
		if len(seen) != 1 {
			t.Error("after the bus came back a move was not seen at once")
		}
	})
}

// A mute is a bus over which nothing can be sent, for a while, though it is heard.
type mute struct {
	live.Bus
	on atomic.Bool
}

func (m *mute) Publish(ctx context.Context, letters []live.Letter) error {
	if m.on.Load() {
		return errors.New("mute")
	}
	return m.Bus.Publish(ctx, letters)
}

// A server that cannot send is missed by the others, and tells them when it can.
func TestOthersLookWhileAServerIsMute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		games, net := gametest.NewGames(), new(livetest.Net)
		p := sit(t, games)
		throat := &mute{Bus: net}
		a, b := livetest.Join(games, throat).Run(t), livetest.Join(games, net).Run(t)
		livetest.Up(t, a, b)
		time.Sleep(time.Second)
		seen := livetest.Follow(t, b, p.id, 2)
		throat.on.Store(true)
		p.move(a)
		time.Sleep(5 * time.Second)
		if livetest.See(t, seen, p.version); b.Shared.Stats().Rouses[live.RousedPeer] == 0 {
			t.Error("the silent server was not missed")
		}
		if a.Shared.Stats().Up {
			t.Error("the mute server counts as up")
		}
		time.Sleep(time.Minute) // b gives it up for gone
		if b.Shared.Stats().Rouses[live.RousedPeer] > 30 {
			t.Errorf("%d rouses for one server that is gone", b.Shared.Stats().Rouses[live.RousedPeer])
		}
		p.move(a)
		throat.on.Store(false)
		time.Sleep(2 * time.Second)
		if b.Shared.Stats().Rouses[live.RousedMissed] == 0 || len(seen) != 1 {
			t.Error("nothing was told of what was lost")
		}
	})
}

func TestMessageThatCannotBeReadIsDoubted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		games, net, witness := gametest.NewGames(), new(livetest.Net), new(livetest.Witness)
		m := livetest.Join(games, net, witness).Run(t)
		livetest.Up(t, m)
		time.Sleep(time.Second)
		before := witness.Rouses()
		if err := net.Publish(t.Context(), []live.Letter{{Data: []byte("kibitz1 event S 1 someGame\n{\"Mood\":1}")}}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if got, want := witness.Doubts(), []game.ID{"someGame"}; !slices.Equal(got, want) || witness.Rouses() != before {
			t.Errorf("got doubts of %v, want of %v, and no rouse", got, want)
		}
		for range 100 {
			if err := net.Publish(t.Context(), []live.Letter{{Data: []byte("???")}}); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Second)
		if got := witness.Rouses() - before; got < 1 || got > 2 || m.Shared.Stats().Unreadable != 101 {
			t.Errorf("%d rouses and %d unreadable messages, want one rouse for 100 messages", got, m.Shared.Stats().Unreadable)
		}
	})
}

func TestAddressOfRedisThatCannotBeIsRefused(t *testing.T) {
	for _, address := range []string{"", "localhost:6379", "http://localhost", "redis://localhost/x", "redis://%zz", "unix://", "redis://a?addr=b&laugh=1"} {
		if bus, err := live.NewRedis(address); err == nil {
			bus.Close()
			t.Errorf("%q was taken", address)
		}
	}
	for _, address := range []string{"redis://", "redis://u:p@localhost:1/2", "rediss://host", "unix:///tmp/x.sock", "redis://a:1?addr=b:2"} {
		bus, err := live.NewRedis(address)
		if err != nil {
			t.Errorf("%q: %v", address, err)
			continue
		}
		bus.Close()
	}
}
