package storetest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"kibitz/store/embedded"
	"kibitz/store/internal/filelock"
)

const (
	// watchVariable turns a test program into the watcher of the folder that it names.
	// idleVariable says how long the watcher waits.
	watchVariable = "KIBITZ_STORETEST_WATCH"
	idleVariable  = "KIBITZ_STORETEST_IDLE"
	// idle is how long the server outlives the last test program: go test runs them
	// one after the other, and the next one then needs no start.
	idle = 5 * time.Second
)

// The watcher is this same program, started once more.
func init() {
	dir := os.Getenv(watchVariable)
	if dir == "" {
		return
	}
	wait, err := time.ParseDuration(os.Getenv(idleVariable))
	if err == nil {
		err = watch(dir, wait)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// startWatcher starts a process that discards the server when no test program uses
// it any more, unless one is running already. A test program cannot do that: it may
// be killed, and it does not know when it is done.
func startWatcher(dir string, idle time.Duration) error {
	lock, err := filelock.Try(filepath.Join(dir, "watch.lock"), filelock.Exclusive)
	if errors.Is(err, filelock.ErrHeld) {
		return nil
	}
	if err != nil {
		return err
	}
	defer lock.Close()
	self, err := os.Executable()
	if err != nil {
		return err
	}
	// It inherits none of our streams, because go test waits for all processes that
	// hold them. It has its own session, because Ctrl-C is meant for the tests. It
	// inherits the lock.
	cmd := exec.Command(self)
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), watchVariable+"="+dir, idleVariable+"="+idle.String())
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.ExtraFiles = []*os.File{lock}
	if err := cmd.Start(); err != nil {
		return err
	}
	go cmd.Wait()
	return nil
}

// watch is the watcher's main function. It inherits watch.lock as file 3.
func watch(dir string, idle time.Duration) error {
	path := filepath.Join(dir, "watch.lock")
	lock := os.NewFile(3, path)
	for {
		if err := embedded.Discard(context.Background(), dir, idle); err != nil {
			return err
		}
		os.Remove(path)
		lock.Close()
		// Test programs that came before this line saw a watcher and started none.
		if err := os.Remove(dir); err == nil || errors.Is(err, os.ErrNotExist) {
			return nil
		}
		var err error
		if lock, err = filelock.Try(path, filelock.Exclusive); err != nil {
			return nil // test programs that came after it started one
		}
	}
}
