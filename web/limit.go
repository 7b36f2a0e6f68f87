package web

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"
)

// A limiter holds a rate limit for each key. Beyond maxKeys it forgets the key
// that has not been used for longest. It may be used from many goroutines.
type limiter struct {
	rate  rate.Limit
	burst int

	mu   sync.Mutex
	keys *simplelru.LRU[string, *rate.Limiter]
}

func newLimiter(perSecond rate.Limit, burst int) *limiter {
	return &limiter{rate: perSecond, burst: burst, keys: newLRU[string, *rate.Limiter](maxKeys, nil)}
}

// tooFast is the error of a limit, with the time after which to try again.
type tooFast struct{ wait time.Duration }

func (e tooFast) Error() string {
	return fmt.Sprintf("that was too fast; try again in %s s", seconds(e.wait))
}

// take counts cost requests of a key and fails with tooFast when they are too
// many; a failed one does not count.
func (l *limiter) take(key string, cost int) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	reservation := l.of(key, now).ReserveN(now, cost)
	if wait := reservation.DelayFrom(now); wait > 0 {
		reservation.CancelAt(now)
		return tooFast{wait}
	}
	return nil
}

// charge counts cost requests of a key that have been served, however many there
// were before, and fails with tooFast when they are too many. A failed one counts
// too, but for what would be more than a debt.
func (l *limiter) charge(key string, cost, debt int) error {
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
	return tooFast{time.Duration(missing / float64(l.rate) * float64(time.Second))}
}

// of returns the limit of a key. The caller has the mutex.
func (l *limiter) of(key string, now time.Time) *rate.Limiter {
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
func (l *limiter) forget(now time.Time) {
	for range 2 {
		if _, oldest, ok := l.keys.GetOldest(); ok && oldest.TokensAt(now) >= float64(l.burst) {
			l.keys.RemoveOldest()
		}
	}
}

// addressOf is the address a request comes from, without its port. An IPv6
// network of 64 bits counts as one address: one customer has all of it.
func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if addr = addr.Unmap().WithZone(""); addr.Is6() {
		network, _ := addr.Prefix(64) // fails only for more bits than there are
		return network.Addr().String()
	}
	return addr.String()
}
