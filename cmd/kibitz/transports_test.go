package main

import (
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// The transports in a real Chromium: each alone, and one after the other in the
// middle of a game.

var transports = []string{"polling", "long-polling", "sse", "websocket"}

// by opens the page of a game with a transport, and waits until it is used.
func (m *match) by(transport, color string) *person {
	m.t.Helper()
	p := m.person(color + " by " + transport)
	if c := m.players[color]; c != nil {
		p.as(c)
	}
	p.open(m.path + "?transport=" + transport)
	p.until("a connection", connected)
	return p
}

const connected = `document.querySelector('[data-part=connection]').dataset.state === 'open'`

// use changes to another transport.
func (p *person) use(transport string) {
	p.t.Helper()
	p.click(`transport-picker label:has([value="` + transport + `"])`)
}

func TestSpectatorGoesThroughAllTransportsAndMissesNothing(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("")
	p := m.sit("spectator")
	if got := read[string](p, `document.querySelector('transport-picker :checked').value`); got != "sse" {
		t.Errorf("a spectator begins with %s, want sse", got)
	}
	read[bool](p, `window.sameAsBefore = true`)
	for i, move := range operaSAN {
		if i%4 == 0 {
			p.use(transports[i/4%len(transports)])
		}
		m.play(move) // also while one transport takes over from another
		if i%4 == 3 {
			p.untilPly(i + 1)
		}
	}
	p.untilState(operaOver)
	p.wantMoves(operaSAN...)
	p.wantBoard(operaEnd)
	if !read[bool](p, `window.sameAsBefore`) {
		t.Error("the page was loaded again")
	}
	p.wantSame("after all transports", m.person("fresh"), nil)
}

func TestTransportIsRemembered(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("")
	white := m.sit("white")
	const chosen = `document.querySelector('transport-picker :checked').value`
	if got := read[string](white, chosen); got != "websocket" {
		t.Errorf("a player begins with %s, want websocket", got)
	}
	white.use("long-polling")
	white.open(m.path)
	if got := read[string](white, chosen); got != "long-polling" {
		t.Errorf("loaded again the transport is %s, want long-polling", got)
	}
	white.open(m.path + "?transport=polling")
	if got := read[string](white, chosen); got != "polling" {
		t.Errorf("by an address that asks for polling the transport is %s", got)
	}
}

func TestTransportIsChosenWithoutScripts(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4")
	p := m.sit("spectator", withoutScripts)
	p.use("websocket")
	p.follow(`transport-picker button`)
	if got := read[string](p, `location.search + ' ' + document.querySelector('transport-picker :checked').value`); got != "?transport=websocket websocket" {
		t.Errorf("after the choice the page is %q", got)
	}
}

// Each figure is of a real request: the page asks, the server counts.
func TestFiguresAreFilledIn(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("")
	for _, transport := range transports {
		p := m.by(transport, "spectator")
		now := len(p.moves())
		m.play(knights[now])
		p.untilPly(now + 1)
		p.until("the figures of "+transport, `(() => {
			const figure = (name) => document.querySelector('[data-part="' + name + '"]').textContent;
			return figure('updates') === '1' && / m?s$/.test(figure('latency')) && /± /.test(figure('latency-aside')) &&
				Number(figure('requests')) >= 1 && /B$/.test(figure('down')) && figure('down') !== '0 B' && /sent .*B$/.test(figure('down-aside'));
		})()`)
	}
}

// The rule that all transports lean on: each event is applied once, none over a
// newer one, and what is missing is fetched in one go.
func TestEventsAreAppliedByVersion(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", operaSAN[:6]...) // version 8
	p := m.sit("spectator")
	p.do("a game in the page", chromedp.Evaluate[chromedp.Void](`(async () => {
		const load = (name) => import(new URL(name, document.querySelector('script[type=module]').src));
		const { Game } = await load('game/game.js'), { stateInPage } = await load('game/state.js');
		const main = document.querySelector('main'), drawn = [];
		const event = (version) => ({ ...stateInPage(main), kind: 'move', version, ply: version - 2 });
		const game = new Game(main.dataset.game, '', event(3), { change: (e) => drawn.push(e.kind + ' ' + e.version), refused() {}, late() {} });
		game.receive(event(3)); // again
		game.receive(event(2)); // older
		game.receive(event(4)); // the next
		game.receive(event(4));
		game.receive(event(7)); // after a gap
		game.receive(event(6)); // too late
		game.receive({ kind: 'ping', version: 8 });
		await game.fetch();
		game.receive(event(8));
		window.drawn = [...drawn, performance.getEntriesByType('resource').filter((e) => e.name.endsWith('.json')).length + ' fetched'].join(', ');
	})()`))
	p.until("the end of it", `window.drawn`)
	if got, want := read[string](p, `window.drawn`), "move 4, move 7, snapshot 8, 1 fetched"; got != want {
		t.Errorf("the page drew %s, want %s", got, want)
	}
}

// posted is how long the page's move took by POST, in ms; 0 without one.
const posted = `performance.getEntriesByType('resource').filter((e) => e.name.endsWith('/moves')).at(-1)?.duration ?? 0`

func TestMoveGoesOverTheWebSocket(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("")
	white := m.by("websocket", "white")
	white.clickMove("e2e4")
	white.untilPly(1)
	white.untilState("Black to move")
	if read[float64](white, posted) != 0 {
		t.Error("the move went by POST")
	}
	m.play("e5")
	white.untilPly(2)

	// A refusal comes the same way.
	white.typeMove("Ke3")
	white.until("the reason", refusal+`.includes('Ke3')`)
	white.untilState("Your move")

	// A socket that breaks under a move leaves it to a POST, with the same seen.
	read[bool](white, `(WebSocket.prototype.send = function () { this.close(); }, true)`)
	white.clickMove("g1f3")
	white.untilPly(3)
	white.untilState("Black to move")
	if read[float64](white, posted) == 0 {
		t.Error("the move did not go by POST")
	}
	white.wantSame("after a broken socket", m.person("fresh"), m.players["white"])
}

// Some networks let no WebSocket through.
func TestBlockedWebSocketIsReplaced(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("")
	p := m.person("white")
	p.as(m.players["white"])
	p.do("a network", command(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `
		Math.random = () => 0; // no pause between two tries
		window.WebSocket = class extends EventTarget {
			static made = 0;
			constructor() { super(); WebSocket.made++; setTimeout(() => this.dispatchEvent(new CloseEvent('close', { code: 1006 }))); }
			close() {}
		};`}))
	p.open(m.path)
	p.until("word of it", `document.querySelector('transport-picker [data-part=note]').textContent.includes('SSE is used instead')`)
	p.until("a connection", connected)
	p.clickMove("e2e4")
	p.untilPly(1)
	m.play("e5")
	p.untilPly(2)
	p.untilState("Your move")
	if made := read[float64](p, `WebSocket.made`); made != 3 {
		t.Errorf("%v sockets were tried, want 3 and then none", made)
	}
}
