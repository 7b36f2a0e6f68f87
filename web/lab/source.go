package lab

import (
	"context"
	"net/http"
	"time"

	"kibitz/game"
	"kibitz/web/feed"
	"kibitz/web/presence"
)

// A source is the source of a lab's events for one reader: that of any game behind a line
// that is slow or dead.
type source struct {
	*feed.Game
	lab    *lab
	ctx    context.Context // of the request
	epoch  context.Context // ends when the lab restarts
	polled bool
	line   []onItsWay
}

// An onItsWay is a message that has been sent and has not arrived yet.
type onItsWay struct {
	feed.Message
	due time.Time
}

// Since is for feed.Source.
func (s *source) Since(ctx context.Context) ([]feed.Message, error) {
	messages, err := s.Game.Since(ctx)
	return s.arrive(ctx, messages, err)
}

// Next is for feed.Source. It also ends when the lab restarts. What is on its way comes
// first.
func (s *source) Next(ctx context.Context) ([]feed.Message, error) {
	if len(s.line) > 0 {
		feed.Pause(ctx, time.Until(s.line[0].due))
		if err := ctx.Err(); err != nil {
			return s.arrive(ctx, nil, err)
		}
		return s.arrive(ctx, nil, nil)
	}
	inEpoch, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(s.epoch, cancel)()
	messages, err := s.Game.Next(inEpoch)
	if len(messages) == 0 && s.epoch.Err() != nil {
		err = feed.ErrRestart
	}
	return s.arrive(ctx, messages, err)
}

// arrive returns what has reached the reader's end of the line. An answer takes as long as
// the delay; on a stream messages travel one behind the other. While the line is dead
// nothing arrives, not even pings. ctx is that of the read.
func (s *source) arrive(ctx context.Context, messages []feed.Message, err error) ([]feed.Message, error) {
	delay, stalled := s.lab.line()
	if s.polled {
		feed.Pause(s.ctx, delay)
	} else {
		messages = s.travel(messages, delay)
	}
	for ; s.ctx.Err() == nil && stalled > 0; _, stalled = s.lab.line() {
		feed.Pause(s.ctx, stalled)
	}
	if s.ctx.Err() != nil {
		<-ctx.Done() // it belongs to the request, and ends at the same moment
		return nil, ctx.Err()
	}
	return messages, err
}

// travel puts messages on the line and returns those that have arrived.
func (s *source) travel(messages []feed.Message, delay time.Duration) []feed.Message {
	now := time.Now()
	for _, m := range messages {
		left := now
		if m.Event != nil && m.Event.Announced.After(now.Add(-delay)) {
			left = m.Event.Announced
		}
		s.line = append(s.line, onItsWay{m, left.Add(delay)})
	}
	n := 0
	for n < len(s.line) && !s.line[n].due.After(now) {
		n++
	}
	arrived := make([]feed.Message, n)
	for i := range arrived {
		arrived[i] = s.line[i].Message
	}
	s.line = s.line[n:]
	return arrived
}

// line returns how slow the line is, and for how much longer it is dead.
func (l *lab) line() (delay, stalled time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.set.Delay, time.Until(l.faults.stalled)
}

// PolledBy is for feed.Pollable. Nobody is told who is there in a lab.
func (s *source) PolledBy(*http.Request) error {
	s.polled = true
	return nil
}

// About is for feed.Source. Nobody counts as there: presence is for real games.
func (s *source) About() feed.About {
	return feed.About{Games: []game.ID{s.ID}, Visit: presence.Visit{From: s.From}, Sent: s.lab.sent}
}
