package live_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"kibitz/game/live"
	"kibitz/game/live/redistest"
)

// A Redis that does not let us in is tried again and again, and logged once, with
// the reason.
func TestWrongPasswordOfRedisIsLoggedOnceWithItsReason(t *testing.T) {
	redis := redistest.Start(t, "--requirepass", "right")
	for user, reason := range map[string]string{":wrong@": "WRONGPASS", "": "NOAUTH", "nobody:right@": "WRONGPASS"} {
		tried := &tries{Bus: dial(t, strings.Replace(redis.URL, "unix://", "unix://"+user, 1)), attempts: make(chan struct{}, 100)}
		var log logged
		shared := live.NewShared(tried, slog.New(slog.NewTextHandler(&log, nil)))
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { shared.Run(ctx) })
		for late := time.After(time.Minute); len(tried.attempts) < 5*live.Channels; {
			select {
			case <-late:
				t.Fatalf("%q: Redis is not tried again", user)
			case <-time.After(10 * time.Millisecond):
			}
		}
		cancel()
		running.Wait()
		if text := log.String(); strings.Count(text, "\n") != 1 || !strings.Contains(text, reason) || strings.Contains(text, "right") {
			t.Errorf("%q: logged %q, want one line with %s", user, text, reason)
		}
	}
}

// tries is a Bus that counts how often a channel could not be joined.
type tries struct {
	live.Bus
	attempts chan struct{}
}

func (b *tries) Listen(ctx context.Context, ear live.Ear) { b.Bus.Listen(ctx, counting{ear, b}) }

type counting struct {
	live.Ear
	bus *tries
}

func (e counting) Lost(channel int, why error) {
	e.Ear.Lost(channel, why)
	select {
	case e.bus.attempts <- struct{}{}:
	default:
	}
}

// logged is what a log has.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
