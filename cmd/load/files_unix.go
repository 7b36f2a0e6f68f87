//go:build unix

package main

import (
	"syscall"
	"time"
)

// raiseFiles makes sure that so many files can be open: it raises the soft limit
// as far as the hard one allows.
func raiseFiles(need uint64) error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return nil // then it shows at the first connection too many
	}
	soft, hard := uint64(limit.Cur), uint64(limit.Max)
	if err := enoughFiles(need, hard); err != nil || soft >= need {
		return err
	}
	limit.Cur = limit.Max
	return syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit)
}

// ownCPU is the CPU time that this process has taken.
func ownCPU() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
