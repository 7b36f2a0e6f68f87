package rules

// Repetitions holds the keys of the positions that can still occur again,
// oldest first, the present one last. A capture or a pawn move makes all
// before it unreachable, so it never holds more than 151.
type Repetitions []uint64

// After returns the keys once next has come on the board. The caller's slice
// is left alone.
func (r Repetitions) After(next Position) Repetitions {
	if next.quietMoves() == 0 {
		return Repetitions{next.Key()}
	}
	return append(append(make(Repetitions, 0, len(r)+1), r...), next.Key())
}

// count tells how often the present position has stood on the board.
func (r Repetitions) count() int {
	n := 0
	for _, key := range r {
		if key == r[len(r)-1] {
			n++
		}
	}
	return n
}
