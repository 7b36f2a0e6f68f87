package limit

import (
	"fmt"
	"math"
	"strconv"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"

	"kibitz/game/failure"
	"kibitz/web/cache"
)

// Maximum number of keys of a Rate. Beyond that it forgets the key unused for
// longest, which then has its full burst again.
const maxKeys = 20_000

// A Rate holds a rate limit for each key. Beyond maxKeys it forgets the key
// that has not been used for longest. It may be used from many goroutines.
type Rate struct {
	rate  rate.Limit
	burst int

	mu   sync.Mutex
	keys *simplelru.LRU[string, *rate.Limiter]
}

// NewRate returns a limit of perSecond requests a second, with a burst after a
// pause.
func NewRate(perSecond rate.Limit, burst int) *Rate {
	return &Rate{rate: perSecond, burst: burst, keys: cache.NewLRU[string, *rate.Limiter](maxKeys, nil)}
}

// TooFast is the error of an exceeded rate limit, with the time to wait before
// trying again.
type TooFast struct{ Wait time.Duration }

// Error says after how many seconds to try again.
func (e TooFast) Error() string {
	return fmt.Sprintf("that was too fast; try again in %s s", Seconds(e.Wait))
}

// Kind returns failure.TooMany.
func (TooFast) Kind() failure.Kind { return failure.TooMany }

// RetryAfter returns the time after which to try again.
func (e TooFast) RetryAfter() time.Duration { return e.Wait }

// Take charges cost requests to a key. It fails with TooFast, and charges nothing,
// if they exceed the limit.
func (l *Rate) Take(key string, cost int) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	reservation := l.of(key, now).ReserveN(now, cost)
	if wait := reservation.DelayFrom(now); wait > 0 {
		reservation.CancelAt(now)
		return TooFast{wait}
	}
	return nil
}

// Charge charges cost requests to a key after they have been served, and fails with
// TooFast if they exceed the limit. Unlike Take it charges them even then, but only
// up to the given debt.
func (l *Rate) Charge(key string, cost, debt int) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	limit := l.of(key, now)
	cost = min(cost, l.burst)
	left := limit.TokensAt(now)
	if left >= float64(cost) {
		limit.ReserveN(now, cost)
		return nil
	}
	if owed := min(cost, int(left)+debt); owed > 0 {
		limit.ReserveN(now, owed)
	}
	missing := float64(cost) - limit.TokensAt(now)
	return TooFast{time.Duration(missing / float64(l.rate) * float64(time.Second))}
}

// of returns the limiter of a key. The caller holds the mutex.
func (l *Rate) of(key string, now time.Time) *rate.Limiter {
	limit, known := l.keys.Get(key)
	if !known {
		l.forget(now)
		limit = rate.NewLimiter(l.rate, l.burst)
		l.keys.Add(key, limit)
	}
	return limit
}

// forget removes keys whose burst is full again: two for each new key, so that
// memory is released after a flood without a long sweep.
func (l *Rate) forget(now time.Time) {
	for range 2 {
		if _, oldest, ok := l.keys.GetOldest(); ok && oldest.TokensAt(now) >= float64(l.burst) {
			l.keys.RemoveOldest()
		}
	}
}

// Seconds formats a time for the header Retry-After: whole seconds, rounded up, at
// least one.
func Seconds(d time.Duration) string {
	return strconv.Itoa(max(1, int(math.Ceil(d.Seconds()))))
}
