package gametest

import (
	"sync"
	"time"
)

// Start is what a new Clock shows. Like real times, it is more precise than the log
// can store, and, as on some servers, it is not in UTC.
var Start = time.Date(2026, time.March, 14, 16, 9, 26, 535_897_932, time.FixedZone("", 3600))

// A Clock shows the time that it is set to. Its methods may be called from many
// goroutines.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock returns a clock that shows Start.
func NewClock() *Clock { return &Clock{now: Start} }

// Now returns the time on the clock; it is what a Service takes.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance puts the clock forward.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// tick puts the clock forward by a second and returns what it shows then.
func (c *Clock) tick() time.Time {
	c.Advance(time.Second)
	return c.Now()
}
