package main

import (
	"strings"
	"testing"
)

// In a real browser, over one connection: six streams and more at the same time,
// and a move, which over HTTP/1.1 would wait for ever.
func TestBrowserHasManyStreamsByHTTPS(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("") // whose players come by HTTP
	secure := *m
	secure.site = m.in(t)
	secure.url = "https" + strings.TrimPrefix(m.url, "http")
	p := secure.by("sse", "spectator")
	read[bool](p, `(window.streams = Array.from({ length: 20 }, () => {
		const stream = new EventSource(location.pathname + '/feed?after=2');
		stream.addEventListener('move', () => { stream.moves = (stream.moves ?? 0) + 1; });
		return stream;
	}), true)`)
	p.until("20 open streams", `streams.every((s) => s.readyState === 1)`)
	m.play("e4")
	p.untilPly(1)
	p.until("the move on all of them", `streams.every((s) => s.moves === 1)`)
	if got := read[string](p, `performance.getEntriesByType('navigation')[0].nextHopProtocol`); got != "h2" {
		t.Errorf("the page came by %s, want h2", got)
	}
	p.until("no count of bytes", `document.querySelector('[data-part=down]').textContent === '–'`)
}
