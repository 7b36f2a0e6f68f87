package game

// UnderRace is for the tests outside the package.
const UnderRace = underRace

// Openings is how many positions have a name.
func Openings() int { return len(openings()) }

// LoadOpenings reads the table again.
func LoadOpenings() { loadOpenings() }
