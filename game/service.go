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

// MaxBehind is the most events that a reader gets one by one; a reader further
// behind gets a snapshot instead.
const MaxBehind = 64

// Games stores games. Its methods may be called from many goroutines. The error is
// ErrUnavailable if the log cannot be reached, ErrNotFound if the game does not
// exist.
type Games interface {
	// Create stores a new game and its first event. A player who already has
	// MaxSeeks open seeks gets ErrManySeeks for another one; a player with
	// MaxComputerGames running gets ErrManyComputerGames.
	Create(ctx context.Context, g *Game, created Event) error
	// Import stores finished games, or exhibits, with all their events, or none of
	// them. The error is ErrShown if the number of an exhibit is taken.
	Import(ctx context.Context, games []Begun) error
	// Change gives f exclusive access to the game and stores the event that f
	// returns, with the game that it began, or nothing if f fails. A game against a
	// computer is subject to the same limit as in Create. A game changes in no other
	// way, except by Join and by what DueGames does for many games at once.
	Change(ctx context.Context, id ID, f func(*Game) (Event, error)) (Event, error)
	// Join gives f exclusive access to a game that by wants to join and to the other
	// open seeks of both players. It stores the events that f returns, each with its
	// game, or nothing if f fails. The joins and new seeks of one player are
	// serialized.
	Join(ctx context.Context, id ID, by PlayerID, f func(*Pairing) ([]Event, error)) error
	// Head reads the version of a game and who holds its seats.
	Head(ctx context.Context, id ID) (Head, error)
	// Snapshot reads the current state of a game.
	Snapshot(ctx context.Context, id ID) (Snapshot, error)
	// EventsSince returns the first events after a version, in order, at most
	// MaxBehind of them.
	EventsSince(ctx context.Context, id ID, after Version) ([]Event, error)
}

// changeTimeout limits a change; after that the player is told to try again.
const changeTimeout = 5 * time.Second

// Service is what players can do. Every player's request goes through it, whatever
// the transport. Its methods may be called from many goroutines.
type Service struct {
	games    Games
	listener Listener
	now      func() time.Time
	keeper   *timekeeper.Keeper // nil: time is judged by now alone
	doubts   *tasks.Group       // announcements of doubt that are repeated after a while
}

// NewService makes a service that tells a listener what it has stored, and reads the
// time from now. Close it when nobody plays any more.
func NewService(games Games, listener Listener, now func() time.Time) *Service {
	return &Service{games: games, listener: listener, now: now, doubts: tasks.New()}
}

// Close ends the service's background work: its listener hears of no more doubts.
func (s *Service) Close() { s.doubts.Close() }

// Create sets up a game and returns its snapshot.
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

// Play makes a move for a player and returns the move's event once it is stored. The
// same move by the same player at the same seen always returns the event of the
// first time, however often it is sent. If a move comes too late, the flag falls,
// and the error is ErrOver.
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

// GiveTime gives the opponent of by 15 s and returns the event once it is stored.
// Repeated requests of the same player with the same seen, if not 0, return the
// event of the first.
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

// Do performs an action for a player: anything but making a move or taking a seat.
// The error is ErrOver for an action after the game's deadline that is not about the
// deadline, and ErrBadAction for an unknown action.
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

// takeback reads the moves only if they are needed, before locking the game, and
// again if the game changed in between.
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

// inTime returns ErrOver if the event is that of a deadline, which came in place of
// the requested one.
func inTime(e Event, err error) (Event, error) {
	if err == nil && (e.Kind == FlagFell || e.Kind == Aborted) {
		return Event{}, standing{e.Version, e.Status}.refuse(ErrOver)
	}
	return e, err
}

// Expire ends a game whose deadline has passed. The error is ErrNotDue if it has
// not.
func (s *Service) Expire(ctx context.Context, id ID) (Event, error) {
	return s.change(ctx, id, func(g *Game, at time.Time) (Event, error) { return g.Expire(at) })
}

// change stores what f does and announces it; a game that it began is announced
// first. It does not end with the request: a browser that disconnects between commit
// and announcement would otherwise leave the others waiting.
//
// f gets the time at which the change happens. It is not called while a heartbeat is
// overdue, nor before the game has been credited with the outages it is owed. If the
// game refuses, the error is a Refusal.
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

// judged runs do, and repeats it after a heartbeat whenever one was overdue.
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

// changeOnce makes the change once. If the game is owed an outage, it gives that
// back instead and reports settled.
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

// judge returns the time, and the outages that games may be owed;
// timekeeper.ErrOverdue if a heartbeat must come first.
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

// doubt makes readers check for a change that may have been committed before contact
// was lost, or may still be about to be.
func (s *Service) doubt(id ID) {
	s.listener.Doubt(id)
	for _, later := range []time.Duration{time.Second, 5 * time.Second, 15 * time.Second} {
		s.doubts.AfterFunc(later, func(context.Context) { s.listener.Doubt(id) })
	}
}

func detach(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), changeTimeout)
}
