package web

import (
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// What one address and one player may send: requests a second, and how many at
// once after a pause. An address may be a school behind one router, so it gets
// far more than any player needs.
const (
	addressRate, addressBurst = 200, 2000
	playerRate, playerBurst   = 25, 150
	seekRate, seekBurst       = 1, 60 // seeks, which everybody in the lobby sees

	// A new guest is a row in the database for ever.
	guestCost = 10
)

// A limiter holds a rate limit for each key. It may be used from many
// goroutines.
type limiter struct {
	rate  rate.Limit
	burst int

	mu    sync.Mutex
	keys  map[string]*rate.Limiter
	swept time.Time
}

func newLimiter(perSecond rate.Limit, burst int) *limiter {
	return &limiter{rate: perSecond, burst: burst, keys: make(map[string]*rate.Limiter), swept: time.Now()}
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
	l.sweep(now)
	limit := l.keys[key]
	if limit == nil {
		limit = rate.NewLimiter(l.rate, l.burst)
		l.keys[key] = limit
	}
	reservation := limit.ReserveN(now, cost)
	if wait := reservation.DelayFrom(now); wait > 0 {
		reservation.CancelAt(now)
		return tooFast{wait}
	}
	return nil
}

// sweep forgets, once in a while, the keys that have their whole burst again.
func (l *limiter) sweep(now time.Time) {
	full := time.Duration(float64(l.burst) / float64(l.rate) * float64(time.Second))
	if now.Sub(l.swept) < full {
		return
	}
	l.swept = now
	for key, limit := range l.keys {
		if limit.TokensAt(now) >= float64(l.burst) {
			delete(l.keys, key)
		}
	}
}

// addressOf is the address a request comes from, without its port. An IPv6
// network counts as one: whoever has one address of it has them all.
func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	if ip := net.ParseIP(host); ip != nil && ip.To4() == nil {
		return ip.Mask(net.CIDRMask(64, 128)).String()
	}
	return host
}
