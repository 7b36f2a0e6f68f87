package main

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"kibitz/store/storetest"
)

// What a page lives through: other tabs, a walk to another page and back, a
// server that restarts.

// tab opens another tab of somebody's browser.
func (p *person) tab() *person {
	p.t.Helper()
	other := &person{t: p.t, site: p.site, name: p.name + " in another tab"}
	var gone context.CancelFunc
	other.ctx, gone = chromedp.NewContext(p.ctx, chromedp.WithListener(other.hear))
	p.t.Cleanup(gone)
	focused := command(emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	if err := chromedp.Do(other.ctx, focused, desktop); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(other.settle)
	return other
}

// Over HTTP/1.1 a browser has six connections to a server. However many tabs
// there are, a move finds one.
func TestMoveIsQuickBesideSevenTabs(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("")
	white := m.sit("white")
	tabs := []*person{white}
	for range 6 {
		tabs = append(tabs, white.tab())
	}
	for i, c := range []struct {
		transport, move, answer string
		without                 string // what the browser lacks
	}{
		{"sse", "e2e4", "e5", ""},
		{"long-polling", "g1f3", "Nf6", ""},
		{"sse", "f3g1", "Ng8", `delete window.SharedWorker; delete Navigator.prototype.locks`},
	} {
		for _, tab := range tabs {
			tab.do("a lack", command(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: c.without}))
			tab.open(m.path + "?transport=" + c.transport)
		}
		white.clickMove(c.move)
		for _, tab := range tabs {
			tab.untilPly(2*i + 1)
		}
		if took := read[float64](white, posted); took <= 0 || took > 1000 {
			t.Errorf("by %s the move took %.0f ms", c.transport, took)
		}
		m.play(c.answer)
		for _, tab := range tabs {
			tab.untilPly(2*i + 2)
		}
		if i == 0 {
			white.until("one stream for all", `document.querySelector('[data-part="requests-aside"]').textContent === 'for 7 tabs'`)
			if got := m.metric(`kibitz_feed_readers{transport="SSE"}`); got != 1 {
				t.Errorf("seven tabs have %v streams, want one", got)
			}
			continue
		}
		polling := 0
		for _, tab := range tabs {
			if read[bool](tab, `document.querySelector('transport-picker [data-part=note]').checkVisibility({ visibilityProperty: true })`) {
				polling++
			}
		}
		if polling == 0 {
			t.Error("no tab says that it polls because the connections are taken")
		}
	}
}

// metric is one number of those that the server publishes.
func (s *site) metric(name string) float64 {
	s.t.Helper()
	response, err := http.Get(s.url + "/metrics")
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		if text, ok := strings.CutPrefix(lines.Text(), name+" "); ok {
			n, err := strconv.ParseFloat(text, 64)
			if err != nil {
				s.t.Fatal(err)
			}
			return n
		}
	}
	return 0
}

func TestPageComesBackFromTheBackForwardCache(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("")
	fresh := m.person("fresh")
	for i, transport := range transports {
		p := m.by(transport, "spectator")
		read[bool](p, `window.sameAsBefore = true`)
		p.open("/")
		m.play(knights[2*i])
		p.do("going back", chromedp.Evaluate[chromedp.Void](`history.back()`))
		p.until("the game", `location.pathname === '`+m.path+`' && document.readyState === 'complete'`)
		if !read[bool](p, `(window.leaving = false, !!window.sameAsBefore)`) {
			t.Errorf("by %s the page was loaded anew", transport)
		}
		p.untilPly(2*i + 1)
		m.play(knights[2*i+1])
		p.untilPly(2*i + 2)
		p.wantSame("back again by "+transport, fresh, nil)
	}
}

// A restarting is a site that can be stopped and started again at its address.
type restarting struct {
	*site
	stop func()
}

func openRestarting(t *testing.T) *restarting {
	t.Helper()
	r := &restarting{site: &site{t: t, url: "http://127.0.0.1:0", database: storetest.Database(t)}}
	r.start()
	t.Cleanup(func() { r.stop() })
	return r
}

func (r *restarting) start() {
	r.t.Helper()
	address, err := url.Parse(r.url)
	if err != nil {
		r.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	log := slog.New(slog.NewTextHandler(complaints{r.t}, &slog.HandlerOptions{Level: slog.LevelWarn}))
	ended := make(chan error, 1)
	go func() {
		ended <- run(ctx, config{addr: address.Host, database: r.database, tls: tlsOff}, log, in)
		in.Close()
	}()
	r.stop = func() {
		cancel()
		if err := <-ended; err != nil {
			r.t.Errorf("the server ended with: %v", err)
		}
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		r.t.Fatal("the server did not start")
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	r.url = strings.TrimSpace(strings.TrimPrefix(line, "Kibitz is on "))
}

func TestPageRecoversWhenTheServerRestarts(t *testing.T) {
	t.Parallel()
	r := openRestarting(t)
	m := r.match("", "e4", "e5")
	white := m.by("websocket", "white")
	people := []*person{white}
	for _, transport := range transports {
		people = append(people, m.by(transport, "spectator"))
	}
	for _, p := range people {
		for _, trouble := range []string{"fetching the script", "ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE"} {
			p.allow(trouble)
		}
		read[bool](p, `window.sameAsBefore = true`)
	}
	r.stop()
	for _, p := range people {
		p.until("word that the connection is lost", `document.querySelector('[data-part=trouble]').checkVisibility()`)
	}
	white.clickMove("g1f3") // while nobody is there to take it
	white.until("word that it is being sent", `document.querySelector('[data-part=trouble]').textContent === 'Sending your move…'`)
	r.start()
	fresh := m.person("fresh")
	for _, p := range people {
		p.untilPly(3)
	}
	m.play("Nc6")
	for _, p := range people {
		p.untilPly(4)
		if !read[bool](p, `!!window.sameAsBefore`) {
			t.Errorf("the page of %s was loaded anew", p.name)
		}
	}
	for _, p := range people[1:] {
		p.wantSame("after the restart", fresh, nil)
	}
	white.wantSame("after the restart", fresh, m.players["white"])
}
