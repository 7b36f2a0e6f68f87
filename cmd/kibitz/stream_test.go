package main

import (
	"bufio"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// dataDir is a folder that Postgres can enter, which does not run as root.
func dataDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	_ = os.Chmod(filepath.Dir(dir), 0o755)
	_ = os.Chmod(dir, 0o755)
	return dir
}

// stream reads a game's SSE feed, line by line, until the test ends. The channel
// is closed when the stream ends.
func (p *process) stream(path string) <-chan string {
	p.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	p.t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, "GET", p.url+path+"/feed?after=2", nil)
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	lines := make(chan string, 1000)
	go func() {
		defer close(lines)
		defer response.Body.Close()
		for text := bufio.NewScanner(response.Body); text.Scan(); {
			lines <- text.Text()
		}
	}()
	return lines
}

// wantLine waits for a line of a stream.
func wantLine(t *testing.T, lines <-chan string, line string, within time.Duration) {
	t.Helper()
	for late := time.After(within); ; {
		select {
		case got, open := <-lines:
			if !open {
				t.Fatalf("the stream ended, want %q", line)
			}
			if got == line {
				return
			}
		case <-late:
			t.Fatalf("no %q within %v", line, within)
		}
	}
}

// readiness is what /readyz says.
func (p *process) readiness() string {
	response, err := http.Get(p.url + "/readyz")
	if err != nil {
		return err.Error()
	}
	defer response.Body.Close()
	line, _ := bufio.NewReader(response.Body).ReadString('\n')
	return response.Status + " " + strings.TrimSpace(line)
}

// untilReady waits until /readyz begins so.
func (p *process) untilReady(prefix string) {
	p.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for late := time.After(30 * time.Second); ; {
		got := p.readiness()
		if strings.HasPrefix(got, prefix) {
			return
		}
		select {
		case <-tick.C:
		case <-late:
			p.t.Fatalf("/readyz says %q, want %q", got, prefix)
		}
	}
}
