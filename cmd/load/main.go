// Command load connects spectators to a running Kibitz, plays games for them, and
// checks that each of them gets every event once and in order. It measures how
// late events arrive and what they cost.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// Exit codes.
const (
	fine   = 0
	faulty = 1 // a reader missed, doubled or reordered a version, or something failed
	misuse = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is the whole program; it returns the exit code.
func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	c, err := readConfig(args, errOut)
	if errors.Is(err, flag.ErrHelp) {
		return fine
	}
	if err == nil {
		err = raiseFiles(c.files())
	}
	var result *report
	if err == nil {
		result, err = newReport(c)
	}
	if err != nil {
		fmt.Fprintln(errOut, "load:", err)
		return misuse
	}
	for _, transports := range c.runs() {
		one, err := measure(ctx, c, transports, errOut)
		if err != nil {
			fmt.Fprintln(errOut, "load:", err)
			return faulty
		}
		one.Command = strings.Join(append([]string{"load"}, args...), " ")
		result.Runs = append(result.Runs, one)
		if ctx.Err() != nil {
			break
		}
	}
	result.print(out)
	if err := result.save(c.json); err != nil {
		fmt.Fprintln(errOut, "load:", err)
		return faulty
	}
	if !result.fine() {
		return faulty
	}
	return fine
}
