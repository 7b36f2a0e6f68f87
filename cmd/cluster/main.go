// Command cluster starts two Kibitz servers on one database, a Redis between
// them and a small proxy before them, to try by hand what happens when one of
// them is killed. It is not for serving anybody: that is what real proxies are for.
//
// It runs the kibitz in its own folder, with that program's usual data folder.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

func main() {
	addr := flag.String("addr", "localhost:8080", "`address` of the proxy")
	servers := flag.Int("servers", 2, "how many servers")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends all at once
	if err := run(ctx, *addr, *servers); err != nil {
		fmt.Fprintln(os.Stderr, "cluster:", err)
		os.Exit(1)
	}
}

// run starts everything, and takes it down when ctx ends.
func run(ctx context.Context, addr string, servers int) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "kibitz-cluster-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	socket := filepath.Join(dir, "redis.sock")
	var running sync.WaitGroup
	defer running.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	redis := command(ctx, "redis-server", "--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", dir)
	if err := start(redis, "Redis", &running); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	var addresses []string
	for i := range servers {
		server := command(ctx, filepath.Join(filepath.Dir(self), "kibitz"), "-addr", "127.0.0.1:0", "-redis", "unix://"+socket)
		address, err := startServer(server, fmt.Sprintf("server %d", i+1), &running)
		if err != nil {
			return err
		}
		addresses = append(addresses, address)
	}
	return serve(ctx, listener, newProxy(ctx, addresses))
}

// command returns a program that is asked to stop when ctx ends. It has a process
// group of its own, so that Ctrl-C reaches it only through ctx.
func command(ctx context.Context, name string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, name, args...)
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	c.WaitDelay = 15 * time.Second
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Stderr = os.Stderr
	return c
}

// start starts a program, and prints when it ends.
func start(c *exec.Cmd, name string, running *sync.WaitGroup) error {
	if err := c.Start(); err != nil {
		return fmt.Errorf("starting %s: %w", name, err)
	}
	fmt.Printf("%s is process %d\n", name, c.Process.Pid)
	running.Go(func() {
		err := c.Wait()
		fmt.Printf("%s has ended: %v\n", name, err)
	})
	return nil
}

// startServer starts a Kibitz, and returns its address once it listens.
func startServer(c *exec.Cmd, name string, running *sync.WaitGroup) (address string, err error) {
	out, in, err := os.Pipe()
	if err != nil {
		return "", err
	}
	defer in.Close()
	c.Stdout = in
	if err := start(c, name, running); err != nil {
		return "", errors.Join(err, out.Close())
	}
	in.Close()
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if address, ok := strings.CutPrefix(lines.Text(), "Kibitz is on "); ok {
			return strings.TrimSpace(address), nil
		}
	}
	return "", fmt.Errorf("%s did not start", name)
}

func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	fmt.Printf("Kibitz is on http://%s\n", listener.Addr())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
