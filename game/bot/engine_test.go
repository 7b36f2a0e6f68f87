package bot

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

// stockfish is where Debian and others put it; make test installs it.
func stockfish(tb testing.TB) string {
	tb.Helper()
	const path = "/usr/games/stockfish"
	if _, err := os.Stat(path); err != nil {
		tb.Fatalf("this test needs Stockfish: %v", err)
	}
	return path
}

func TestStockfishPlaysEachLevel(t *testing.T) {
	t.Parallel()
	e := NewEngine(stockfish(t))
	defer e.Close()
	p, err := rules.KeptFEN(opening(1).FEN)
	if err != nil {
		t.Fatal(err)
	}
	for level := 1; level <= game.Levels; level++ {
		if err := e.Ready(t.Context()); err != nil {
			t.Fatalf("level %d: %v", level, err)
		}
		got, err := e.Think(t.Context(), opening(level))
		if err != nil || !slices.Contains(p.Legal(), got.Move) || got.Score < -300 || got.Score > 300 {
			t.Errorf("level %d: got %+v, %v", level, got, err)
		}
	}
	if e.options["Skill Level"].max != 20 || len(e.options) < 10 {
		t.Errorf("the options were not read: %v", e.options)
	}
}

func TestStockfishSeesAMate(t *testing.T) {
	e := NewEngine(stockfish(t))
	defer e.Close()
	if err := e.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	const fen = "6k1/5ppp/8/8/8/8/5PPP/3R2K1 w - - 0 1"
	got, err := e.Think(t.Context(), Task{Level: 8, StartFEN: fen, FEN: fen, Limit: time.Second})
	if err != nil || got != (Thought{"d1d8", mate - 1}) {
		t.Errorf("got %+v, %v, want a mate by d1d8", got, err)
	}
}

// Whatever an engine does, a legal move comes in time, nobody asks for more,
// and a thinker that recovers is told of once.
func TestGameGoesOnWhateverTheEngineDoes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		how  string
		want error // that is told; nil for none
	}{
		{"good", nil}, {"babbles", nil}, {"waits for stop", nil},
		{"dies", errDied}, {"hangs", errHung}, {"floods", errHung}, {"mute", errHung},
		{"cheats", rules.ErrIllegal}, {"says nothing", rules.ErrIllegal}, {"hangs with a child", errHung},
	} {
		t.Run(test.how, func(t *testing.T) {
			t.Parallel()
			p, err := rules.KeptFEN(opening(3).FEN)
			if err != nil {
				t.Fatal(err)
			}
			var told []error
			pool := NewPool(1, func() Thinker { return fake(test.how) }, func(err error) { told = append(told, err) })
			running(t, pool.Run)
			for range 2 {
				q := requestFor("aaaaaaaa")
				q.Task = func() Task { return opening(3) }
				got, err := pool.Think(t.Context(), q)
				if err != nil || !slices.Contains(p.Legal(), got.Move) {
					t.Errorf("got %+v, %v, want a legal move", got, err)
				}
			}
			if (test.want == nil) != (len(told) == 0) || len(told) > 1 || (len(told) == 1 && !errors.Is(told[0], test.want)) {
				t.Errorf("told %v, want %v once", told, test.want)
			}
		})
	}
}

func TestEngineThatFailedOnceIsStartedAgain(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"dies", "hangs", "mute", "cheats"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			var told atomic.Int32
			file := filepath.Join(t.TempDir(), "failed")
			w := worker{
				pool:    NewPool(1, nil, func(error) { told.Add(1) }),
				thinker: fake(how, file),
			}
			defer w.thinker.Close()
			task := func() Task { return opening(3) }
			if _, err := w.think(t.Context(), task); err != nil || told.Load() != 1 || w.failures != 1 {
				t.Fatalf("got %v, %d told, %d failures, want 1 and 1", err, told.Load(), w.failures)
			}
			w.retry = time.Now() // a quarter of a second later
			got, err := w.think(t.Context(), task)
			if err != nil || got.Score != 12 || told.Load() != 1 || w.failures != 0 {
				t.Errorf("got %+v, %v, %d failures, want the engine's own answer", got, err, w.failures)
			}
		})
	}
}

func TestEngineThatDiedBetweenTwoThoughtsIsStartedAgain(t *testing.T) {
	e := fake("good")
	defer e.Close()
	if err := e.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	_ = e.process.cmd.Process.Kill()
	for range e.process.replies { // until it has been seen to be dead
	}
	if err := e.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, err := e.Think(t.Context(), opening(3)); err != nil || got.Score != 12 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestEngineLivesOnWhenAThoughtIsBrokenOff(t *testing.T) {
	t.Parallel()
	e := NewEngine(stockfish(t))
	defer e.Close()
	if err := e.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	pid := e.process.cmd.Process.Pid
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	long := opening(8)
	long.Limit = time.Hour
	if _, err := e.Think(ctx, long); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
	if got, err := e.Think(t.Context(), opening(3)); err != nil || got.Move == "" || e.process.cmd.Process.Pid != pid {
		t.Errorf("afterwards: got %+v, %v, want an answer of the same process", got, err)
	}
}

// A killed engine leaves no process, not even one that it started, and no
// goroutine.
func TestNothingIsLeftOfAnEngine(t *testing.T) {
	before := runtime.NumGoroutine()
	e := fake("hangs with a child")
	if err := e.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	pid := e.process.cmd.Process.Pid
	if _, err := e.Think(t.Context(), opening(3)); !errors.Is(err, errHung) {
		t.Errorf("got %v, want errHung", err)
	}
	if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("the engine is still there: %v", err)
	}
	for deadline := time.Now().Add(10 * time.Second); len(alive(t, pid)) > 0; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("processes that the engine started are still there: %v", alive(t, pid))
		}
	}
	for deadline := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
	}
}

// alive returns the processes of a group that run.
func alive(t *testing.T, group int) []string {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, name := range stats {
		text, _ := os.ReadFile(name) // it may have ended by now
		_, rest, _ := strings.Cut(string(text), ") ")
		// State, parent, group. The children of a killed engine are init's to reap.
		if f := strings.Fields(rest); len(f) > 2 && f[2] == strconv.Itoa(group) && f[0] != "Z" {
			found = append(found, name)
		}
	}
	return found
}

func TestEngineThatIsNotThereIsAnError(t *testing.T) {
	e := NewEngine(filepath.Join(t.TempDir(), "none"))
	if err := e.Ready(t.Context()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want ErrNotExist", err)
	}
	if _, err := e.Think(t.Context(), opening(3)); !errors.Is(err, errNotReady) {
		t.Errorf("got %v, want errNotReady", err)
	}
}
