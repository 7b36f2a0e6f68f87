package rules

// Repetitions holds the keys of the positions that can still occur again, oldest
// first, the current one last. A capture or a pawn move makes all earlier positions
// unreachable, so there are never more than 151.
type Repetitions []uint64

// After returns the keys once next is on the board. It does not change the receiver.
func (r Repetitions) After(next Position) Repetitions {
	if next.quietMoves() == 0 {
		return Repetitions{next.Key()}
	}
	return append(append(make(Repetitions, 0, len(r)+1), r...), next.Key())
}

// count returns how often the current position has occurred.
func (r Repetitions) count() int {
	n := 0
	for _, key := range r {
		if key == r[len(r)-1] {
			n++
		}
	}
	return n
}
