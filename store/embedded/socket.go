package embedded

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const (
	socketName = ".s.PGSQL.5432"
	// longestSocket is the longest socket path that every system accepts:
	// sun_path has 104 bytes on macOS and BSD, 108 on Linux, one of them a zero.
	longestSocket = 103
	shortSocket   = "kibitz-" // begins the name of a folder outside ours
)

// makeSocketFolder returns a folder for the socket that only Postgres's user (and
// root) can enter, because the socket asks for no password. It is beside the data,
// or in the system's folder for temporary files if the path would be too long for a
// socket.
func (c *cluster) makeSocketFolder() (string, error) {
	short := fmt.Sprintf("%s%.6x", shortSocket, sha256.Sum256([]byte(c.dir)))
	for _, dir := range []string{
		c.path("socket"),
		filepath.Join(os.TempDir(), short),
		filepath.Join("/tmp", short),
	} {
		if len(filepath.Join(dir, socketName)) > longestSocket || strings.ContainsAny(dir, `,"`) {
			continue // a comma separates folders, for Postgres and in a URL
		}
		if c.account.barrier(filepath.Dir(dir)) != "" {
			continue
		}
		return dir, c.makePrivate(dir)
	}
	return "", fmt.Errorf("no folder for the socket: %s is too long a path, and so is %s", c.dir, os.TempDir())
}

// makePrivate makes a folder that belongs to Postgres's user alone. It verifies an
// existing one, because anybody may create one in /tmp.
func (c *cluster) makePrivate(dir string) error {
	err := os.Mkdir(dir, 0o700)
	if err == nil {
		return c.account.own(dir)
	}
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if info.IsDir() && info.Mode().Perm()&0o077 == 0 {
		if c.account.owns(info) {
			return nil
		}
		var ourselves *account
		if ourselves.owns(info) { // an earlier process was killed before it could change the owner
			return c.account.own(dir)
		}
	}
	return fmt.Errorf("%s is in the way, and others may write to it: remove it", dir)
}
