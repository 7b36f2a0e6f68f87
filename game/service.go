package game

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kibitz/game/internal/tasks"
	"kibitz/game/rules"
	"kibitz/game/timekeeper"
)

// Most events that a reader gets one by one; one that is further behind gets a
// snapshot instead.
const MaxBehind = 64

// Games keeps games. Its methods may be called from many goroutines. What
// cannot be reached fails with ErrUnavailable, what is not there with
// ErrNotFound.
type Games interface {
	// Create keeps a new game and its first event. A player who has MaxSeeks open
	// gets ErrManySeeks for another one, and one who plays MaxComputerGames gets
	// ErrManyComputerGames.
	Create(ctx context.Context, g *Game, created Event) error
	// Import keeps games that are over already, or exhibits, with all their events,
	// or none of them. ErrShown if an exhibit has a number that is taken.
	Import(ctx context.Context, games []Begun) error
	// Change gives f the game, alone, and keeps the event that f returns, with
	// the game that it began, or nothing if f fails. A game against a computer
	// begins only as Create would keep it. But for Join, and what DueGames does
	// for many games at once, it is the only way a game changes.
	Change(ctx context.Context, id ID, f func(*Game) (Event, error)) (Event, error)
	// Join gives f a game that by wants to join and the other open seeks of both
	// players, alone, and keeps the events that f returns, each with its game, or
	// nothing if f fails. The joins and the new seeks of a player come one after
	// the other.
	Join(ctx context.Context, id ID, by PlayerID, f func(*Pairing) ([]Event, error)) error
	// Head reads the version of a game and who holds its seats.
	Head(ctx context.Context, id ID) (Head, error)
	// Snapshot reads a game as it stands.
	Snapshot(ctx context.Context, id ID) (Snapshot, error)
	// EventsSince returns the first events after a version, in order, at most
	// MaxBehind of them.
	EventsSince(ctx context.Context, id ID, after Version) ([]Event, error)
}

// Longest time that a change may take before the person who asked is told to
// try again.
const changeTimeout = 5 * time.Second

// Service is what players can do. Whoever plays, by whatever way the request
// came, goes through it. Its methods may be called from many goroutines.
type Service struct {
	games    Games
	listener Listener
	now      func() time.Time
	keeper   *timekeeper.Keeper // nil: time is judged by now alone
	doubts   *tasks.Group       // that are repeated after a while
}

// NewService makes a service that tells a listener what it has kept, and reads
// the time from now. Close it when nobody plays any more.
func NewService(games Games, listener Listener, now func() time.Time) *Service {
	return &Service{games: games, listener: listener, now: now, doubts: tasks.New()}
}

// Close ends what the service does by itself: its listener hears of no doubt any
// more.
func (s *Service) Close() { s.doubts.Close() }

// Create sets up a game and returns it as it stands.
func (s *Service) Create(ctx context.Context, setup Setup) (Snapshot, error) {
	g, created, err := New(setup, s.now())
	if err != nil {
		return Snapshot{}, err
	}
	ctx, cancel := detach(ctx)
	defer cancel()
	if err := s.games.Create(ctx, g, created); err != nil {
		return Snapshot{}, err
	}
	s.tell(changesOf(g, created))
	return NewSnapshot(g.Record(), nil), nil
}

// Play moves for a player and returns the move's event once it is kept. The
// same move by the same player at the same seen returns the event it made the
// first time, however often it is sent. For a move that comes too late the flag
// falls, and the error is ErrOver.
func (s *Service) Play(ctx context.Context, id ID, by PlayerID, move string, seen Version, t Timing) (Event, error) {
	var color rules.Color
	e, err := s.change(ctx, id, func(g *Game, at time.Time) (Event, error) {
		color = g.record.ColorOf(by)
		return g.Play(by, move, seen, t, at)
	})
	if errors.Is(err, ErrStale) {
		// Its first answer was lost; the announcement may have been, too.
		s.listener.Doubt(id)
		played, unlike := s.played(ctx, id, color, move, seen)
		if errors.Is(unlike, ErrStale) {
			return Event{}, err // which knows the version
		}
		return played, unlike
	}
	return inTime(e, err)
}

// GiveTime gives the opponent of by 15 s and returns the event once it is kept.
// The same player at the same seen, if one is told, gets the event of the first
// time, however often it is asked for.
func (s *Service) GiveTime(ctx context.Context, id ID, by PlayerID, seen Version) (Event, error) {
	for known := seen; ; {
		var color rules.Color
		e, err := s.change(ctx, id, func(g *Game, at time.Time) (Event, error) {
			color = g.record.ColorOf(by)
			return g.GiveTime(by, seen, known, at)
		})
		if !errors.Is(err, ErrStale) {
			return inTime(e, err)
		}
		if e, known, err = s.given(ctx, id, color, seen, known); err != nil || e.Version > 0 {
			return e, err
		}
	}
}

// Do does for a player whatever is neither a move nor taking a seat. What comes
// after the game's deadline, and is not about it, is ErrOver. An unknown action
// is ErrBadAction.
func (s *Service) Do(ctx context.Context, id ID, by PlayerID, do Action, a Answer) (Event, error) {
	if a == "" {
		a = Propose
	}
	switch do {
	case DoTakeback:
		return inTime(s.takeback(ctx, id, by, a))
	case DoTime:
		return s.GiveTime(ctx, id, by, 0)
	case DoFlag, DoAbort:
		return s.do(ctx, id, by, do, a)
	}
	return inTime(s.do(ctx, id, by, do, a))
}

