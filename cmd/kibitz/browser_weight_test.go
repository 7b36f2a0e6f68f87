package main

import (
	"testing"

	"github.com/chromedp/cdproto/network"
)

// mostBytes is what the first visit to a live game may weigh, compressed, with
// the headers of all answers.
const mostBytes = 60_000

// phoneNet is what a telephone in the country has: "slow 4G".
var phoneNet = []action{
	command(network.Enable, network.EnableParams{}),
	command(network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Latency: 150, DownloadThroughput: 1.6e6 / 8, UploadThroughput: 0.75e6 / 8}},
	}),
}

// That a page has nothing inline and asks nobody else is seen by all tests: the
// policy forbids it, and the page would complain.
func TestFirstVisitToALiveGameIsLight(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	for _, color := range []string{"white", "spectator"} {
		w := s.weighed()
		p := w.match("", "e4", "e5", "Nf3").sit(color)
		p.until("all that is loaded late", `document.querySelector('[data-part=connection]').dataset.state === 'open'`)
		p.worked()
		got, requests := w.read()
		t.Logf("%s loads %v bytes in %d requests", color, got, requests)
		if got["html"] == 0 || got["css"] == 0 || got["js"] == 0 || got["images"] == 0 {
			t.Errorf("%s: a kind is missing in %v: this test sees nothing", color, got)
		}
		if got["total"] > mostBytes {
			t.Errorf("%s: %d bytes, want at most %d: %v", color, got["total"], mostBytes, got)
		}
		if foreign := read[[]string](p, `performance.getEntriesByType('resource').map((e) => e.name).filter((name) => new URL(name).origin !== location.origin)`); len(foreign) > 0 {
			t.Errorf("%s: asked somebody else for %q", color, foreign)
		}
	}
}

const visits = 5 // for one figure

// What a page weighs on a first visit, and how long that takes by a slow
// network: until something is painted, and until the page is live.
func BenchmarkPageWeight(b *testing.B) {
	w := openSite(b).weighed()
	m := w.match("", operaSAN[:20]...)
	for _, c := range [][2]string{{"home", "/"}, {"watch", "/watch"}, {"game", m.path}, {"mine", "/mine"}, {"lab", "/lab"}} {
		name, path := c[0], c[1]
		b.Run(name, func(b *testing.B) {
			w.in(b).person("the first, for whom bundles are made").open(path)
			w.read()
			var painted, live []float64
			for b.Loop() {
				for range visits {
					p := w.in(b).person("somebody", append([]action{phone}, phoneNet...)...)
					p.open(path)
					painted = append(painted, read[float64](p, `performance.getEntriesByName('first-contentful-paint')[0].startTime`))
					live = append(live, read[float64](p, `performance.now()`))
					if name != "lab" { // which has no worker
						p.worked()
					}
				}
			}
			bytes, requests := w.read()
			for kind, n := range bytes {
				b.ReportMetric(float64(n)/float64(len(live))/1000, kind+"-kB")
			}
			b.ReportMetric(float64(requests)/float64(len(live)), "requests")
			b.ReportMetric(quantile(painted, 0.5), "painted-ms")
			b.ReportMetric(quantile(live, 0.5), "live-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}
