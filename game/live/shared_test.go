package live

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
)

// A tape is a Bus that notes what is published. What carries says comes back.
type tape struct {
	mu      sync.Mutex
	batches [][]Letter
	err     error
	carries func(channel int) bool
	ear     Ear
}

func (b *tape) Publish(_ context.Context, letters []Letter) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err != nil {
		return b.err
	}
	b.batches = append(b.batches, letters)
	for _, l := range letters {
		if b.ear != nil && b.carries(l.Channel) {
			b.ear.Heard(l)
		}
	}
	return nil
}

func (b *tape) Listen(ctx context.Context, ear Ear) {
	if b.carries != nil {
		b.mu.Lock()
		b.ear = ear
		b.mu.Unlock()
		for channel := range Channels {
			ear.Joined(channel)
		}
	}
	<-ctx.Done()
}

// messages returns what was published of a kind, each with its batch.
func (b *tape) messages(t *testing.T, kind MessageKind) (batches []int, channels []int) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, batch := range b.batches {
		for _, l := range batch {
			m, err := DecodeMessage(l.Data)
			if err != nil {
				t.Fatal(err)
			}
			if m.Kind == kind {
				batches, channels = append(batches, i), append(channels, l.Channel)
			}
		}
	}
	return batches, channels
}

// note is an audience that counts.
type note struct {
	mu     sync.Mutex
	events []game.Event
	doubts []game.ID
	rouses int
}

func (n *note) Announce(c game.Change) { n.do(func() { n.events = append(n.events, c.Event) }) }
func (n *note) Doubt(id game.ID)       { n.do(func() { n.doubts = append(n.doubts, id) }) }
func (n *note) Rouse()                 { n.do(func() { n.rouses++ }) }

func (n *note) roused() (times int) {
	n.do(func() { times = n.rouses })
	return times
}

func (n *note) do(f func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	f()
}

// joined is a server on a bus that nobody runs.
func joined(bus Bus) (*Shared, *note) {
	n := new(note)
	return NewShared(bus, slog.New(slog.DiscardHandler), n), n
}

// runShared has a server run until stop.
func runShared(s *Shared) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { s.Run(ctx) })
	synctest.Wait()
	return func() { cancel(); running.Wait() }
}

var kept = game.Change{Event: game.Event{Game: "someGame", Version: 1, Kind: game.Moved, Status: game.Playing}}

func TestLettersThatWaitArePublishedTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := new(tape)
		s, _ := joined(bus)
		for range 300 {
			s.Announce(kept)
		}
		defer runShared(s)()
		var sizes []int
		for _, batch := range bus.batches {
			sizes = append(sizes, len(batch))
		}
		if len(sizes) != 3 || sizes[0] != maxBatch || sizes[1] != maxBatch || sizes[2] != 300-2*maxBatch {
			t.Errorf("got batches of %v, want as few as can be of at most %d", sizes, maxBatch)
		}
		if got := s.Stats(); got.Sent != 300 || got.Dropped != 0 {
			t.Errorf("got %+v, want 300 that were sent", got)
		}
	})
}

// What does not fit, or cannot be sent, is counted, and the others are told once.
func TestOthersAreToldOnceThatLettersWereDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := new(tape)
		s, _ := joined(bus)
		for range maxWaiting + 7 {
			s.Announce(kept)
		}
		if got := s.Stats().Dropped; got != 7 {
			t.Errorf("%d letters were dropped, want 7", got)
		}
		defer runShared(s)()
		if batches, channels := bus.messages(t, MissedMessage); len(batches) != 1 || batches[0] != 0 || channels[0] != 0 {
			t.Errorf("told in batches %v, want once, in the first", batches)
		}
		if got := s.Stats().Sent; got != maxWaiting+1 {
			t.Errorf("%d letters were sent, want %d and the one that tells", got, maxWaiting)
		}
		bus.mu.Lock()
		bus.err = errors.New("away")
		before := len(bus.batches)
		bus.mu.Unlock()
		for range 200 { // more than one batch: none is late when the bus is back
			s.Announce(kept)
		}
		synctest.Wait()
		if got := s.Stats(); got.Dropped != 207 || got.Sent != maxWaiting+1 {
			t.Errorf("got %+v, want 200 more that were dropped", got)
		}
		bus.mu.Lock()
		bus.err = nil
		bus.mu.Unlock()
		for range 3 {
			s.Announce(kept)
			synctest.Wait()
		}
		if batches, _ := bus.messages(t, MissedMessage); len(batches) != 2 || batches[1] != before {
			t.Errorf("told in batches %v, want once more, in batch %d", batches, before)
		}
		s.Announce(game.Change{Event: game.Event{Game: "someGame", FEN: string(bytes.Repeat([]byte("8"), maxMessage))}})
		if got := s.Stats().Dropped; got != 208 {
			t.Errorf("%d letters were dropped, want one more, which is too long", got)
		}
	})
}

