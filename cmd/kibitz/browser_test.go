package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"kibitz/store/storetest"
)

// The files browser*_test.go play Kibitz in a real Chromium. All tests share
// one, in which each person has a window and cookies of its own; each test has a
// server of its own.

// patience bounds each single wait. It is for a machine that has a lot to do;
// nothing waits that long otherwise.
const patience = 30 * time.Second

// chromium is the browser, started by the first test that asks for it.
var chromium = sync.OnceValues(startChromium)

// stopChromium ends it, if it was started.
var stopChromium = func() {}

func startChromium() (context.Context, error) {
	path, err := findChromium("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("headless", "new"),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("ignore-certificate-errors", true), // ours are of our own making
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1"),
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ := chromedp.NewContext(allocator)
	if err := chromedp.Do(ctx); err != nil {
		stop()
		return nil, fmt.Errorf("starting %s: %w", path, err)
	}
	stopChromium = func() {
		limited, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		_ = chromedp.Cancel(limited)
		stop()
	}
	return ctx, nil
}

func findChromium(names ...string) (string, error) {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("the browser tests need a Chromium: none of %s is in PATH", strings.Join(names, ", "))
}

// A site is a whole Kibitz in this process, with a database of its own.
type site struct {
	t        testing.TB
	url      string
	database string
}

// openSite starts a server. It is stopped when the test ends, after the people
// have gone, and the test fails if it had anything to complain about.
func openSite(t testing.TB, changes ...func(*config)) *site {
	t.Helper()
	s := &site{t: t, database: storetest.Database(t)}
	ctx, stop := context.WithCancel(context.Background())
	out, in := io.Pipe()
	log := slog.New(slog.NewTextHandler(complaints{t}, &slog.HandlerOptions{Level: slog.LevelWarn}))
	ended := make(chan error, 1)
	c := config{addr: "127.0.0.1:0", data: t.TempDir(), database: s.database}
	for _, change := range changes {
		change(&c)
	}
	go func() {
		err := run(ctx, c, log, in)
		in.Close()
		ended <- err
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the server ended with: %v", err)
		}
	})
	lines := bufio.NewReader(out)
	line, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal("the server did not start")
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	s.url = strings.TrimSpace(strings.TrimPrefix(line, "Kibitz is on "))
	return s
}

// in is the site in a part of a test.
func (s *site) in(t testing.TB) *site {
	part := *s
	part.t = t
	return &part
}

// complaints fails a test for each line that is written to it.
type complaints struct{ t testing.TB }

func (c complaints) Write(line []byte) (int, error) {
	c.t.Errorf("the server complains: %s", line)
	return len(line), nil
}

// The other tests rely on this.
func TestTroublesOfAPageAreNoticed(t *testing.T) {
	t.Parallel()
	p := openSite(t).person("somebody")
	p.open("/")
	for what, js := range map[string]string{
		"a warning":             `console.warn('oh')`,
		"an error":              `console.error('oh')`,
		"an exception":          `setTimeout(() => { throw new Error('oh'); })`,
		"a rejection":           `void Promise.reject(new Error('oh'))`,
		"what the policy bars":  `document.body.insertAdjacentHTML('beforeend', '<p style="color: red">oh</p>')`,
		"what cannot be loaded": `document.body.append(Object.assign(new Image(), { src: '/oh' }))`,
	} {
		p.do(what, chromedp.Evaluate[chromedp.Void](js))
		for range 3000 {
			if len(p.troubles()) > 0 {
				break
			}
			read[int](p, "1")
		}
		if len(p.troubles()) == 0 {
			t.Errorf("%s was not noticed", what)
		}
		p.mu.Lock()
		p.trouble = nil
		p.mu.Unlock()
	}
}
