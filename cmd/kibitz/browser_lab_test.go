package main

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// labNames are the transports, as the page and as the server names them.
var labNames = map[string]string{"polling": "polling", "long-polling": "long polling", "sse": "SSE", "websocket": "WebSocket"}

// A labLane is a transport in what the page exports.
type labLane struct {
	State                                      string
	P50, P99                                   *float64
	Requests, Empty, Updates, Duplicates, Gaps int
	Reconnects, Messages, Version              int
	Up, Down                                   int64
}

// A labTold is what the server says of a lab, with what it has counted there.
type labTold struct {
	Version          int
	Failing, Stalled int64
	Counts           map[string]struct{ Requests, Refused, Cut, Events int }
}

// keepsLab notes in the page what the server said when it opened the lab.
var keepsLab = command(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `
	const ask = window.fetch;
	window.fetch = async (...how) => {
		const answer = await ask(...how);
		if (how[0] === '/lab/sessions' && answer.ok) window.lab = await answer.clone().json();
		return answer;
	};`})

// lanes is the page's export; lane by lane something can be asked of it.
const lanes = `Object.values(JSON.parse(decodeURIComponent(document.querySelector('[data-part=download]').href.split('json,')[1] ?? '')).lanes)`

func allLanes(condition string) string { return lanes + `.every((lane) => ` + condition + `)` }

// lab opens the page and returns where its lab lies, and the first version there.
func (p *person) lab(query string) (path string, first int) {
	p.t.Helper()
	// What a browser says of connections that are cut and of answers that are errors.
	for _, part := range []string{"503 (Service Unavailable)", "net::ERR_", "WebSocket connection to"} {
		p.allow(part)
	}
	p.open("/lab?" + query)
	return "/lab/sessions/" + read[string](p, `window.lab.id`), read[int](p, `window.lab.version`)
}

func (p *person) lanes() map[string]labLane {
	p.t.Helper()
	var report struct{ Lanes map[string]labLane }
	text := read[string](p, `decodeURIComponent(document.querySelector('[data-part=download]').href.split('json,')[1])`)
	if err := json.Unmarshal([]byte(text), &report); err != nil {
		p.fail("the export: %v: %s", err, text)
	}
	return report.Lanes
}

// toLab sends something to a lab, if there is something, and returns what the
// server says of it.
func (s *site) toLab(path, body string) (told labTold) {
	s.t.Helper()
	method := http.MethodPost
	if body == "" {
		method = http.MethodGet
	}
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&told); err != nil || response.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %d %v", body, response.StatusCode, err)
	}
	return told
}

// untilLab waits until the server says something of a lab.
func (s *site) untilLab(path string, is func(labTold) bool) labTold {
	s.t.Helper()
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for limit := time.After(patience); ; {
		select {
		case <-look.C:
			if told := s.toLab(path, ""); is(told) {
				return told
			}
		case <-limit:
			s.t.Fatalf("waited in vain; the lab is %+v", s.toLab(path, ""))
		}
	}
}

// Each fault in turn, and after it all four have everything that happened
// meanwhile, each event once. A neighbor with a lab of her own notices nothing.
func TestLabHealsFromEachFaultAndItsNumbersAreTheServers(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	p, neighbor := s.person("visitor", keepsLab), s.person("neighbor", keepsLab)
	neighbor.lab("rate=2&poll=0.5")
	// Not faster, or a snapshot would come in the place of what was missed.
	path, first := p.lab("rate=2&poll=0.3&hold=2")
	p.until("news in all lanes", allLanes(`lane.updates >= 4 && lane.p50 > 0`))
	streams := lanes + `.slice(2).every((lane) => lane.reconnects >= `
	for i, fault := range []string{"cut", "restart", "errors"} {
		p.click(`[data-fault=` + fault + `]`)
		p.until("streams that reconnect after "+fault, streams+strconv.Itoa(i+1)+`)`)
		s.caughtUp(p, path, fault)
	}
	s.toLab(path, `{"do":"stall","seconds":3}`)
	s.caughtUp(p, path, "stall")
	s.agree(p, path, first)
	for name, lane := range neighbor.lanes() {
		if lane.Reconnects != 0 || lane.Gaps != 0 {
			t.Errorf("the neighbor's %s: %d reconnects, %d gaps, want none", name, lane.Reconnects, lane.Gaps)
		}
	}
}

// caughtUp waits until a fault is over and all lanes have what it kept from them.
func (s *site) caughtUp(p *person, path, fault string) {
	s.t.Helper()
	now := s.untilLab(path, func(l labTold) bool { return l.Failing == 0 && l.Stalled == 0 }).Version
	p.until("what was kept by "+fault, allLanes(`lane.state === 'open' && lane.version >= `+strconv.Itoa(now)))
}

