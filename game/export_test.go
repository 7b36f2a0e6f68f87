package game

// UnderRace is for the tests outside the package.
const UnderRace = underRace

// Openings is how many positions have a name.
func Openings() int { return len(openings()) }

// LoadOpenings reads the table again.
func LoadOpenings() { loadOpenings() }

// MaxTimers and Timers are how many games Flags watch, at most and now.
const MaxTimers = maxTimers

func (f *Flags) Timers() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.timers)
}
