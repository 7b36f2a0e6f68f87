package game

// MaxTimers and Timers are how many games Deadlines watch, at most and now.
const MaxTimers = maxTimers

func (f *Deadlines) Timers() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.timers)
}
