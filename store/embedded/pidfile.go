package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A postmaster is what Postgres writes about itself into postmaster.pid.
type postmaster struct {
	pid    int
	data   string // its data folder; another one's if this file is in a copy
	socket string // folder of its socket; "" early in its start
	ready  bool   // accepts connections
}

// readPostmaster reports false if there is no postmaster.pid, or if it is incomplete
// yet. The file outlives a Postgres that was killed.
func readPostmaster(data string) (postmaster, bool) {
	text, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		return postmaster{}, false
	}
	lines := strings.Split(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil || pid <= 1 {
		return postmaster{}, false
	}
	p := postmaster{pid: pid}
	if len(lines) > 1 {
		p.data = lines[1]
	}
	if len(lines) > 4 {
		p.socket = lines[4]
	}
	if len(lines) > 7 {
		p.ready = strings.TrimSpace(lines[7]) == "ready"
	}
	return p, true
}

// answers reports whether somebody listens on the socket.
func (p postmaster) answers() bool {
	if p.socket == "" {
		return false
	}
	conn, err := net.DialTimeout("unix", filepath.Join(p.socket, socketName), time.Second)
	if err != nil {
		return false
	}
	conn.Close()
	return true
}

// exists reports whether there is a process with that number, even if it is another
// one that has reused the number.
func (p postmaster) exists() bool {
	return !errors.Is(syscall.Kill(p.pid, 0), syscall.ESRCH)
}

type liveness int

const (
	unknown liveness = iota
	dead
	alive
)

// in says whether the process is a Postgres that works in the folder data. A
// process number alone says little: after a reboot, and in a container, it soon
// belongs to another process.
func (p postmaster) in(data string) liveness {
	cwd, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", p.pid))
	kill := syscall.Kill(p.pid, 0)
	switch {
	case err == nil && cwd == data:
		return alive
	case err == nil, errors.Is(kill, syscall.ESRCH):
		return dead
	case errors.Is(kill, syscall.EPERM): // another user's: not one that we started
		return dead
	case errors.Is(err, fs.ErrNotExist) && hasProc(): // a zombie
		return dead
	}
	return unknown // no /proc, as on macOS, or one that we may not read
}

func hasProc() bool {
	_, err := os.Stat("/proc/self/cwd")
	return err == nil
}
