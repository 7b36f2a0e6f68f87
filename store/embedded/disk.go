package embedded

import "syscall"

// To keep running, Postgres needs space for one more segment of its log, and a
// little for its data.
const needed = 16<<20 + 1<<20

// DiskFull reports whether the disk of a data folder has too little space for
// Postgres to keep running.
func DiskFull(dir string) bool {
	var disk syscall.Statfs_t
	return syscall.Statfs(dir, &disk) == nil && uint64(disk.Bavail)*uint64(disk.Bsize) < needed
}
