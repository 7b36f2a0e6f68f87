package bot

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Errors of an engine.
var (
	errNotReady = errors.New("the engine is not ready")
	errDied     = errors.New("the engine has ended by itself")
	errHung     = errors.New("the engine did not answer in time")
)

// An Engine is a UCI engine (Universal Chess Interface, Meyer-Kahlen and Huber,
// 2006) in its own process. Ready starts it. It ends when it dies, and is killed by
// Close and when it does not answer.
type Engine struct {
	path    string
	args    []string
	process *process
	options map[string]reply
	level   int           // its current setting; 0 for none yet
	start   time.Duration // longest time from its start until it is ready
}

var _ Thinker = (*Engine)(nil)

// NewEngine returns an engine that is not started yet.
func NewEngine(path string, args ...string) *Engine {
	return &Engine{path: path, args: args, start: startTimeout}
}

// Ready starts the engine, unless it runs.
func (e *Engine) Ready(ctx context.Context) error {
	if e.alive() {
		return nil
	}
	e.Close()
	p, err := startProcess(e.path, e.args)
	if err != nil {
		return err
	}
	e.process, e.options, e.level = p, map[string]reply{}, 0
	ctx, cancel := context.WithTimeout(ctx, e.start)
	defer cancel()
	if err := e.handshake(ctx); err != nil {
		e.Close()
		return fmt.Errorf("starting the engine: %w", err)
	}
	return nil
}

// alive reports whether the engine runs. It drops unsolicited output.
func (e *Engine) alive() bool {
	for e.process != nil {
		select {
		case _, ok := <-e.process.replies:
			if !ok {
				return false
			}
		default:
			return true
		}
	}
	return false
}

func (e *Engine) handshake(ctx context.Context) error {
	if err := e.process.send("uci"); err != nil {
		return err
	}
	if err := e.await(ctx, isUCIOK); err != nil {
		return err
	}
	if err := e.process.send(append(resources(e.options), "isready")...); err != nil {
		return err
	}
	return e.await(ctx, isReadyOK)
}

// Most options of an engine that are read; Stockfish has 21.
const maxOptions = 200

// await reads until a reply of a kind, and records options.
func (e *Engine) await(ctx context.Context, kind int) error {
	for {
		select {
		case r, ok := <-e.process.replies:
			switch {
			case !ok:
				return errDied
			case r.kind == kind:
				return nil
			case r.kind == isOption && len(e.options) < maxOptions:
				e.options[r.name] = r
			}
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.DeadlineExceeded) {
				return errHung
			}
			return ctx.Err()
		}
	}
}

// Think asks the engine for a move. It kills an engine that does not answer within
// the limit and half a second, and also fails if the engine has died. When ctx ends,
// the engine lives on. The caller must check whether the move is legal.
func (e *Engine) Think(ctx context.Context, t Task) (Thought, error) {
	if e.process == nil {
		return Thought{}, errNotReady
	}
	thought, err := e.think(ctx, t)
	if err != nil {
		e.Close()
		return Thought{}, fmt.Errorf("thinking at level %d: %w", t.Level, err)
	}
	return thought, ctx.Err()
}

func (e *Engine) think(ctx context.Context, t Task) (thought Thought, err error) {
	commands := []string{position(t), searchFor(t)}
	if e.level != t.Level {
		commands = append(strength(e.options, t.Level), commands...)
		e.level = t.Level
	}
	if err := e.process.send(commands...); err != nil {
		return Thought{}, err
	}
	limit := time.NewTimer(t.Limit)
	defer limit.Stop()
	ended := ctx.Done()
	for told := false; ; {
		select {
		case r, ok := <-e.process.replies:
			switch {
			case !ok:
				return Thought{}, errDied
			case r.kind == isScore:
				thought.Score = r.score
			case r.kind == isBestMove:
				thought.Move = r.move
				return thought, nil
			}
			continue
		case <-ended:
			ended = nil
		case <-limit.C:
			if told {
				return Thought{}, errHung
			}
		}
		if told {
			continue
		}
		told = true
		if err := e.process.send("stop"); err != nil {
			return Thought{}, err
		}
		limit.Reset(stopGrace)
	}
}

// Close kills the engine, if it runs.
func (e *Engine) Close() {
	if e.process != nil {
		e.process.kill()
		e.process = nil
	}
}
