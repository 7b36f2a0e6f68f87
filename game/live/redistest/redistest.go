// Package redistest starts Redis servers for tests, each with its own socket and
// nothing on disk.
package redistest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// patience bounds a start. It allows for a machine that is compiling at the same
// time.
const patience = 30 * time.Second

// A Server is a Redis of the test's own. Its methods fail the test when they
// cannot do what they say, and are called by one goroutine at a time.
type Server struct {
	URL string // as REDIS_URL has it

	t             testing.TB
	network, addr string
	args          []string
	cmd           *exec.Cmd
	guard         io.Closer
}

// Start returns a Redis that is ready and ends with the test. It accepts further
// arguments for redis-server. Without redis-server on the machine the test fails.
func Start(t testing.TB, more ...string) *Server {
	t.Helper()
	dir := folder(t)
	s := &Server{t: t, network: "unix", addr: filepath.Join(dir, "redis.sock")}
	s.URL = "unix://" + s.addr
	s.args = append([]string{"--dir", dir, "--port", "0", "--unixsocket", s.addr}, more...)
	s.Start()
	t.Cleanup(s.Kill)
	return s
}

// StartCluster returns a Redis that is a cluster of one.
func StartCluster(t testing.TB) *Server {
	t.Helper()
	dir := folder(t)
	s := &Server{t: t, network: "tcp"}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.addr = listener.Addr().String()
	listener.Close()
	_, port, _ := strings.Cut(s.addr, ":")
	bus, _ := strconv.Atoi(port) // the nodes' own port is usually 10,000 higher, and may be too high
	s.URL = "redis://" + s.addr + "?addr=" + s.addr
	s.args = []string{"--dir", dir, "--bind", "127.0.0.1", "--port", port, "--cluster-enabled", "yes", "--cluster-port", strconv.Itoa(bus%50_000 + 10_000),
		"--cluster-announce-ip", "127.0.0.1", "--cluster-require-full-coverage", "no"}
	s.Start()
	t.Cleanup(s.Kill)
	s.do("CLUSTER ADDSLOTSRANGE 0 16383", "+OK")
	s.do("CLUSTER SLOTS", "*1")
	return s
}

// folder is short: the path of a socket has 103 bytes at most.
func folder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "kibitz-redis-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// Start starts a Redis that was killed, at the same address, and waits until it
// answers.
func (s *Server) Start() {
	s.t.Helper()
	s.cmd = exec.Command("redis-server", append(s.args, "--save", "", "--appendonly", "no", "--daemonize", "no", "--loglevel", "warning")...)
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Ctrl-C is meant for the test
	if err := s.cmd.Start(); err != nil {
		s.t.Fatalf("a Redis for the test: %v", err)
	}
	s.watch()
	s.do("PING", "+PONG", "-NOAUTH Authentication required.")
}

// watch starts a guard that kills Redis if this process ends without doing so. The
// guard notices that by the end of its input.
func (s *Server) watch() {
	s.t.Helper()
	guard := exec.Command("sh", "-c", `cat >/dev/null; kill -9 "$0"`, strconv.Itoa(s.cmd.Process.Pid))
	guard.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	input, err := guard.StdinPipe()
	if err == nil {
		err = guard.Start()
	}
	if err != nil {
		s.t.Fatalf("guarding Redis: %v", err)
	}
	s.guard = closer(func() error {
		_ = guard.Process.Kill()
		return errors.Join(input.Close(), guard.Wait())
	})
}

type closer func() error

func (c closer) Close() error { return c() }

// Kill kills Redis, if it runs, and waits until it is gone.
func (s *Server) Kill() {
	if s.cmd == nil {
		return
	}
	_ = s.guard.Close()
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	s.cmd = nil
}

// Pause suspends Redis: its connections stay open, but nothing is answered.
func (s *Server) Pause() { s.signal(syscall.SIGSTOP) }

// Resume undoes Pause.
func (s *Server) Resume() { s.signal(syscall.SIGCONT) }

func (s *Server) signal(sig syscall.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		s.t.Fatalf("sending Redis %v: %v", sig, err)
	}
}

// do repeats a command until it gets one of the wanted answers.
func (s *Server) do(command string, want ...string) {
	s.t.Helper()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for late := time.After(patience); ; {
		answer, err := s.ask(command)
		if err == nil && slices.Contains(want, answer) {
			return
		}
		select {
		case <-again.C:
		case <-late:
			s.t.Fatalf("Redis, asked %s: got %q, %v; want %q", command, answer, err, want)
		}
	}
}

// ask sends a command and returns the first line of the answer.
func (s *Server) ask(command string) (string, error) {
	conn, err := net.DialTimeout(s.network, s.addr, time.Second)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(time.Second))
	if _, err := fmt.Fprintf(conn, "%s\r\n", command); err != nil {
		return "", err
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	return strings.TrimSpace(line), err
}
