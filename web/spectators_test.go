package web

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/web/request"
)

func alonePresence(told *[]*game.Announcement) *presence {
	return newPresence(func(a *game.Announcement) { *told = append(*told, a) },
		func(game.ID) (bool, bool) { return false, false }, nil, func() bool { return true })
}

// spectatorAt is one who looks like many: each page is another.
func spectatorAt(address string, page int, at ...game.ID) about {
	return about{games: at, at: at, script: true, from: request.Identity{Address: address, Page: request.Digest(page), Browser: request.Digest(page)}}
}

// Whatever one address calls itself, it is no more than so many spectators; those
// at other addresses are counted as before.
func TestSpectatorsOfOneAddressAreCountedUpToALimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := alonePresence(new([]*game.Announcement))
		for i := range 20_000 {
			forged := spectatorAt("192.0.2.1", i, "AAAAAAAA")
			p.enter(forged)
			p.leave(forged, time.Now().Add(pollLease))
		}
		if got := p.watching("AAAAAAAA"); got != spectatorsPerAddress {
			t.Errorf("%d spectators, want %d", got, spectatorsPerAddress)
		}
		p.enter(spectatorAt("192.0.2.2", 20_000, "AAAAAAAA"))
		if got := p.watching("AAAAAAAA"); got != spectatorsPerAddress+1 {
			t.Errorf("%d spectators with one from elsewhere, want %d", got, spectatorsPerAddress+1)
		}
		time.Sleep(pollLease)
		p.news(time.Now())
		if got := p.watching("AAAAAAAA"); got != 1 || p.spectators != 1 {
			t.Errorf("%d spectators when the many have gone, and %d in all; want 1", got, p.spectators)
		}
		for i := range 200 { // a school, each with a stream
			p.enter(spectatorAt("192.0.2.1", i, "AAAAAAAA"))
		}
		if got := p.watching("AAAAAAAA"); got != 201 {
			t.Errorf("%d spectators, want those of the school and one more, 201", got)
		}
	})
}

// One who is not counted when it comes is not when it goes, either.
func TestSpectatorWhoIsNotCountedLeavesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := alonePresence(new([]*game.Announcement))
		for i := range spectatorsPerAddress + 10 {
			p.enter(spectatorAt("192.0.2.1", i, "AAAAAAAA"))
		}
		for i := range spectatorsPerAddress + 10 {
			p.leave(spectatorAt("192.0.2.1", i, "AAAAAAAA"), time.Now())
		}
		if got := p.watching("AAAAAAAA"); got != 0 {
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
		p := alonePresence(new([]*game.Announcement))
		p.enter(about{at: []game.ID{"AAAAAAAA"}, you: rules.White, script: true})
		for i := range 3 * maxAttendances {
			looks := spectatorAt("192.0.2.1", i, game.ID(fmt.Sprintf("%08d", i)))
			p.enter(looks)
			p.leave(looks, time.Now())
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

// However long the texts that a client sends, what is kept of them is not.
func TestIdentityKeepsNoText(t *testing.T) {
	r := httptest.NewRequest("GET", "/games/AAAAAAAA/feed", nil)
	r.Header.Set("User-Agent", strings.Repeat("x", 28<<10))
	long := request.IdentityOf(r)
	if size := len(fmt.Sprint(long)); size > 100 {
		t.Errorf("an identity takes %d characters", size)
	}
	r.Header.Set("User-Agent", strings.Repeat("x", 28<<10-1)+"y")
	if other := request.IdentityOf(r); other.Browser == long.Browser || other.Page != other.Browser {
		t.Errorf("got %v and %v, want two browsers, each its own page", long, other)
	}
	r.URL.RawQuery = "meter=abc"
	if page := request.IdentityOf(r); page.Page == page.Browser || page.Page != request.DigestOf("abc") {
		t.Errorf("got %v, want the page of a meter", page)
	}
	r.RemoteAddr = "198.51.100.7:1"
	if page := request.IdentityOf(r); page.Page != request.DigestOf("abc") {
		t.Errorf("got %v, want the page of the meter wherever it comes from", page)
	}
}
