package storetest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"kibitz/store/embedded"
	"kibitz/store/internal/scratch"
)

// shared is the one server of all test programs, and the template that their
// databases are cloned from.
type shared struct {
	*embedded.Server
	template template
}

// ready starts the server or joins it. This program never closes its share: the end
// of the process releases it, so no package needs a TestMain, and no exit can miss
// it. The watcher does the rest.
var ready = sync.OnceValues(func() (s shared, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	dir, err := folder()
	if err != nil {
		return s, err
	}
	s.Server, err = embedded.Start(ctx, embedded.Options{Dir: dir, NoSync: true, MaxConnections: 300})
	if err != nil {
		return s, err
	}
	if err := startWatcher(dir, idle); err != nil {
		return s, errors.Join(fmt.Errorf("start the watcher: %w", err), s.Close())
	}
	s.template, err = prepare(ctx, s.Server)
	return s, err
})

// folder makes the folder of the shared server and returns it. Each system user has
// their own, because others could not reach the socket.
func folder() (string, error) {
	dir := filepath.Join(scratch.Dir(), fmt.Sprintf("kibitz-test-%d", os.Geteuid()))
	for {
		err := os.Mkdir(dir, 0o755)
		if err == nil {
			err = os.Chmod(dir, 0o755) // Postgres's user has to enter, whatever our umask is
		}
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return "", err
		}
		info, err := os.Lstat(dir)
		if errors.Is(err, fs.ErrNotExist) {
			continue // the watcher just removed it
		}
		if err != nil {
			return "", err
		}
		if !info.IsDir() || int(info.Sys().(*syscall.Stat_t).Uid) != os.Geteuid() {
			return "", fmt.Errorf("%s is in the way and belongs to somebody else: remove it", dir)
		}
		return dir, nil
	}
}
