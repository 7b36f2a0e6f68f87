// Package filelock locks files against other processes, and against other
// holders in this one. The kernel releases a lock when its holder dies, however
// it dies, which no pid file can promise.
package filelock

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// A Kind says whether several holders may share a lock.
type Kind int

// Any number of holders may have a Shared lock; an Exclusive lock has one holder.
const (
	Shared    Kind = syscall.LOCK_SH
	Exclusive Kind = syscall.LOCK_EX
)

const retry = 5 * time.Millisecond

// ErrHeld means that somebody else has the lock.
var ErrHeld = errors.New("lock is held")

// Acquire creates the file at path if there is none, and waits until it has the
// lock or ctx ends. Closing the file releases the lock. The folder must exist; if it
// does not, the error is fs.ErrNotExist.
func Acquire(ctx context.Context, path string, kind Kind) (*os.File, error) {
	for {
		f, err := Try(path, kind)
		if !errors.Is(err, ErrHeld) {
			return f, err
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for %s: %w", path, ctx.Err())
		case <-time.After(retry):
		}
	}
}

// Try is like Acquire, but fails with ErrHeld instead of waiting.
func Try(path string, kind Kind) (*os.File, error) {
	for {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
		if err != nil {
			return nil, err
		}
		if err := Change(f, kind); err != nil {
			f.Close()
			return nil, err
		}
		if current(f, path) {
			return f, nil
		}
		f.Close() // deleted meanwhile: nobody else would see this lock
	}
}

// Held reports whether somebody has an Exclusive lock on the file at path.
func Held(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	return errors.Is(Change(f, Shared), ErrHeld)
}

// Change changes the kind of a lock. If it fails with ErrHeld, f may have lost its
// lock.
func Change(f *os.File, kind Kind) error {
	for {
		err := syscall.Flock(int(f.Fd()), int(kind)|syscall.LOCK_NB)
		switch {
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EWOULDBLOCK):
			return ErrHeld
		case err != nil:
			return fmt.Errorf("lock %s: %w", f.Name(), err)
		default:
			return nil
		}
	}
}

// current reports whether f is still the file that others find at path.
func current(f *os.File, path string) bool {
	ours, err := f.Stat()
	if err != nil {
		return false
	}
	theirs, err := os.Stat(path)
	return err == nil && os.SameFile(ours, theirs)
}
