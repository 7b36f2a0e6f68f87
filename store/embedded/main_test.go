package embedded_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"kibitz/store/embedded"
)

// clientVariable turns this test program into a user of the server in the
// folder it names: one that runs until its input ends, and that can be killed.
const clientVariable = "KIBITZ_EMBEDDED_CLIENT"

func TestMain(m *testing.M) {
	if dir := os.Getenv(clientVariable); dir != "" {
		if err := use(dir); err != nil {
			fmt.Println("failed:", err)
			os.Exit(1)
		}
		return
	}
	code := m.Run()
	removeMade()
	os.Exit(code)
}

func use(dir string) error {
	server, err := embedded.Start(context.Background(), embedded.Options{Dir: dir})
	if err != nil {
		return err
	}
	fmt.Println(server.URL("postgres"))
	io.Copy(io.Discard, os.Stdin)
	return server.Close()
}

// A client is another process that uses a server.
type client struct {
	t     *testing.T
	cmd   *exec.Cmd
	stdin io.Closer
	lines *bufio.Reader
}

// startClient starts the program at path, this one if it is "", as the given
// system user, ourselves if it is nil.
func startClient(t *testing.T, path, dir string, as *syscall.Credential) *client {
	t.Helper()
	if path == "" {
		var err error
		if path, err = os.Executable(); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(path)
	// The race detector sleeps a second before each exit, unless told not to.
	cmd.Env = append(os.Environ(), clientVariable+"="+dir, "GORACE=atexit_sleep_ms=0")
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c := &client{t: t, cmd: cmd, stdin: stdin, lines: bufio.NewReader(stdout)}
	t.Cleanup(c.leave)
	return c
}

// url waits until the client's server is up.
func (c *client) url() string {
	c.t.Helper()
	line, err := c.lines.ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "postgres://") {
		c.t.Fatalf("another process got no server: %v %s", err, line)
	}
	return strings.TrimSpace(line)
}

// leave ends the client in good order. It does nothing if the client is gone.
func (c *client) leave() {
	c.t.Helper()
	if c.cmd.ProcessState != nil {
		return
	}
	c.stdin.Close()
	rest, _ := io.ReadAll(c.lines)
	if err := c.cmd.Wait(); err != nil {
		c.t.Errorf("another process: %v %s", err, rest)
	}
}

// kill ends the client like a crash.
func (c *client) kill() {
	c.t.Helper()
	if err := c.cmd.Process.Kill(); err != nil {
		c.t.Fatal(err)
	}
	c.cmd.Wait()
}
