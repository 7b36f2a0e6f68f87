package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/css"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// An action is something done to a page that yields nothing.
type action = chromedp.Action[chromedp.Void]

// A person sits at a window of the browser. A test fails if the page of one
// writes an error or a warning to its console, breaks the content security
// policy or throws an exception that nobody catches.
type person struct {
	t    testing.TB
	site *site
	name string
	ctx  context.Context

	mu      sync.Mutex
	trouble []string
	allowed []string // parts of troubles that a test brings about on purpose
	asked   int      // how often the page asked whether to leave it
}

// command makes an action of a command of the protocol.
func command[P, R any](c cdp.Command[P, R], params P) action {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, c, params)
		return chromedp.Void{}, err
	}
}

// What a person's browser can be like.
var (
	withoutScripts = command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	desktop        = chromedp.EmulateViewport(1280, 900)
	phone          = chromedp.EmulateViewport(360, 740, chromedp.EmulateMobile, chromedp.EmulateTouch)
)

// prefers is a browser whose user has set something: prefers("color-scheme", "dark").
func prefers(what, value string) action {
	return command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-" + what, Value: value}},
	})
}

// person opens a window with no cookies.
func (s *site) person(name string, browser ...action) *person {
	s.t.Helper()
	ctx, err := chromium()
	if err != nil {
		s.t.Fatal(err)
	}
	p := &person{t: s.t, site: s, name: name}
	var gone context.CancelFunc
	p.ctx, gone = chromedp.NewContext(ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(p.hear))
	s.t.Cleanup(gone)
	usual := []action{
		// Nobody listens to what these tell, and telling it takes time.
		command(css.Disable, cdp.Empty{}), command(dom.Disable, cdp.Empty{}), command(network.Disable, cdp.Empty{}),
		// Several windows are used at once, and each shall behave as the one in front.
		command(emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}),
		desktop,
	}
	if err := chromedp.Do(p.ctx, append(usual, browser...)...); err != nil {
		s.t.Fatalf("a window for %s: %v", name, err)
	}
	s.t.Cleanup(p.settle)
	return p
}

// hear collects what a page complains about. It is called by the loop that
// reads from the browser.
func (p *person) hear(event any) {
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			p.note(fmt.Sprintf("%s: %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL))
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning || e.Type == runtime.ConsoleAPICalledTypeAssert {
			p.note(fmt.Sprintf("console.%s: %s", e.Type, values(e.Args)))
		}
	case *page.EventJavascriptDialogOpening:
		p.mu.Lock()
		p.asked++
		p.mu.Unlock()
		go func() {
			_, _ = chromedp.Call(p.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
		}()
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
		p.note("exception: " + text)
	}
}

func values(args []*runtime.RemoteObject) string {
	var texts []string
	for _, a := range args {
		texts = append(texts, string(a.Value)+a.Description)
	}
	return strings.Join(texts, " ")
}

func (p *person) note(trouble string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.trouble = append(p.trouble, trouble)
}

// allow lets the page complain about what the test does, by a part of the text.
func (p *person) allow(part string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.allowed = append(p.allowed, part)
}

// questions is how often the page has asked whether to leave it. The answer was
// always yes.
func (p *person) questions() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

// settle fails the test for what the page has complained about.
func (p *person) settle() {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	// The answer to this comes after all that the page has said until now.
	_, _ = chromedp.Run(ctx, chromedp.Evaluate[int]("1"))
	for _, trouble := range p.troubles() {
		p.t.Errorf("the page of %s complains: %s", p.name, trouble)
	}
}

// troubles returns what the page has complained about and may not.
func (p *person) troubles() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var troubles []string
	for _, trouble := range p.trouble {
		if !slices.ContainsFunc(p.allowed, func(part string) bool { return strings.Contains(trouble, part) }) {
			troubles = append(troubles, trouble)
		}
	}
	return troubles
}

// do runs actions that must not fail.
func (p *person) do(what string, steps ...action) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.fail("%s: %v", what, err)
	}
}

// read waits for JavaScript to have a value in the page, which is not null, and
// returns it. The page's own scripts may be off; other pages may come and go.
func read[T any](p *person, js string) T {
	p.t.Helper()
	return poll(p, "a value", js, func(T) bool { return true })
}

// until waits for JavaScript to be true in the page.
func (p *person) until(what, js string) {
	p.t.Helper()
	poll(p, what, "!!("+js+")", func(is bool) bool { return is })
}

// poll evaluates JavaScript until what comes out is good. A page that has broken
// is not waited for.
func poll[T any](p *person, what, js string, good func(T) bool) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for {
		v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js))
		if err == nil && good(v) {
			return v
		}
		if len(p.troubles()) > 0 {
			p.fail("the page broke while it was waited for %s", what)
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			p.fail("waited in vain for %s: %s (%v, %v)", what, js, v, err)
		}
	}
}

// fail ends the test and tells what was to be seen.
func (p *person) fail(format string, args ...any) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(p.ctx), patience)
	defer cancel()
	seen, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText`))
	if err != nil {
		seen = err.Error()
	}
	p.t.Fatalf("%s: %s\nthe page:\n%s", p.name, fmt.Sprintf(format, args...), seen)
}
