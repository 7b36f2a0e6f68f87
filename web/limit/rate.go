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

// Keys that one Rate tells apart. Beyond that it forgets the one unused for
// longest, which then has its burst again.
const maxKeys = 20_000

// A Rate holds a rate limit for each key. Beyond maxKeys it forgets the key
// that has not been used for longest. It may be used from many goroutines.
type Rate struct {
	rate  rate.Limit
	burst int

	mu   sync.Mutex
	keys *simplelru.LRU[string, *rate.Limiter]
}

// NewRate returns a limit of so many requests a second, and of so many at once after
// a pause.
func NewRate(perSecond rate.Limit, burst int) *Rate {
	return &Rate{rate: perSecond, burst: burst, keys: cache.NewLRU[string, *rate.Limiter](maxKeys, nil)}
}

// TooFast is the error of a limit, with the time after which to try again.
type TooFast struct{ Wait time.Duration }

// Error says after how many seconds to try again.
func (e TooFast) Error() string {
	return fmt.Sprintf("that was too fast; try again in %s s", Seconds(e.Wait))
}

// Kind returns failure.TooMany.
func (TooFast) Kind() failure.Kind { return failure.TooMany }

// RetryAfter returns the time after which to try again.
func (e TooFast) RetryAfter() time.Duration { return e.Wait }

// Take counts cost requests of a key and fails with TooFast when they are too
// many; a failed one does not count.
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

// Charge counts cost requests of a key that have been served, however many there
// were before, and fails with TooFast when they are too many. A failed one counts
// too, but for what would be more than a debt.
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

// of returns the limit of a key. The caller has the mutex.
func (l *Rate) of(key string, now time.Time) *rate.Limiter {
	limit, known := l.keys.Get(key)
	if !known {
		l.forget(now)
		limit = rate.NewLimiter(l.rate, l.burst)
		l.keys.Add(key, limit)
	}
	return limit
}

// forget lets go of keys that have their whole burst again: two for each that
// comes, so that memory comes back after a flood without a sweep that takes long.
func (l *Rate) forget(now time.Time) {
	for range 2 {
		if _, oldest, ok := l.keys.GetOldest(); ok && oldest.TokensAt(now) >= float64(l.burst) {
			l.keys.RemoveOldest()
		}
	}
}

// Seconds writes a time in whole seconds, rounded up, and at least one, as the header
// Retry-After has it.
func Seconds(d time.Duration) string {
	return strconv.Itoa(max(1, int(math.Ceil(d.Seconds()))))
}
