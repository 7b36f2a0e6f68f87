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
)

// shared is the one server of all test programs, and what tests are cloned from.
type shared struct {
	*embedded.Server
	template template
}

// ready starts the server or joins it. This program's hold on it is never
// closed: the end of the process gives it up, so that no package needs a
// TestMain and no way of ending can forget it. The watcher does the rest.
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
	if err := startWatcher(dir); err != nil {
		return s, errors.Join(fmt.Errorf("start the watcher: %w", err), s.Close())
	}
	s.template, err = prepare(ctx, s.Server)
	return s, err
})

// folder makes the folder of the shared server and returns it. It lies in
// memory if the machine has a place for that, and belongs to the user, because
// others could not reach its socket.
func folder() (string, error) {
	dir := filepath.Join(place(), fmt.Sprintf("kibitz-test-%d", os.Geteuid()))
	if err := os.Mkdir(dir, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return "", err
	}
	if !info.IsDir() || int(info.Sys().(*syscall.Stat_t).Uid) != os.Geteuid() {
		return "", fmt.Errorf("%s is in the way and belongs to somebody else: remove it", dir)
	}
	return dir, nil
}

// place is /dev/shm, unless there is none or it is small, as in a container by
// default. It goes by the size, not by what is free, so that all agree.
func place() string {
	const shm, enough = "/dev/shm", 1 << 30
	var s syscall.Statfs_t
	if err := syscall.Statfs(shm, &s); err == nil && uint64(s.Blocks)*uint64(s.Bsize) >= enough {
		return shm
	}
	return os.TempDir()
}