func (s *Service) do(ctx context.Context, id ID, by PlayerID, do Action, a Answer) (Event, error) {
	return s.change(ctx, id, func(g *Game, at time.Time) (Event, error) {
		switch do {
		case DoResign:
			return g.Resign(by, at)
		case DoAbort:
			return g.Abort(by, at)
		case DoFlag:
			return g.CallFlag(by, at)
		case DoDraw:
			return g.Draw(by, a, at)
		case DoClaim:
			return g.Claim(by, at)
		case DoRematch:
			return g.Rematch(by, a, at)
		}
		return Event{}, ErrBadAction
	})
}

// takeback reads the moves only if they are needed, before the game is locked,
// and again if it changed in between.
func (s *Service) takeback(ctx context.Context, id ID, by PlayerID, a Answer) (Event, error) {
	var before Snapshot
	for {
		e, err := s.change(ctx, id, func(g *Game, at time.Time) (Event, error) { return g.Takeback(by, a, before, at) })
		if !errors.Is(err, ErrStale) {
			return e, err
		}
		if before, err = s.games.Snapshot(ctx, id); err != nil {
			return Event{}, err
		}
	}
}

// Say puts a message into a room of a game.
func (s *Service) Say(ctx context.Context, id ID, p Player, room Room, text string) (Event, error) {
	return s.change(ctx, id, func(g *Game, at time.Time) (Event, error) { return g.Say(p, room, text, at) })
}

// inTime turns the event of a deadline, which came in place of what was asked
// for, into ErrOver.
func inTime(e Event, err error) (Event, error) {
	if err == nil && (e.Kind == FlagFell || e.Kind == Aborted) {
		return Event{}, standing{e.Version, e.Status}.refuse(ErrOver)
	}
	return e, err
}

// Expire ends a game whose deadline has passed; ErrNotDue if it has not.
func (s *Service) Expire(ctx context.Context, id ID) (Event, error) {
	return s.change(ctx, id, func(g *Game, at time.Time) (Event, error) { return g.Expire(at) })
}

// change keeps what f does and announces it, the game that it began first. It
// does not end with the request: a browser that goes away between the commit and
// the announcement would otherwise leave the others waiting.
//
// f gets the time at which the change happens. It is not asked while a heartbeat
// is overdue, and not before the game has got back the outages that it is owed.
// If the game refuses, the error is a Refusal.
func (s *Service) change(ctx context.Context, id ID, f func(g *Game, at time.Time) (Event, error)) (Event, error) {
	ctx, cancel := detach(ctx)
	defer cancel()
	var stood standing
	try := func(g *Game, at time.Time) (Event, error) {
		stood = g.standing()
		return f(g, at)
	}
	for {
		var e Event
		var settled bool
		err := s.judged(ctx, func() (err error) {
			e, settled, err = s.changeOnce(ctx, id, try)
			return err
		})
		if err != nil {
			return e, stood.refuse(err)
		}
		if !settled {
			return e, nil
		}
	}
}

// judged does what may have to wait for a heartbeat.
func (s *Service) judged(ctx context.Context, do func() error) error {
	for {
		err := do()
		if !errors.Is(err, timekeeper.ErrOverdue) {
			return err
		}
		if err := s.keeper.CatchUp(ctx); errors.Is(err, timekeeper.ErrUnreachable) {
			return fmt.Errorf("%w: %w", ErrUnavailable, err)
		} else if err != nil {
			return err
		}
	}
}

// changeOnce is change, or gives the game back an outage in its place, which it
// reports as settled.
func (s *Service) changeOnce(ctx context.Context, id ID, f func(g *Game, at time.Time) (Event, error)) (_ Event, settled bool, _ error) {
	var changes []Change
	e, err := s.games.Change(ctx, id, func(g *Game) (Event, error) {
		at, owing, err := s.judge()
		if err != nil {
			return Event{}, err
		}
		var e Event
		if e, settled = g.settle(owing); !settled {
			e, err = f(g, at)
		}
		if err == nil {
			changes = changesOfAll([]Event{e}, []*Game{g})
		}
		return e, err
	})
	switch {
	case err == nil:
		s.tell(changes)
	case errors.Is(err, ErrUnavailable):
		s.doubt(id)
	}
	return e, settled, err
}

// judge returns the time, and the outages that games may be owed; errOverdue if a
// heartbeat comes first.
func (s *Service) judge() (at time.Time, owing []timekeeper.Outage, err error) {
	if s.keeper == nil {
		return s.now(), nil, nil
	}
	return s.keeper.Judge()
}

func (s *Service) lastOutage() time.Time {
	if s.keeper == nil {
		return time.Time{}
	}
	return s.keeper.LastOutage()
}

func (s *Service) tell(changes []Change) {
	for _, c := range changes {
		s.listener.Announce(c)
	}
}

// doubt has readers look for a change that may have been committed before
// contact was lost, or still be on its way to that.
func (s *Service) doubt(id ID) {
	s.listener.Doubt(id)
	for _, later := range []time.Duration{time.Second, 5 * time.Second, 15 * time.Second} {
		s.doubts.AfterFunc(later, func(context.Context) { s.listener.Doubt(id) })
	}
}

func detach(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), changeTimeout)
}
