package logging

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
)

// newTestLog returns a log, and what has come of it by now.
func newTestLog() (*slog.Logger, func() []string) {
	var text lockedBuffer
	plain := &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}
	return slog.New(Sparse(slog.NewTextHandler(&text, plain))), func() []string {
		synctest.Wait()
		return strings.Split(strings.TrimSpace(text.take()), "\n")
	}
}

type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

// take returns what has been written since it was last called.
func (b *lockedBuffer) take() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer b.text.Reset()
	return b.text.String()
}

func TestLogHasOneLineOfAKindOfTroubleAndAnInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, lines := newTestLog()
		want := func(want ...string) {
			t.Helper()
			got := lines()
			if strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
		away := func(i int) error {
			return fmt.Errorf("changing game %d: %w: %w", i, game.ErrUnavailable, &dialing{i})
		}
		for i := range 500 {
			log.Error("request failed", "path", i, "err", away(i))
			log.Warn("sweeping", "err", away(i))
		}
		log.Error("request failed", "path", 7, "err", errors.New("a bug"))
		log.Info("stopping")
		log.Info("stopping")
		const text = `err="changing game %d: the games cannot be reached right now: port %[1]d: connection refused"`
		want(`level=ERROR msg="request failed" path=0 `+fmt.Sprintf(text, 0),
			`level=WARN msg=sweeping `+fmt.Sprintf(text, 0),
			`level=ERROR msg="request failed" path=7 err="a bug"`,
			`level=INFO msg=stopping`, `level=INFO msg=stopping`)

		time.Sleep(logEvery - time.Second)
		log.With("server", 1).Error("request failed", "path", 500, "err", away(500))
		want("")
		time.Sleep(time.Second)
		got := lines()
		if len(got) != 2 || !strings.Contains(strings.Join(got, "\n"), `server=1 path=500 `+fmt.Sprintf(text, 500)+" times=500") {
			t.Errorf("after a while it says %q, want how many there were", got)
		}
		time.Sleep(2 * logEvery)
		want("") // nothing more to tell
		log.Warn("sweeping", "err", away(1))
		want(`level=WARN msg=sweeping ` + fmt.Sprintf(text, 1))
	})
}

// An error whose text differs each time, over one that does not.
type dialing struct{ port int }

func (e *dialing) Error() string { return fmt.Sprintf("port %d: %v", e.port, e.Unwrap()) }
func (e *dialing) Unwrap() error { return syscall.ECONNREFUSED }

// Kinds without number do not fill the memory, nor the log.
func TestLogTellsOnlySoManyKindsApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, lines := newTestLog()
		for i := range 10 * maxTroubles {
			log.Error("request failed", "err", errors.New(strings.Repeat("x", i+1)))
		}
		if got := len(lines()); got != maxTroubles+1 {
			t.Errorf("%d lines, want %d", got, maxTroubles+1)
		}
		time.Sleep(3 * logEvery)
	})
}

func TestCauseIsWhatAllErrorsOfAKindHaveInCommon(t *testing.T) {
	for want, err := range map[string]error{
		"connection refused": fmt.Errorf("a: %w: %w", game.ErrUnavailable, &dialing{5}),
		`ERROR: could not extend file #: No space left on device (SQLSTATE #)`: fmt.Errorf("x: %w",
			errors.New(`ERROR: could not extend file "base/5/16432": No space left on device (SQLSTATE 53100)`)),
		"second": errors.Join(errors.New("first"), errors.New("second")),
	} {
		if got := causeOf(err); got != want {
			t.Errorf("%v: got %q, want %q", err, got, want)
		}
	}
}
