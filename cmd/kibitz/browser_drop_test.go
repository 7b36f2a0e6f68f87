package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

const drops = 50 // for one figure

// pollEvery is how often a page asks that polls, as in static/js/transport/polling.js.
const pollEvery = 2 * time.Second

// stopwatch times what a page sees, by a clock that is the same in all windows:
// when a piece was let go, and when a piece of a color was painted where it went.
// Of two frames the second begins when the first has been painted.
const stopwatch = `
	addEventListener('pointerup', (e) => { window.letGo = performance.timeOrigin + e.timeStamp; }, true);
	window.expect = (to, color) => {
		window.letGo = window.painted = 0;
		const there = () => document.querySelector('chess-board [data-sq="' + to + '"] .pc[class*=" ' + color + '"]');
		const board = new MutationObserver(() => {
			if (!there()) return;
			board.disconnect();
			requestAnimationFrame(() => requestAnimationFrame((now) => { window.painted = performance.timeOrigin + performance.now(); }));
		});
		board.observe(document.querySelector('chess-board'), { subtree: true, childList: true, attributes: true });
	};`

// roundTrip is how long the page waits for the least that the server can answer.
const roundTrip = `(async () => {
	const began = performance.now();
	await (await fetch('/healthz')).text();
	return performance.now() - began;
})()`

// From the moment a player lets a piece go until the opponent's window has
// painted it there, both windows on this machine: with what no transport can
// save, the mover's own window and a bare request, in the same run.
func BenchmarkDropToPaint(b *testing.B) {
	s := openSite(b)
	for _, transport := range []string{"polling", "long-polling", "sse", "websocket"} {
		b.Run(transport, func(b *testing.B) {
			var took timings
			for b.Loop() {
				for left := drops; left > 0; left -= len(operaUCI) {
					s.in(b).race(transport, operaUCI[:min(left, len(operaUCI))], &took)
				}
			}
			b.ReportMetric(quantile(took.opponent, 0.5), "opponent-p50-ms")
			b.ReportMetric(quantile(took.opponent, 0.9), "opponent-p90-ms")
			b.ReportMetric(quantile(took.mover, 0.5), "mover-p50-ms")
			b.ReportMetric(quantile(took.request, 0.5), "request-p50-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// timings are in milliseconds, one for each move.
type timings struct{ mover, opponent, request []float64 }

// race has two windows play a game, and times each move.
func (s *site) race(transport string, moves []string, took *timings) {
	s.t.Helper()
	m := s.match("")
	m.path += "?transport=" + transport
	players := []*person{m.sit("white"), m.sit("black")}
	for _, p := range players {
		p.do("a stopwatch", chromedp.Evaluate[chromedp.Void](stopwatch))
	}
	for i, uci := range moves {
		mover, opponent := players[i%2], players[(i+1)%2]
		if transport == "polling" { // a move comes at any moment between two questions
			<-time.After(rand.N(pollEvery))
		}
		for _, p := range players {
			p.do("expecting", chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`expect(%q, %q)`, uci[2:4], "wb"[i%2:i%2+1])))
		}
		mover.dragMove(uci)
		for _, p := range players {
			p.untilPly(i + 1)
		}
		letGo := read[float64](mover, `window.letGo || null`)
		took.mover = append(took.mover, read[float64](mover, `window.painted || null`)-letGo)
		took.opponent = append(took.opponent, read[float64](opponent, `window.painted || null`)-letGo)
		ms, err := chromedp.Run(mover.ctx, chromedp.Evaluate[float64](roundTrip, chromedp.EvalAwaitPromise))
		if err != nil {
			s.t.Fatal(err)
		}
		took.request = append(took.request, ms)
	}
}

func quantile(all []float64, q float64) float64 {
	slices.Sort(all)
	return all[int(q*float64(len(all)-1))]
}
