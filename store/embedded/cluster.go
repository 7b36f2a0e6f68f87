package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"kibitz/store/internal/filelock"
)

const (
	folderName = "postgres" // in Options.Dir
	dataName   = "data"     // in that
	poll       = 5 * time.Millisecond
	// grace is how long the processes of a Postgres or an initdb may take to end after
	// their parent was killed.
	grace = 30 * time.Second
)

// A cluster is the folder of one Postgres, running or not. Changing anything in it,
// and starting or stopping Postgres, requires start.lock.
type cluster struct {
	Options
	dir     string // absolute, without links
	data    string
	account *account
	begun   bool // there is data, which must not be replaced
}

func newCluster(o Options) (*cluster, error) {
	if o.Dir == "" {
		o.Dir = DefaultDir()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	dir, err := filepath.Abs(filepath.Join(o.Dir, folderName))
	if err != nil {
		return nil, err
	}
	who, err := accountFor(filepath.Join(dir, dataName))
	if err != nil {
		return nil, err
	}
	if folder := who.barrier(dir); folder != "" {
		return nil, fmt.Errorf("user %s, whom Postgres runs as because it refuses to run as root, cannot enter %s: "+
			"choose a data folder outside it (KIBITZ_DATA=/var/lib/kibitz), or run as an ordinary user", who.name, folder)
	}
	if dir, err = who.makeFolder(dir); err != nil {
		return nil, err
	}
	return &cluster{Options: o, dir: dir, data: filepath.Join(dir, dataName), account: who}, nil
}

func (c *cluster) path(name string) string { return filepath.Join(c.dir, name) }

// lockStart takes start.lock. It makes the folder again if it was discarded
// meanwhile.
func (c *cluster) lockStart(ctx context.Context) (*os.File, error) {
	for {
		if _, err := c.account.makeFolder(c.dir); err != nil {
			return nil, err
		}
		f, err := filelock.Acquire(ctx, c.path("start.lock"), filelock.Exclusive)
		if errors.Is(err, fs.ErrPermission) {
			return nil, fmt.Errorf("%w: the data is another user's: run as that user, or choose another data folder", err)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return f, err
		}
	}
}

// occupied reports whether any process that we started on the data is alive.
func (c *cluster) occupied() bool { return filelock.Held(c.path("process.lock")) }

// serving returns what Postgres wrote about itself, whether that exists, and whether
// Postgres listens. The file may be stale, or copied together with the folder, and
// then point to an unrelated Postgres.
func (c *cluster) serving() (p postmaster, found, answers bool) {
	p, found = readPostmaster(c.data)
	return p, found, found && p.data == c.data && p.in(c.data) != dead && p.answers()
}

// up returns the folder of the socket once Postgres accepts connections. It uses a
// running Postgres, or starts one.
func (c *cluster) up(ctx context.Context) (socket string, err error) {
	waiting := time.Now()
	for {
		p, found, answers := c.serving()
		switch {
		case answers && p.ready:
			return p.socket, nil
		case !answers && !c.occupied():
			return c.launch(ctx)
		case !found, p.ready, p.in(c.data) == dead:
			// Either a parent was killed and its children have yet to notice, or the
			// socket is gone. In any other state it is starting or stopping: wait.
			if time.Since(waiting) > grace {
				return "", fmt.Errorf("a Postgres that does not answer still uses %s: stop it", c.data)
			}
		}
		if err := pause(ctx); err != nil {
			return "", fmt.Errorf("wait for Postgres to start or stop: %w", err)
		}
	}
}

// healthy is a cheap check of a Postgres that was up before.
func (c *cluster) healthy() bool {
	p, found := readPostmaster(c.data)
	return found && p.exists() && (c.occupied() || p.in(c.data) == alive)
}

// stop returns once Postgres has closed all connections, written everything to disk
// and ended. If none is running, it does nothing.
func (c *cluster) stop() error {
	p, found, answers := c.serving()
	if answers || found && c.occupied() && p.in(c.data) != dead {
		if err := syscall.Kill(p.pid, syscall.SIGINT); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("stop Postgres, process %d: %w", p.pid, err)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), stopping)
	defer cancel()
	for answers || c.occupied() {
		if pause(ctx) != nil {
			return fmt.Errorf("stop Postgres: process %d is not done after %v", p.pid, stopping)
		}
		_, _, answers = c.serving()
	}
	if strings.HasPrefix(filepath.Base(p.socket), shortSocket) {
		os.Remove(p.socket) // leave nothing behind outside our folder
	}
	return nil
}

// major returns the version of the data, 0 if there is no data yet.
func (c *cluster) major() (int, error) {
	text, err := os.ReadFile(filepath.Join(c.data, "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, fmt.Errorf("data of a Postgres that is too old: PG_VERSION is %q", text)
	}
	return major, nil
}

// pause waits a moment. It fails if ctx ends.
func pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(poll):
		return nil
	}
}
