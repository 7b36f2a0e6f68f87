package embedded

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"kibitz/store/internal/filelock"
)

// launch starts Postgres on a cluster where none is running, and creates its data if
// there is none.
func (c *cluster) launch(ctx context.Context) (socket string, err error) {
	major, err := c.major()
	if err != nil {
		return "", err
	}
	pg, err := pick(installed(), major)
	if err != nil {
		return "", err
	}
	// initdb, Postgres and all their processes inherit the lock with the open file, so
	// it is free when the last of them has ended.
	lock, err := filelock.Acquire(ctx, c.path("process.lock"), filelock.Exclusive)
	if err != nil {
		return "", err
	}
	defer lock.Close()
	if major == 0 {
		if c.begun {
			return "", errVanished
		}
		if err := c.create(ctx, pg, lock); err != nil {
			return "", err
		}
	}
	if socket, err = c.makeSocketFolder(); err != nil {
		return "", err
	}
	if err := c.clear(socket); err != nil {
		return "", err
	}
	log, err := c.openLog()
	if err != nil {
		return "", err
	}
	defer log.Close()
	cmd := c.postgres(pg, socket)
	cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = log, log, []*os.File{lock}
	return socket, c.run(ctx, cmd, log)
}

// errVanished is for data that was there when we began: an empty Postgres in
// its place would pass for a working one.
var errVanished = errors.New("the data has vanished from the data folder; put it back, or stop and start again without it")

// create makes the data folder under another name first, so that an existing data
// folder is always complete.
func (c *cluster) create(ctx context.Context, pg installation, lock *os.File) error {
	c.Log.Info("creating a private Postgres", "dir", c.dir, "version", pg.major)
	if c.NoSync {
		if err := touch(c.path(throwaway)); err != nil {
			return err
		}
	}
	made := c.data + ".new"
	if err := os.RemoveAll(made); err != nil {
		return err
	}
	if err := os.Mkdir(made, 0o700); err != nil {
		return err
	}
	if err := c.account.own(made); err != nil {
		return err
	}
	args := []string{"-D", made, "-U", "postgres", "-E", "UTF8", "--locale=C", "--auth-local=trust", "--auth-host=reject"}
	if c.NoSync {
		args = append(args, "--no-sync")
	}
	cmd := c.command(ctx, pg, "initdb", args...)
	cmd.ExtraFiles = []*os.File{lock}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, lastLines(string(out)))
	}
	if err := os.Rename(made, c.data); err != nil {
		return err
	}
	return syncFolder(c.dir)
}

// run starts Postgres and waits until it accepts connections. After that, ctx no
// longer affects it: Postgres must outlive the start, and may outlive us.
func (c *cluster) run(ctx context.Context, cmd *exec.Cmd, log *os.File) error {
	told, err := log.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start Postgres: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()

	for {
		if p, ok := readPostmaster(c.data); ok && p.pid == cmd.Process.Pid && p.ready {
			c.Log.Info("private Postgres is up", "dir", c.dir, "pid", p.pid, "took", time.Since(began))
			return nil
		}
		select {
		case err := <-ended:
			return fmt.Errorf("start Postgres: %w: %s", err, tail(log.Name(), told))
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("start Postgres: %w", ctx.Err()), giveUp(cmd, ended))
		case <-time.After(poll):
		}
	}
}

func giveUp(cmd *exec.Cmd, ended <-chan error) error {
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		return nil // it ended by itself
	}
	select {
	case <-ended:
		return nil
	case <-time.After(stopping):
		return fmt.Errorf("stop Postgres: process %d is not done after %v", cmd.Process.Pid, stopping)
	}
}

// postgres returns the command to run. It sets what we rely on, and leaves
// everything else to postgresql.conf.
func (c *cluster) postgres(pg installation, socket string) *exec.Cmd {
	settings := []string{
		"listen_addresses=", "port=5432", "cluster_name=kibitz",
		`unix_socket_directories="` + socket + `"`, "unix_socket_permissions=0700",
		"logging_collector=off", "log_destination=stderr",
	}
	if c.MaxConnections > 0 {
		settings = append(settings, "max_connections="+strconv.Itoa(c.MaxConnections))
	}
	if c.NoSync {
		settings = append(settings, "fsync=off", "synchronous_commit=off", "full_page_writes=off")
	}
	args := []string{"-D", c.data}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	return c.command(context.Background(), pg, "postgres", args...)
}

func (c *cluster) command(ctx context.Context, pg installation, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, pg.program(name), args...)
	cmd.Dir = c.dir // the account may be unable to enter our working directory
	cmd.SysProcAttr = c.account.attributes()
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "PG") { // PGPORT and others would change what runs
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, "LC_ALL=C") // its messages, and macOS insists on one
	return cmd
}

// clear removes files of a killed Postgres that would stop the next one. Only
// process.lock and the process itself show that it is dead: the postmaster.pid of a
// live Postgres must stay, because it keeps a second one off the data.
func (c *cluster) clear(socket string) error {
	p, found := readPostmaster(c.data)
	if found {
		switch p.in(c.data) {
		case alive:
			return fmt.Errorf("process %d, a Postgres, uses the data but does not answer", p.pid)
		case unknown:
			return nil // Postgres decides
		}
	}
	for _, file := range []string{
		filepath.Join(c.data, "postmaster.pid"),
		filepath.Join(socket, socketName),
		filepath.Join(socket, socketName+".lock"),
	} {
		if err := os.RemoveAll(file); err != nil {
			return err
		}
	}
	return nil
}
