package live

import (
	"context"
	"time"

	"kibitz/game"
)

// Reason says why the audience was roused.
type Reason string

// The reasons. While the bus is away, audiences are roused again and again.
const (
	RousedAway       Reason = "away"       // the bus is away, or silent
	RousedBack       Reason = "back"       // it is heard again, or anew
	RousedMissed     Reason = "missed"     // another server says that messages of its were lost
	RousedPeer       Reason = "peer"       // another server has fallen silent, perhaps between a commit and its announcement
	RousedUnreadable Reason = "unreadable" // a message could not be read, nor which game it is about
)

// Reasons are all of them.
var Reasons = []Reason{RousedAway, RousedBack, RousedMissed, RousedPeer, RousedUnreadable}

// Stats are a Shared's counts since its start.
type Stats struct {
	Up         bool  // whether other servers are heard
	Sent       int64 // letters
	Heard      int64 // of other servers
	Dropped    int64 // that could not be sent
	Unreadable int64
	Rouses     map[Reason]int64
}

// Stats returns the counts so far.
func (s *Shared) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.stats
	now.Up = !s.health.since.IsZero()
	now.Rouses = make(map[Reason]int64, len(Reasons))
	for _, r := range Reasons {
		now.Rouses[r] = s.stats.Rouses[r]
	}
	return now
}

// Since returns since when the other servers have been heard without a break;
// the zero time if they are not.
func (s *Shared) Since() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.health.since
}

// ear is a Shared as the bus sees it.
type ear struct{ *Shared }

// Joined tests whether the channel really is heard.
func (s ear) Joined(channel int) {
	s.change(func(h *health) { h.channels[channel] = hearing{joined: time.Now()} })
	s.send(channel, Message{Kind: ProbeMessage})
}

// Lost records that a channel is not heard.
func (s ear) Lost(channel int, why error) {
	s.change(func(h *health) { h.channels[channel], h.lost = hearing{}, why })
}

// Heard takes a letter.
func (s ear) Heard(l Letter) {
	m, err := DecodeMessage(l.Data)
	switch {
	case err != nil:
		s.unreadable(m)
	case m.From != s.name:
		s.hear(m)
	case m.Kind == ProbeMessage:
		s.change(func(h *health) { h.channels[l.Channel].heard = time.Now() })
	}
}

// unreadable makes the audience read the log in place of an invalid message.
func (s *Shared) unreadable(m Message) {
	s.mu.Lock()
	s.stats.Unreadable++
	if m.Game == "" {
		s.rouseFor = RousedUnreadable
	}
	s.mu.Unlock()
	if m.Game != "" {
		for _, a := range s.audience {
			a.Doubt(m.Game)
		}
	}
}

// hear takes a message of another server.
func (s *Shared) hear(m Message) {
	s.mu.Lock()
	s.stats.Heard++
	s.health.hear(m.From, time.Now())
	if m.Kind == MissedMessage {
		s.rouseFor = RousedMissed
	}
	s.mu.Unlock()
	switch m.Kind {
	case EventMessage:
		s.onDelivery(max(0, time.Since(m.Sent)))
		for _, a := range s.audience {
			a.Announce(game.Change{Event: m.Event})
		}
	case DoubtMessage:
		for _, a := range s.audience {
			a.Doubt(m.Game)
		}
	case HereMessage:
		s.onHere(m.From, m.Game, m.Here)
	}
}

// change updates what is known of the bus, and acts if the bus has thereby gone or
// come back.
func (s *Shared) change(f func(*health)) {
	s.mu.Lock()
	was := s.health.since
	f(&s.health)
	s.health.judge(time.Now())
	now, why := s.health.since, s.health.news()
	s.mu.Unlock()
	if why != nil {
		s.log.Warn("cannot hear the other servers; reading the log instead", "err", why)
	}
	switch {
	case was.IsZero() && !now.IsZero():
		s.log.Info("hearing the other servers")
		s.rouse(RousedBack)
	case !was.IsZero() && now.IsZero():
		s.rouse(RousedAway)
	}
}

// rouse makes the audience read the log.
func (s *Shared) rouse(r Reason) {
	s.mu.Lock()
	s.stats.Rouses[r]++
	s.health.roused = time.Now()
	s.mu.Unlock()
	for _, a := range s.audience {
		a.Rouse()
	}
}

// watch sends the probes, one channel after the other, and rouses the audience
// for as long as something is wrong.
func (s *Shared) watch(ctx context.Context) {
	tick := time.NewTicker(probeEvery / Channels)
	defer tick.Stop()
	for channel := 0; ; channel = (channel + 1) % Channels {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		s.probe(channel)
		s.look(time.Now())
	}
}

// probe sends a probe over the channel whose turn it is, and over all channels that
// have not carried one yet.
func (s *Shared) probe(turn int) {
	s.mu.Lock()
	channels := s.health.channels
	s.mu.Unlock()
	for channel, c := range channels {
		if channel == turn || (c.heard.IsZero() && !c.joined.IsZero()) {
			s.send(channel, Message{Kind: ProbeMessage})
		}
	}
}

// look judges the bus and rouses the audience if need be.
func (s *Shared) look(now time.Time) {
	s.mu.Lock()
	silent := s.health.silent(now)
	s.mu.Unlock()
	if silent {
		s.change(func(h *health) {
			h.channels, h.lost = [Channels]hearing{}, errSilent
		})
		s.mu.Lock()
		s.relisten()
		s.mu.Unlock()
	}
	s.mu.Lock()
	reason := s.rouseFor
	s.rouseFor = ""
	due := now.Sub(s.health.roused) >= rouseEvery
	switch {
	case reason != "":
	case due && s.health.since.IsZero():
		reason = RousedAway
	case s.health.fellSilent(now) && due:
		reason = RousedPeer
	}
	s.mu.Unlock()
	if reason != "" {
		s.rouse(reason)
	}
}
