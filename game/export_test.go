package game

// MaxTimers and Timers are how many games Flags watch, at most and now.
const MaxTimers = maxTimers

func (f *Flags) Timers() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.timers)
}
