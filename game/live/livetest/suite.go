package livetest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"kibitz/game/live"
)

// patience is how long something that has to happen may take on a busy machine.
const patience = 30 * time.Second

// A Way is one way of carrying letters. Cut disconnects everyone, Mend reconnects
// them.
type Way struct {
	New       func(t *testing.T) live.Bus // what one more server would have
	Cut, Mend func()
}

// TestBus tests what a bus promises, and how servers work over it. Each test begins
// with a new way.
func TestBus(t *testing.T, begin func(t *testing.T) Way) {
	for name, test := range map[string]func(t *testing.T, w Way){
		"letters of a channel arrive in order, at their sender too": lettersInOrder,
		"listening ends with its context":                           listeningEnds,
		"a cut is told, and mends by itself":                        cutIsTold,
		"servers hear each other, and not themselves":               serversHearEachOther,
		"a cut holds up no move":                                    cutHoldsUpNothing,
		"readers elsewhere miss nothing while it is away":           readersMissNothing,
	} {
		t.Run(name, func(t *testing.T) { test(t, begin(t)) })
	}
}

// ears remembers what it is told.
type ears struct {
	mu     sync.Mutex
	heard  [live.Channels][]string
	joined [live.Channels]bool
	news   chan struct{}
}

func newEars() *ears { return &ears{news: make(chan struct{}, 1)} }

func (e *ears) note(f func()) {
	e.mu.Lock()
	f()
	e.mu.Unlock()
	select {
	case e.news <- struct{}{}:
	default:
	}
}
func (e *ears) Joined(channel int)        { e.note(func() { e.joined[channel] = true }) }
func (e *ears) Lost(channel int, _ error) { e.note(func() { e.joined[channel] = false }) }
func (e *ears) Heard(l live.Letter) {
	e.note(func() { e.heard[l.Channel] = append(e.heard[l.Channel], string(l.Data)) })
}

// until waits until all channels are joined, or none.
func (e *ears) until(t *testing.T, joined bool) {
	t.Helper()
	e.wait(t, fmt.Sprintf("all channels joined: %v", joined), func() bool { return !slices.Contains(e.joined[:], !joined) })
}

func (e *ears) wait(t *testing.T, what string, is func() bool) {
	t.Helper()
	late := time.After(patience)
	for {
		e.mu.Lock()
		now := is()
		e.mu.Unlock()
		if now {
			return
		}
		select {
		case <-e.news:
		case <-late:
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}

func lettersInOrder(t *testing.T, w Way) {
	sender := w.New(t)
	all := []*ears{newEars(), newEars()}
	for i, bus := range []live.Bus{sender, w.New(t)} {
		listen(t, bus, all[i])
		all[i].until(t, true)
	}
	const each = 50
	var want []string
	for i := range each {
		var batch []live.Letter
		for channel := range live.Channels {
			batch = append(batch, live.Letter{Channel: channel, Data: fmt.Appendf(nil, "%d\x00\n%d", channel, i)})
		}
		if err := sender.Publish(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
	}
	for channel := range live.Channels {
		want = want[:0]
		for i := range each {
			want = append(want, fmt.Sprintf("%d\x00\n%d", channel, i))
		}
		for _, e := range all {
			e.wait(t, "all letters arrive", func() bool { return len(e.heard[channel]) >= each })
			if !slices.Equal(e.heard[channel], want) {
				t.Errorf("channel %d: got %q, want %q", channel, e.heard[channel], want)
			}
		}
	}
}

// listen has a bus listen until the test ends.
func listen(t *testing.T, bus live.Bus, ear live.Ear) {
	ctx, cancel := context.WithCancel(context.Background())
	var listening sync.WaitGroup
	listening.Go(func() { bus.Listen(ctx, ear) })
	t.Cleanup(func() { cancel(); listening.Wait() })
}

func listeningEnds(t *testing.T, w Way) {
	for range 2 { // once there, once away
		ctx, cancel := context.WithCancel(t.Context())
		ended, e := make(chan struct{}), newEars()
		bus := w.New(t)
		go func() { bus.Listen(ctx, e); close(ended) }()
		cancel()
		select {
		case <-ended:
		case <-time.After(patience):
			t.Fatal("it listens on")
		}
		w.Cut()
	}
}

func cutIsTold(t *testing.T, w Way) {
	bus, e := w.New(t), newEars()
	listen(t, bus, e)
	for range 2 {
		e.until(t, true)
		w.Cut()
		e.until(t, false)
		if err := bus.Publish(t.Context(), []live.Letter{{Data: []byte("lost")}}); err == nil {
			t.Error("a letter was sent while the bus was away, want an error")
		}
		w.Mend()
	}
	e.until(t, true)
	late := time.After(patience)
	for bus.Publish(t.Context(), []live.Letter{{Data: []byte("kept")}}) != nil {
		select { // contact to send may come back after that to listen
		case <-late:
			t.Fatal("nothing can be sent")
		default:
		}
	}
	e.wait(t, "a letter arrives", func() bool { return slices.Contains(e.heard[0], "kept") })
	if slices.Contains(e.heard[0], "lost") {
		t.Error("what was refused arrived")
	}
}
