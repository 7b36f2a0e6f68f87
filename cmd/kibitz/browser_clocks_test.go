package main

import (
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"kibitz/static"
)

// clock is what a side's clock shows.
func clock(color string) string {
	return `document.querySelector('` + clockOf(color) + `').textContent`
}

func clockOf(color string) string { return `.strip[data-color=` + color + `] chess-clock` }

// runs is true of a clock that runs.
func runs(color string) string {
	return `document.querySelector('` + clockOf(color) + `').matches('[data-running]')`
}

// tick waits until a clock shows something else.
func (p *person) tick(color string) {
	p.t.Helper()
	p.until("the clock of "+color+" to go on", clock(color)+` !== `+strconv.Quote(read[string](p, clock(color))))
}

func TestClockRunsForWhoIsToMoveInAllWindows(t *testing.T) {
	t.Parallel()
	m := openSite(t).timed(1800, 2) // with which there is most time for the first moves
	white, black, spectator := m.sit("white"), m.sit("black"), m.sit("spectator")
	everyone := []*person{white, black, spectator}
	for _, p := range everyone {
		p.until("both clocks at rest", clock("white")+` === '30:00' && `+clock("black")+` === '30:00' && !`+runs("white")+` && !`+runs("black"))
		p.until("the time for a first move to run", `/^[1-3]?\d s$/.test(document.querySelector('[data-part=first]').textContent)`)
	}
	white.clickMove("e2e4")
	black.untilPly(1)
	black.clickMove("e7e5")
	for _, p := range everyone {
		p.untilPly(2)
		p.until("White's clock to run", runs("white")+` && !`+runs("black")+` && document.querySelector('[data-part=first]').parentElement.hidden`)
		p.tick("white")
	}
	white.clickMove("g1f3")
	for _, p := range everyone {
		p.untilPly(3)
		p.until("Black's clock to run", runs("black")+` && !`+runs("white"))
		p.tick("black")
		if got := read[string](p, clock("white")); !strings.HasPrefix(got, "30:0") && !strings.HasPrefix(got, "29:5") {
			t.Errorf("%s sees White's clock at %s after one move", p.name, got)
		}
	}
}

func TestOwnClockStopsAtOnceAndTheMoveTellsWhatItTook(t *testing.T) {
	t.Parallel()
	m := openSite(t).timed(300, 0, "e4", "e5")
	white, held := m.held()
	white.until("White's clock to run", runs("white"))
	m.play("Nf3") // so that the page sees the turn come
	white.untilPly(3)
	m.play("Nf6")
	white.untilPly(4)
	white.tick("white")
	white.clickMove("d2d4")
	request := held()
	if read[bool](white, runs("white")) {
		t.Error("White's clock runs on while the move is on its way")
	}
	white.release(request)
	white.untilPly(5)
	white.until("Black's clock to run", runs("black"))
	lag := (&process{t: t, url: m.url}).snapshot(m.path)["clock"].(map[string]any)["lag"].(map[string]any)["white"].(map[string]any)
	if lag["last"] == 0.0 {
		t.Errorf("the move that was held up told nothing of it: %v", lag)
	}
}

func TestFlagFallsByItself(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	m := s.timed(1, 0)
	white, black, spectator := m.sit("white"), m.sit("black"), m.sit("spectator")
	m.play("e4", "e5")
	for _, p := range []*person{white, black, spectator} {
		p.untilState("White ran out of time. Black wins")
		p.until("the clocks to stand", clock("white")+` === '00:00.0' && !`+runs("white")+` && !`+runs("black"))
		p.until("the score", `document.querySelector('.strip[data-color=black] .score').textContent === '1'`)
	}
	fresh := s.person("fresh")
	for _, p := range []*person{white, black, spectator} {
		p.wantSame("after the flag", fresh, m.players[p.name])
	}
}

// The server needs no reminder; a page that hears nothing does not know that.
func TestPageRemindsOfAFlagThatIsDown(t *testing.T) {
	t.Parallel()
	m := openSite(t).timed(1, 0, "e4")
	black := m.by("polling", "black")
	black.allow("status of 409") // the game is over by then
	black.do("hearing nothing", chromedp.Evaluate[chromedp.Void](`(({ fetch }) => {
		window.asked = [];
		window.fetch = (url, ...how) => {
			window.asked.push(String(url));
			return /feed|json/.test(url) ? Promise.reject(new Error('lost')) : fetch(url, ...how);
		};
	})(window)`))
	black.typeMove("e5")
	black.until("a reminder", `window.asked.some((url) => url.endsWith('/flag'))`)
}

