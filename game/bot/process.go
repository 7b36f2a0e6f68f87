package bot

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// Longest line of an engine that is read. Those that matter have under 100 bytes.
const maxLine = 4096

// A process is a running engine. It belongs to one goroutine, which must kill
// it in the end, even if it has died.
type process struct {
	cmd     *exec.Cmd
	in, out *os.File
	replies chan reply    // lines that matter; closed when its output ends
	killed  chan struct{} // closed when nobody listens any more
	reader  sync.WaitGroup
}

// startProcess starts an engine in its own process group, so that it can be killed
// with all processes that it may have started. Because the server's environment has
// passwords, the engine sees only the variables that programs need to run.
func startProcess(path string, args []string) (p *process, err error) {
	theirIn, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer theirIn.Close()
	out, theirOut, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, in.Close())
	}
	defer theirOut.Close()
	p = &process{cmd: exec.Command(path, args...), in: in, out: out, replies: make(chan reply), killed: make(chan struct{})}
	p.cmd.Stdin, p.cmd.Stdout = theirIn, theirOut
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	p.cmd.Env = []string{}
	for _, name := range []string{"PATH", "HOME", "TMPDIR"} {
		if value, ok := os.LookupEnv(name); ok {
			p.cmd.Env = append(p.cmd.Env, name+"="+value)
		}
	}
	if err := p.cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("starting the engine: %w", err), in.Close(), out.Close())
	}
	p.reader.Go(p.read)
	return p, nil
}

// read passes on the engine's lines until it ends or is killed. It drops a line that
// is too long, whatever its length.
func (p *process) read() {
	defer close(p.replies)
	lines := bufio.NewReaderSize(p.out, maxLine)
	for tooLong := false; ; {
		line, err := lines.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			tooLong = true
			continue
		}
		if r := parseReply(string(line)); r.kind != isOther && !tooLong {
			select {
			case p.replies <- r:
			case <-p.killed:
				return
			}
		}
		if err != nil {
			return
		}
		tooLong = false
	}
}

// send sends commands to the engine. It has a deadline, because an engine may not
// read them.
func (p *process) send(commands ...string) error {
	if err := p.in.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return fmt.Errorf("writing to the engine: %w", err)
	}
	for _, c := range commands {
		if _, err := io.WriteString(p.in, c+"\n"); err != nil {
			return fmt.Errorf("writing to the engine: %w", err)
		}
	}
	return nil
}

// kill ends the engine with all processes that it started, and returns when it is
// gone.
func (p *process) kill() {
	// Before Wait: until then the process number cannot be reused.
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	close(p.killed)
	_ = p.in.Close()
	_ = p.out.Close()
	_ = p.cmd.Wait() // says that it was killed
	p.reader.Wait()
}
