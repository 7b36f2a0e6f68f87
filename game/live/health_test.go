package live

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"kibitz/game/gametest"
)

// well is health at a time when all channels have carried a probe.
func well(at time.Time) *health {
	h := &health{peers: make(map[string]time.Time)}
	for i := range h.channels {
		h.channels[i] = hearing{joined: at, heard: at}
	}
	h.judge(at)
	return h
}

func TestBusIsWellWhileEveryChannelHasCarriedAProbeAndNothingFails(t *testing.T) {
	at, later := gametest.Start, gametest.Start.Add(time.Minute)
	h := well(at)
	if h.judge(later); !h.since.Equal(at) {
		t.Errorf("well since %v, want %v", h.since, at)
	}
	h.failing = errors.New("mute")
	if h.judge(later); !h.since.IsZero() {
		t.Error("it is well though nothing can be published")
	}
	h.failing = nil
	for channel := range h.channels {
		h.channels[channel].heard = time.Time{}
		if h.judge(later); !h.since.IsZero() {
			t.Errorf("it is well though channel %d has not carried a probe", channel)
		}
		h.channels[channel].heard = later
	}
	if h.judge(later); !h.since.Equal(later) {
		t.Errorf("well since %v, want %v", h.since, later)
	}
}

func TestCausesOfAnOutageAreToldOnceAndAreFew(t *testing.T) {
	h := well(gametest.Start)
	if h.lost = errors.New("lost"); h.news() != nil {
		t.Error("there is news though all is well")
	}
	h.since = time.Time{}
	cause := errors.New("refused")
	h.lost, h.failing = fmt.Errorf("listening: %w", cause), fmt.Errorf("publishing: %w", cause)
	if err := h.news(); err == nil || err.Error() != "listening: refused" {
		t.Errorf("got %v, want the first error of a cause", err)
	}
	if err := h.news(); err != nil {
		t.Errorf("got %v, want no cause twice", err)
	}
	told := 1
	for i := range 3 * maxCauses {
		if h.failing = fmt.Errorf("cause %d", i); h.news() != nil {
			told++
		}
	}
	if told != maxCauses {
		t.Errorf("%d causes were told, want %d", told, maxCauses)
	}
	h.since = gametest.Start
	_ = h.news() // all is well again
	h.since = time.Time{}
	if h.failing = cause; h.news() == nil {
		t.Error("the cause of the next outage was not told")
	}
}

func TestChannelIsSilentWhenItHasCarriedNothingForHalfAMinute(t *testing.T) {
	at := gametest.Start
	for _, c := range []struct {
		what string
		hearing
		since time.Time // of the silence; zero if it never is
	}{
		{"not joined", hearing{}, time.Time{}},
		{"joined", hearing{joined: at}, at},
		{"heard after that", hearing{joined: at, heard: at.Add(5 * time.Second)}, at.Add(5 * time.Second)},
	} {
		h := well(at.Add(time.Hour))
		h.channels[7] = c.hearing
		if c.since.IsZero() {
			if h.silent(at.Add(time.Hour)) {
				t.Errorf("%s: it is silent", c.what)
			}
			continue
		}
		if h.silent(c.since.Add(silentAfter - 1)) {
			t.Errorf("%s: it is silent too early", c.what)
		}
		if !h.silent(c.since.Add(silentAfter)) {
			t.Errorf("%s: its silence is not noticed", c.what)
		}
	}
}

func TestServerThatFellSilentIsMissedUntilItCountsAsGone(t *testing.T) {
	at := gametest.Start
	h := well(at)
	h.hear("other", at)
	for _, c := range []struct {
		after time.Duration
		want  bool
	}{{peerSilent - 1, false}, {peerSilent, true}, {peerGone - 1, true}, {peerGone, false}} {
		if got := h.fellSilent(at.Add(c.after)); got != c.want {
			t.Errorf("after %v: got %t, want %t", c.after, got, c.want)
		}
	}
	if len(h.peers) > 0 {
		t.Error("a server that is gone is remembered")
	}
}

func TestServerHeardLongestAgoIsForgottenFirst(t *testing.T) {
	h := well(gametest.Start)
	for i := range maxPeers {
		h.hear(fmt.Sprint(i), gametest.Start.Add(time.Duration(i)*time.Second))
	}
	h.hear("5", gametest.Start.Add(time.Hour))
	if len(h.peers) != maxPeers {
		t.Errorf("%d servers are remembered, want all %d", len(h.peers), maxPeers)
	}
	for i := range 5 { // the order of a map is not the same each time
		h.hear(fmt.Sprint("new", i), gametest.Start.Add(time.Hour))
		if _, known := h.peers[fmt.Sprint(i)]; known || len(h.peers) != maxPeers {
			t.Errorf("server %d, heard longest ago, is remembered: %t, of %d", i, known, len(h.peers))
		}
	}
}
