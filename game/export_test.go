package game

// MaxTimers and Timers are the maximum and current number of games that Deadlines
// watch.
const MaxTimers = maxTimers

func (f *Deadlines) Timers() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.timers)
}