func TestMessageOfTheGreatestLengthIsSent(t *testing.T) {
	s, _ := joined(new(tape))
	send := func(fen int) {
		s.Announce(game.Change{Event: game.Event{Game: "someGame", FEN: string(bytes.Repeat([]byte("8"), fen))}})
	}
	send(0)
	empty := len((<-s.waiting).Data)
	send(maxMessage - empty)
	if got := len(s.waiting); got != 1 || len((<-s.waiting).Data) != maxMessage {
		t.Errorf("%d letters wait, want one of %d bytes", got, maxMessage)
	}
	if send(maxMessage - empty + 1); len(s.waiting) > 0 {
		t.Error("a longer one waits")
	}
}

// Each channel is probed in its turn, and one that was joined and has not carried
// a probe each time. Only when all have is the bus believed in.
func TestChannelsThatDoNotAnswerAreProbedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const deaf = 5
		var heard sync.Map
		bus := &tape{carries: func(channel int) bool { _, ok := heard.Load(channel); return ok || channel != deaf }}
		s, n := joined(bus)
		defer runShared(s)()
		time.Sleep(probeEvery + time.Millisecond)
		synctest.Wait()
		_, channels := bus.messages(t, ProbeMessage)
		var probes [Channels]int
		for _, channel := range channels {
			probes[channel]++
		}
		for channel, got := range probes {
			want := 2 // when it was joined, and in its turn
			if channel == deaf {
				want = 1 + Channels
			}
			if got != want {
				t.Errorf("channel %d was probed %d times, want %d", channel, got, want)
			}
		}
		if got := s.Stats(); got.Up || got.Rouses[RousedBack] > 0 || n.roused() < 7 || n.roused() > 9 {
			t.Errorf("got %+v and %d rouses, want one each 1.2 s while a channel does not answer", got, n.roused())
		}
		heard.Store(deaf, true)
		time.Sleep(time.Second)
		synctest.Wait()
		if got := s.Stats(); !got.Up || got.Rouses[RousedBack] != 1 || s.Since().IsZero() {
			t.Errorf("got %+v, want all to be well", got)
		}
		before := n.roused()
		time.Sleep(time.Minute)
		synctest.Wait()
		if n.roused() != before {
			t.Errorf("%d rouses while all is well", n.roused()-before)
		}
	})
}

// The audience is roused when the bus goes away and when it comes back.
func TestAudienceIsRousedWhenTheBusGoesAndComes(t *testing.T) {
	s, n := joined(new(tape))
	fail := func(err error) { s.change(func(h *health) { h.failing = err }) }
	s.health = *well(time.Now())
	for i, c := range []struct {
		err    error
		rouses map[Reason]int64
	}{
		{nil, nil},
		{errors.New("away"), map[Reason]int64{RousedAway: 1}},
		{errors.New("still away"), map[Reason]int64{RousedAway: 1}},
		{nil, map[Reason]int64{RousedAway: 1, RousedBack: 1}},
		{nil, map[Reason]int64{RousedAway: 1, RousedBack: 1}},
	} {
		fail(c.err)
		var want int64
		for _, r := range Reasons {
			if got := s.Stats().Rouses[r]; got != c.rouses[r] {
				t.Errorf("%d: %d rouses for %q, want %d", i, got, r, c.rouses[r])
			}
			want += c.rouses[r]
		}
		if int64(n.rouses) != want {
			t.Errorf("%d: roused %d times, want %d", i, n.rouses, want)
		}
	}
}