// agree compares what the page says with what the server has counted.
func (s *site) agree(p *person, path string, first int) {
	s.t.Helper()
	page, told := p.lanes(), s.toLab(path, "")
	for name, counted := range labNames {
		lane, server := page[name], told.Counts[counted]
		if lane.Duplicates != 0 || lane.Gaps != 0 || lane.Updates != lane.Version-first {
			s.t.Errorf("%s: from version %d to %d there were %d updates, %d duplicates, %d gaps", name, first, lane.Version, lane.Updates, lane.Duplicates, lane.Gaps)
		}
		// A long poll's first question is not held, and counts as polling there.
		if name != "polling" && name != "long-polling" && server.Events < lane.Updates {
			s.t.Errorf("%s: the page has %d updates, the server wrote %d", name, lane.Updates, server.Events)
		}
		if lane.Requests == 0 || lane.Requests > told.Counts["polling"].Requests+server.Requests {
			s.t.Errorf("%s: the page says %d requests, the server %d", name, lane.Requests, server.Requests)
		}
		if lane.Up <= 0 || lane.Down <= int64(lane.Updates)*100 {
			s.t.Errorf("%s: %d bytes up, %d down for %d updates", name, lane.Up, lane.Down, lane.Updates)
		}
	}
	for _, name := range []string{"sse", "websocket"} {
		counted := told.Counts[labNames[name]]
		p.until("the requests of "+name, `document.querySelector('[data-row=`+name+`] [data-cell=requests]').textContent === '`+strconv.Itoa(counted.Requests)+`'`)
		if counted.Cut < 1 || counted.Requests < 4 {
			s.t.Errorf("%s: the server counts %+v, want some that were cut and one request after each fault", name, counted)
		}
	}
	if told.Counts["SSE"].Refused+told.Counts["WebSocket"].Refused < 1 {
		s.t.Errorf("nothing was refused: %+v", told.Counts)
	}
}

// One message reaches every reader, and settings last in the address.
func TestLabSendsToAllAndKeepsItsSettingsInTheAddress(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	p := s.person("visitor", keepsLab, prefers("reduced-motion", "reduce"))
	path, _ := p.lab("rate=0.5&poll=0.4")
	p.until("four connections", allLanes(`lane.state === 'open'`))
	p.click(`[data-fault=message]`)
	p.until("the message in all lanes", allLanes(`lane.messages === 1`))
	p.until("word of whom it reached", `/SSE 1 .*WebSocket 1 |WebSocket 1 .*SSE 1 /.test(document.querySelector('[data-part=message]').textContent)`)
	p.until("the picture in words", `/the server had \d+ events\. Polling showed/.test(document.querySelector('.strip svg').getAttribute('aria-label'))`)
	p.until("what it costs", `/^\d+ of \d+ in use$/.test(document.querySelector('[data-part=pool]').textContent)`)
	read[bool](p, `(() => { document.querySelector('input[name=rate]').value = '9'; return true; })()`)
	p.click(`[data-part=settings] button`)
	p.until("the address", `new URLSearchParams(location.search).get('rate') === '9' && new URLSearchParams(location.search).get('poll') === '0.4'`)
	p.until("moves that come faster", allLanes(`lane.updates > 9`))
	p.click(`[data-do=reset]`)
	p.until("figures that begin again", allLanes(`lane.messages === 0 && lane.updates > 0 && lane.updates < 10`))
	p.click(`[data-do=pause]`)
	still := read[string](p, `document.querySelector('.strip').innerHTML`)
	version := s.toLab(path, "").Version
	s.untilLab(path, func(l labTold) bool { return l.Version > version+15 })
	if read[string](p, `document.querySelector('.strip').innerHTML`) != still {
		t.Error("the picture has changed while it was paused")
	}
}

func TestLabShowsTheWallOfSixConnections(t *testing.T) {
	t.Parallel()
	p := openSite(t).person("visitor", keepsLab)
	p.lab("rate=1")
	p.until("four connections", allLanes(`lane.state === 'open'`))
	p.click(`[data-wall=sse]`)
	p.until("six of seven streams, and nothing beside them", `document.querySelector('[data-part=wall-note]').textContent.startsWith('6 of 7 are open. The others wait')`)
	p.until("the lanes again", allLanes(`lane.state === 'open'`))
	p.click(`[data-wall=websocket]`)
	p.until("seven sockets, and all else", `document.querySelector('[data-part=wall-note]').textContent.startsWith('7 of 7 are open, and an ordinary')`)
	p.until("the lanes again", allLanes(`lane.state === 'open'`))
}

func TestLabExplainsItselfWithoutScriptsAtAnyWidth(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	p, q := s.person("reader", withoutScripts), s.person("visitor", keepsLab)
	p.open("/lab")
	q.lab("")
	if read[bool](p, `document.querySelector('[data-part=live]').checkVisibility()`) {
		t.Error("what needs scripts is shown without them")
	}
	if got := read[string](p, `document.body.innerText`); !strings.Contains(got, "explained below") || !strings.Contains(got, "curl -N") {
		t.Errorf("it is not explained: %s", got)
	}
	for _, who := range []*person{p, q} {
		for _, width := range []int64{305, 360, 1280} {
			who.do("a window", chromedp.EmulateViewport(width, 740))
			if got := read[[]string](who, tooWide); len(got) > 0 {
				t.Errorf("%s at %d px: too wide are %s", who.name, width, strings.Join(got, ", "))
			}
		}
	}
}
