// Package scratch chooses a folder for test databases.
package scratch

import (
	"os"
	"syscall"
)

// Dir returns /dev/shm, which is memory. If there is none, or it is small, as in a
// container by default, Dir returns the folder for temporary files. On a disk the
// tests take several times as long. Dir checks the total size, not the free space,
// so that all test programs agree.
func Dir() string {
	const shm, enough = "/dev/shm", 1 << 30
	var s syscall.Statfs_t
	if err := syscall.Statfs(shm, &s); err == nil && uint64(s.Blocks)*uint64(s.Bsize) >= enough {
		return shm
	}
	return os.TempDir()
}
