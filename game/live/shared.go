package live

import (
	"context"
	"crypto/rand"
	"log/slog"
	"sync"
	"time"

	"kibitz/game"
)

// An Audience is also told of changes on other servers.
type Audience interface {
	game.Listener
	// Rouse reports that any announcement may have been lost.
	Rouse()
}

var _ Audience = (*Hub)(nil)

// Most letters that wait to be published; more are dropped.
const maxWaiting = 4096

// A Shared joins servers. It sends the changes made on this server to the others
// over a [Bus], which may lose them. It announces the changes made on the others to
// an audience here. When something may have been lost, on its way here or on another
// server, it rouses the audience, which then reads the log.
//
// It tests the bus by sending probes over it and listening for them. Until a server
// hears itself on all channels, it does not assume that it hears the others, and
// rouses its audience again and again.
//
// Its methods may be called from many goroutines.
type Shared struct {
	name       string
	bus        Bus
	log        *slog.Logger
	audience   []Audience
	waiting    chan Letter
	onDelivery func(time.Duration)
	onHere     func(server string, id game.ID, h game.Here)

	mu       sync.Mutex
	health   health
	stats    Stats
	untold   bool               // letters were dropped, and the others have not been told yet
	rouseFor Reason             // why the audience must be roused; "" for no reason
	relisten context.CancelFunc // ends the listening, which then begins anew
}

var _ game.Listener = (*Shared)(nil)

// NewShared tells other servers of the changes made here, and an audience of the
// changes made there. The audience is told in the given order. Run starts it.
func NewShared(bus Bus, log *slog.Logger, audience ...Audience) *Shared {
	s := &Shared{
		name: rand.Text()[:12], bus: bus, log: log, audience: audience, waiting: make(chan Letter, maxWaiting),
		onDelivery: func(time.Duration) {}, onHere: func(string, game.ID, game.Here) {}, relisten: func() {},
	}
	s.stats.Rouses = make(map[Reason]int64)
	s.health.peers = make(map[string]time.Time)
	return s
}

// OnDelivery registers f to be called with how long each event of another server
// took to arrive, by the two servers' clocks. Call OnDelivery before Run.
func (s *Shared) OnDelivery(f func(time.Duration)) { s.onDelivery = f }

// OnHere registers f to be called with who is at a game on another server. Call
// OnHere before Run.
func (s *Shared) OnHere(f func(server string, id game.ID, h game.Here)) { s.onHere = f }

// Announce tells the other servers of a change that was made here.
func (s *Shared) Announce(c game.Change) {
	s.send(channelOf(c.Game), Message{Kind: EventMessage, Game: c.Game, Event: c.Event})
}

// Doubt tells the other servers that a game may have changed.
func (s *Shared) Doubt(id game.ID) {
	s.send(channelOf(id), Message{Kind: DoubtMessage, Game: id})
}

// TellHere tells the other servers who is at a game here.
func (s *Shared) TellHere(id game.ID, h game.Here) {
	s.send(channelOf(id), Message{Kind: HereMessage, Game: id, Here: h})
}

// send queues a message to be published. It never blocks, because a move must not.
func (s *Shared) send(channel int, m Message) {
	m.From, m.Sent = s.name, time.Now()
	data, err := m.Encode()
	if err == nil && len(data) <= maxMessage {
		select {
		case s.waiting <- Letter{channel, data}:
			return
		default:
		}
	}
	s.drop(1)
}

// drop counts letters that the other servers do not get, so that they can be told.
func (s *Shared) drop(letters int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stats.Dropped += int64(letters)
	s.untold = true
}

// Run joins the other servers until ctx ends.
func (s *Shared) Run(ctx context.Context) {
	var running sync.WaitGroup
	running.Go(func() { s.publish(ctx) })
	running.Go(func() { s.listen(ctx) })
	s.watch(ctx)
	running.Wait()
}

const (
	// Longest that one attempt to publish takes.
	publishTimeout = time.Second
	// Most letters that are published at once.
	maxBatch = 128
)

// publish sends the waiting letters, as many at once as possible.
func (s *Shared) publish(ctx context.Context) {
	for {
		var batch []Letter
		select {
		case l := <-s.waiting:
			batch = append(batch, l)
		case <-ctx.Done():
			return
		}
		for len(batch) < maxBatch && len(s.waiting) > 0 {
			batch = append(batch, <-s.waiting)
		}
		s.deliver(ctx, batch)
	}
}

// deliver publishes a batch, after reporting the letters dropped before it.
func (s *Shared) deliver(ctx context.Context, batch []Letter) {
	s.mu.Lock()
	untold := s.untold
	s.untold = false
	s.mu.Unlock()
	letters := batch
	if missed := (Message{Kind: MissedMessage, From: s.name, Sent: time.Now()}); untold {
		if data, err := missed.Encode(); err == nil {
			letters = append([]Letter{{0, data}}, batch...)
		}
	}
	attempt, cancel := context.WithTimeout(ctx, publishTimeout)
	defer cancel()
	err := s.bus.Publish(attempt, letters)
	if ctx.Err() != nil {
		return // the server stops
	}
	if err != nil { // waiting letters would be late, and delay new ones when the bus is back
		for len(s.waiting) > 0 {
			batch = append(batch, <-s.waiting)
		}
		s.drop(len(batch))
	}
	s.change(func(h *health) {
		h.failing = err
		if err == nil {
			s.stats.Sent += int64(len(letters))
		}
	})
}

// listen listens to the bus, and starts again whenever it has gone silent.
func (s *Shared) listen(ctx context.Context) {
	for ctx.Err() == nil {
		listening, stop := context.WithCancel(ctx)
		s.mu.Lock()
		s.relisten = stop
		s.mu.Unlock()
		s.bus.Listen(listening, ear{s})
		stop()
	}
}
