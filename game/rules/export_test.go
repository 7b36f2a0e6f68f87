package rules

// Openings is how many positions have a name.
func Openings() int { return len(openings()) }

// LoadOpenings reads the table again.
func LoadOpenings() { loadOpenings() }