func TestKeyTellsTheClocks(t *testing.T) {
	t.Parallel()
	white := openSite(t).timed(300, 0).sit("white")
	white.tabTo("chess-board button")
	white.press("c")
	white.until("both clocks", `document.querySelector('[data-part=announce]').textContent ===
		'White has 5 minutes 0 seconds. Black has 5 minutes 0 seconds'`)
}

func TestClockGoesOnRightAfterAStayInThePageCache(t *testing.T) {
	t.Parallel()
	m := openSite(t).timed(300, 0, "e4", "e5")
	black := m.sit("black")
	black.tick("white")
	black.follow(`.brand`)
	m.play("Nf3")
	black.do("going back", chromedp.Evaluate[chromedp.Void](`history.back()`))
	black.until("the game again", `location.pathname === '`+m.path+`' && !(window.leaving = false)`)
	black.untilPly(3)
	black.until("Black's clock to run", runs("black")+` && !`+runs("white"))
	black.tick("black")
}

func TestTimeIsGiven(t *testing.T) {
	t.Parallel()
	m := openSite(t).timed(300, 0, "e4", "e5")
	white, black := m.sit("white"), m.sit("black")
	white.click(`[data-part="time"] button`)
	for _, p := range []*person{white, black} {
		p.until("15 seconds more for Black", clock("black")+` === '05:15'`)
	}
}

// The request takes effect and its answer is lost, so the page sends it again.
func TestTimeIsGivenOnceThoughTheAnswerIsLost(t *testing.T) {
	t.Parallel()
	m := openSite(t).timed(300, 0, "e4", "e5")
	white := m.by("polling", "white")
	white.do("losing an answer", chromedp.Evaluate[chromedp.Void](`(({ fetch }) => {
		window.asked = 0;
		window.fetch = async (url, ...how) => {
			const answer = await fetch(url, ...how);
			if (String(url).endsWith('/time') && ++window.asked === 1) throw new Error('lost');
			return answer;
		};
	})(window)`))
	white.click(`[data-part="time"] button`)
	white.until("a second request", `window.asked === 2`)
	white.until("15 seconds more for Black", clock("black")+` === '05:15'`)
	m.play("Nf3") // by which whatever was given would have come
	white.untilPly(3)
	if got := read[string](white, clock("black")); got > "05:15" {
		t.Errorf("Black has %s, want 15 seconds more at most", got)
	}
}

func TestClocksAreShownWithScriptsOff(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	white, black := s.person("white", withoutScripts), s.person("black", withoutScripts)
	white.open("/")
	white.click(`label:has([name="color"][value="white"])`)
	white.click(`label:has([value="custom"])`)
	white.click(`#minutes`)
	white.do("all of it", chromedp.Evaluate[chromedp.Void](`document.querySelector('#minutes').select()`))
	white.press("1", ".", "5")
	white.follow(`form[action="/games"] button`)
	black.open(strings.TrimPrefix(read[string](white, `document.querySelector('#invite').value`), s.url))
	black.follow(`form[action$="/join"] button`)
	black.until("a minute and a half", clock("white")+` === '01:30' && `+clock("black")+` === '01:30'`)
	black.until("the time for a first move", `/^1?\d s$|^20 s$/.test(document.querySelector('[data-part=first]').textContent)`)
}

func TestScriptAndServerWriteTimesTheSame(t *testing.T) {
	t.Parallel()
	p := openSite(t).person("somebody")
	p.allow("favicon.ico")
	p.open("/healthz") // a page has the clock already
	write := `import('` + static.Prefix() + `js/board/chess-clock.js')
		.then(({ clockText }) => { window.times = [0, 99, 9999, 10000, 59999, 180000, 3600000, 12307000].map(clockText).join(' '); }); 1`
	read[int](p, write)
	const want = "00:00.0 00:00.0 00:09.9 00:10 00:59 03:00 1:00:00 3:25:07"
	if got := read[string](p, `window.times`); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
