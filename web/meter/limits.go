package meter

// Counts of what feeds cost. Beyond that the one unused for longest is forgotten;
// a page then shows less than it has cost.
const (
	maxMeters        = 20_000
	metersPerAddress = 2_000
)
