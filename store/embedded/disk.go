package embedded

import "syscall"

// A Postgres needs room for one more segment of its log to go on, and a little
// for its data.
const needed = 16<<20 + 1<<20

// DiskFull reports whether the disk of a data folder has no room for a Postgres to
// go on.
func DiskFull(dir string) bool {
	var disk syscall.Statfs_t
	return syscall.Statfs(dir, &disk) == nil && uint64(disk.Bavail)*uint64(disk.Bsize) < needed
}
