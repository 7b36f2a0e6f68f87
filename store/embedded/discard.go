package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"kibitz/store/internal/filelock"
)

// throwaway marks a cluster that was made with NoSync.
const throwaway = "no-sync"

// Discard waits until nobody has used the Postgres in dir for idle, then stops it
// and deletes it with all its data. It is for test databases, whose users may be
// killed before they can stop it. If the data was not made with NoSync, it fails and
// changes nothing.
func Discard(ctx context.Context, dir string, idle time.Duration) error {
	c, err := find(dir)
	if err != nil {
		return ignoreMissing(err)
	}
	for {
		gone, err := c.discard(ctx, idle)
		if gone || err != nil {
			return err
		}
	}
}

// find returns the cluster in dir without making anything.
func find(dir string) (*cluster, error) {
	path, err := filepath.EvalSymlinks(filepath.Join(dir, folderName))
	if err != nil {
		return nil, err
	}
	if path, err = filepath.Abs(path); err != nil {
		return nil, err
	}
	return &cluster{dir: path, data: filepath.Join(path, dataName)}, nil
}

// discard reports false if the server is in use, or was used before the idle time
// was over.
func (c *cluster) discard(ctx context.Context, idle time.Duration) (bool, error) {
	if err := c.awaitUnused(ctx); err != nil {
		return errors.Is(err, fs.ErrNotExist), ignoreMissing(err)
	}
	select {
	case <-ctx.Done():
		return false, ctx.Err()
	case <-time.After(idle):
	}

	start, err := filelock.Acquire(ctx, c.path("start.lock"), filelock.Exclusive)
	if err != nil {
		return errors.Is(err, fs.ErrNotExist), ignoreMissing(err)
	}
	defer start.Close()
	users, err := filelock.Try(c.path("users.lock"), filelock.Exclusive)
	if errors.Is(err, filelock.ErrHeld) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer users.Close()
	if err := c.refuse(); err != nil {
		return false, err
	}
	if err := c.stop(); err != nil {
		return false, err
	}
	return true, c.remove()
}

// awaitUnused returns when nobody uses the server. It holds the lock only for a
// moment, while new users wait.
func (c *cluster) awaitUnused(ctx context.Context) error {
	for {
		users, err := filelock.Try(c.path("users.lock"), filelock.Exclusive)
		if !errors.Is(err, filelock.ErrHeld) {
			users.Close()
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(watchEvery):
		}
	}
}

// refuse fails if somebody may need the data.
func (c *cluster) refuse() error {
	if _, err := os.Stat(c.path(throwaway)); err == nil {
		return nil
	}
	if _, err := os.Stat(c.data); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return fmt.Errorf("%s was not made for tests and is not deleted", c.data)
}

// remove removes the folder in one step, so that a new user finds all of it or
// nothing.
func (c *cluster) remove() error {
	gone := c.dir + ".gone"
	if err := os.RemoveAll(gone); err != nil { // left by a process that was killed while removing
		return err
	}
	if err := os.Rename(c.dir, gone); err != nil {
		return err
	}
	return os.RemoveAll(gone)
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