func TestAudienceIsRousedWhileSomethingIsWrong(t *testing.T) {
	now := time.Now()
	for _, c := range []struct {
		what   string
		away   bool
		silent bool // another server is
		reason Reason
		ago    time.Duration // since the last rouse
		want   Reason
	}{
		{"all is well", false, false, "", time.Hour, ""},
		{"the bus is away", true, false, "", rouseEvery, RousedAway},
		{"the bus is away, and just now they were roused", true, false, "", rouseEvery - 1, ""},
		{"a server is silent", false, true, "", rouseEvery, RousedPeer},
		{"a server is silent, and just now they were roused", false, true, "", rouseEvery - 1, ""},
		{"something was missed", false, false, RousedMissed, 0, RousedMissed},
		{"something was missed by all the others", true, true, RousedMissed, time.Hour, RousedMissed},
	} {
		s, n := joined(new(tape))
		s.health = *well(now)
		if c.away {
			s.health.since = time.Time{}
		}
		s.health.hear("other", now)
		if c.silent {
			s.health.hear("other", now.Add(-peerSilent))
		}
		s.health.roused, s.rouseFor = now.Add(-c.ago), c.reason
		s.look(now)
		want := 0
		if c.want != "" {
			want = 1
		}
		if n.rouses != want || s.stats.Rouses[c.want] != int64(want) {
			t.Errorf("%s: %d rouses, for %v; want one for %q", c.what, n.rouses, s.stats.Rouses, c.want)
		}
		if s.look(now); c.reason != "" && n.rouses != want {
			t.Errorf("%s: roused again", c.what)
		}
	}
}

func TestMessagesOfOtherServersAreHandedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, n := joined(new(tape))
		var took []time.Duration
		s.OnDelivery(func(d time.Duration) { took = append(took, d) })
		var at []game.ID
		s.OnHere(func(server string, id game.ID, h game.Here) { at = append(at, id) })
		now := time.Now()
		for _, m := range []Message{
			{Kind: EventMessage, From: "other", Sent: now.Add(-time.Second), Game: kept.Game, Event: kept.Event},
			{Kind: EventMessage, From: "other", Sent: now.Add(time.Second), Game: kept.Game, Event: kept.Event}, // its clock is fast
			{Kind: EventMessage, From: s.name, Sent: now, Game: kept.Game, Event: kept.Event},
			{Kind: DoubtMessage, From: "other", Sent: now, Game: "twoGames"},
			{Kind: ProbeMessage, From: "other", Sent: now},
			{Kind: HereMessage, From: "other", Sent: now, Game: "hereGame"},
		} {
			data, err := m.Encode()
			if err != nil {
				t.Fatal(err)
			}
			ear{s}.Heard(Letter{3, data})
		}
		if len(n.events) != 2 || len(n.doubts) != 1 || n.doubts[0] != "twoGames" || n.rouses > 0 {
			t.Errorf("got events %v, doubts of %v and %d rouses; want two events and a doubt", n.events, n.doubts, n.rouses)
		}
		if len(took) != 2 || took[0] != time.Second || took[1] != 0 {
			t.Errorf("deliveries took %v, want 1 s, and no time by a clock that is fast", took)
		}
		if len(at) != 1 || at[0] != "hereGame" {
			t.Errorf("heard who is at %v, want hereGame", at)
		}
		if got := s.Stats(); got.Heard != 5 || got.Unreadable != 0 {
			t.Errorf("got %+v, want 5 messages of another server", got)
		}
		if s.rouseFor != "" {
			t.Errorf("the audience is to be roused for %q, want no reason", s.rouseFor)
		}
		missed, err := new(Message{Kind: MissedMessage, From: "other", Sent: now}).Encode()
		if err != nil {
			t.Fatal(err)
		}
		if (ear{s}).Heard(Letter{0, missed}); s.rouseFor != RousedMissed {
			t.Errorf("the audience is to be roused for %q, want %q", s.rouseFor, RousedMissed)
		}
		if s.health.channels[3].heard != (time.Time{}) {
			t.Error("another server's probe counts as an own one")
		}
	})
}
