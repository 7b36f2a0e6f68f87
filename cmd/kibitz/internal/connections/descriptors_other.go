//go:build !unix

package connections

// descriptors returns how many files this process may have open, as far as that is
// known.
func descriptors() int { return 2 * maxOpen }
