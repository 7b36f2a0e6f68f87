package presence

import (
	"fmt"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/game/wire"
	"kibitz/web/request"
)

func alonePresence(told *[]*wire.Event) *Presence {
	return New(func(a *wire.Event) { *told = append(*told, a) },
		func(game.ID) (bool, bool) { return false, false }, nil, func() bool { return true })
}

// spectatorAt is one who looks like many: each page is another.
func spectatorAt(address string, page int, at ...game.ID) Visit {
	return Visit{At: at, Script: true, From: request.Identity{Address: address, Page: request.Digest(page), Browser: request.Digest(page)}}
}

// Whatever one address calls itself, it is no more than so many spectators; those
// at other addresses are counted as before.
func TestSpectatorsOfOneAddressAreCountedUpToALimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := alonePresence(new([]*wire.Event))
		for i := range 20_000 {
			forged := spectatorAt("192.0.2.1", i, "AAAAAAAA")
			p.Enter(forged)
			p.Leave(forged, time.Now().Add(PollLease))
		}
		if got := p.Watching("AAAAAAAA"); got != spectatorsPerAddress {
			t.Errorf("%d spectators, want %d", got, spectatorsPerAddress)
		}
		p.Enter(spectatorAt("192.0.2.2", 20_000, "AAAAAAAA"))
		if got := p.Watching("AAAAAAAA"); got != spectatorsPerAddress+1 {
			t.Errorf("%d spectators with one from elsewhere, want %d", got, spectatorsPerAddress+1)
		}
		time.Sleep(PollLease)
		p.news(time.Now())
		if got := p.Watching("AAAAAAAA"); got != 1 || p.spectators != 1 {
			t.Errorf("%d spectators when the many have gone, and %d in all; want 1", got, p.spectators)
		}
		for i := range 200 { // a school, each with a stream
			p.Enter(spectatorAt("192.0.2.1", i, "AAAAAAAA"))
		}
		if got := p.Watching("AAAAAAAA"); got != 201 {
			t.Errorf("%d spectators, want those of the school and one more, 201", got)
		}
	})
}

// One who is not counted when it comes is not when it goes, either.
func TestSpectatorWhoIsNotCountedLeavesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := alonePresence(new([]*wire.Event))
		for i := range spectatorsPerAddress + 10 {
			p.Enter(spectatorAt("192.0.2.1", i, "AAAAAAAA"))
		}
		for i := range spectatorsPerAddress + 10 {
			p.Leave(spectatorAt("192.0.2.1", i, "AAAAAAAA"), time.Now())
		}
		if got := p.Watching("AAAAAAAA"); got != 0 {
			t.Errorf("%d spectators, want none", got)
		}
		p.news(time.Now())
		time.Sleep(forgetAfter + time.Second)
		p.news(time.Now())
		if got := p.games.Len(); got != 0 || p.spectators != 0 {
			t.Errorf("%d games and %d spectators are kept, want none", got, p.spectators)
		}
	})
}

// Games that are only looked at make room, not those where somebody is.
func TestGamesWithReadersAreNotForgottenForOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := alonePresence(new([]*wire.Event))
		p.Enter(Visit{At: []game.ID{"AAAAAAAA"}, You: rules.White, Script: true})
		for i := range 3 * maxAttendances {
			looks := spectatorAt("192.0.2.1", i, game.ID(fmt.Sprintf("%08d", i)))
			p.Enter(looks)
			p.Leave(looks, time.Now())
			if i%(maxAttendances/2) == 0 {
				time.Sleep(tellEvery)
				p.news(time.Now())
			}
		}
		if got := p.games.Len(); got > maxAttendances {
			t.Errorf("%d games are kept, want at most %d", got, maxAttendances)
		}
		if at, ok := p.games.Peek("AAAAAAAA"); !ok || at.white.waiting != 1 {
			t.Error("a game where a player waits was forgotten")
		}
		if p.spectators > maxAttendances {
			t.Errorf("%d spectators are counted, of games that are kept at most %d", p.spectators, maxAttendances)
		}
	})
}

func quietPresence() *Presence { return alonePresence(new([]*wire.Event)) }

// crowd has many watch one game, each from an address of its own.
func crowd(p *Presence, n int) {
	for i := range n {
		p.Enter(spectatorAt(strconv.Itoa(i), i, "00000000"))
	}
}
