package embedded

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// makeFolder makes dir if there is none, and returns its path without links, as
// Postgres writes it.
func (a *account) makeFolder(dir string) (string, error) {
	for tries := 0; ; tries++ {
		if err := a.makeFolders(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		real, err := filepath.EvalSymlinks(dir)
		// It may be discarded just now, but not again and again.
		if !errors.Is(err, fs.ErrNotExist) || tries == 10 {
			return real, err
		}
	}
}

// makeFolders makes dir and its parents, such that the account can pass through all
// of them, whatever our umask is.
func (a *account) makeFolders(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if parent := filepath.Dir(dir); parent != dir {
		if err := a.makeFolders(parent); err != nil {
			return err
		}
	}
	err := os.Mkdir(dir, 0o755)
	if errors.Is(err, fs.ErrExist) {
		return nil // somebody was faster
	}
	if err == nil && a != nil {
		err = os.Chmod(dir, 0o755)
	}
	return err
}

const largestLog = 8 << 20

// openLog opens the log for appending. If it has grown large, openLog starts a new
// one and keeps the last.
func (c *cluster) openLog() (*os.File, error) {
	path := c.path("postgres.log")
	if info, err := os.Stat(path); err == nil && info.Size() > largestLog {
		if err := os.Rename(path, path+".old"); err != nil {
			return nil, err
		}
	}
	// Do not follow links: if we are root, the folder may be another user's.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND|syscall.O_NOFOLLOW, 0o600)
	if err != nil || c.account == nil {
		return f, err
	}
	if err := f.Chown(int(c.account.uid), int(c.account.gid)); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// tail returns the end of what was logged after offset, for an error message.
func tail(path string, offset int64) string {
	f, err := os.Open(path)
	if err != nil {
		return err.Error()
	}
	defer f.Close()
	text, err := io.ReadAll(io.NewSectionReader(f, offset, 1<<20))
	if err != nil {
		return err.Error()
	}
	return lastLines(string(text))
}

func lastLines(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-5):], "\n")
}

// touch makes an empty file if there is none.
func touch(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// syncFolder makes a rename in the folder durable.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
