//go:build !unix

package main

// descriptors is how many files this process may have open, as far as that is
// known.
func descriptors() int { return 2 * maxConnections }
