//go:build unix

package connections

import "syscall"

// descriptors returns how many files this process may have open. Go has raised that
// number to the hard limit.
func descriptors() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 2 * maxOpen
	}
	return int(min(uint64(limit.Cur), 2*maxOpen))
}
