package main

import (
	"net/http"
	"slices"
	"testing"
)

// drawn is the page of a game line by line: what is shown, where it leads and
// what it is called. Left out is what differs for good reason: where the focus
// is, what was said, how the page is connected, who is there by now, what came while one looked back,
// what only counts when scripts are off, what a running clock shows, and the inside of
// what is hidden.
const drawn = `(() => {
	const lines = [document.title, location.pathname + location.search];
	const attributes = (el) => [...el.attributes].filter((a) => !['tabindex', 'value', 'data-fen', 'data-last', 'open'].includes(a.name))
		.map((a) => a.name + '=' + (a.name === 'class' ? [...el.classList].sort().join('.') : a.value)).sort().join(' ');
	const apart = 'noscript, [role=status], [data-part=connection], [data-part=watchers], [data-part=gone], [data-part=unseen], .away, .figures';
	const draw = (node, indent) => {
		if (node.nodeType === Node.TEXT_NODE && node.data.trim()) lines.push(indent + node.data.trim().replace(/\s+/g, ' '));
		if (node.nodeType !== Node.ELEMENT_NODE || node.matches(apart)) return;
		if (['seen', 'ply', 'flip'].includes(node.name)) return;
		if (node.hidden) {
			lines.push(indent + 'hidden ' + node.localName + ' ' + (node.dataset.part ?? '') + (node.dataset.show ?? ''));
			return;
		}
		const typed = node.localName === 'input' ? ' ' + node.value : '';
		lines.push(indent + node.localName + ' ' + (node.localName === 'main' ? node.dataset.now : attributes(node)) + typed);
		if (node.matches('chess-clock[data-running]')) return; // which goes on meanwhile
		for (const child of node.childNodes) draw(child, indent + '  ');
	};
	draw(document.querySelector('main'), '');
	return lines;
})()`

// wantSame compares the page of somebody, who has followed a game for a while,
// with the same page as it is loaded now in another window.
func (p *person) wantSame(when string, fresh *person, as *http.Client) {
	p.t.Helper()
	fresh.as(as)
	fresh.open(read[string](p, `location.pathname + location.search`))
	p.until("all pieces to stand still", `!document.querySelector('.moving')`)
	live, loaded := read[[]string](p, drawn), read[[]string](fresh, drawn)
	if slices.Equal(live, loaded) {
		return
	}
	for i := range max(len(live), len(loaded)) {
		if i >= len(live) || i >= len(loaded) || live[i] != loaded[i] {
			from := max(0, i-3)
			p.t.Errorf("%s, %s: line %d differs\nlive:\n%q\nloaded:\n%q", p.name, when, i,
				live[min(from, len(live)):min(i+4, len(live))], loaded[min(from, len(loaded)):min(i+4, len(loaded))])
			return
		}
	}
}

func TestLivePageIsTheLoadedPage(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	m := &match{site: s, players: s.match("").players}
	m.path = "/games/" + m.send("white", "/games", map[string]any{"color": "white"})["game"].(string)
	white, spectator := m.sit("white"), m.sit("spectator")
	m.send("black", m.path+"/join", nil)
	black := m.sit("black")
	everyone, fresh := []*person{white, black, spectator}, s.person("fresh")
	compare := func(when string) {
		t.Helper()
		for _, p := range everyone {
			p.wantSame(when, fresh, m.players[p.name])
		}
	}
	for _, p := range everyone {
		p.until("both players", `![...document.querySelectorAll('.name')].some((name) => name.dataset.open !== undefined)`)
	}
	compare("joined")
	for i, uci := range []string{"f2f3", "e7e5", "g2g4"} {
		everyone[i%2].clickMove(uci)
		for _, p := range everyone {
			p.untilPly(i + 1)
		}
	}
	compare("after three plies")
	black.typeMove("Qh4")
	for _, p := range everyone {
		p.untilPly(4)
		p.untilState("Checkmate. Black wins")
	}
	compare("at the end")
}

func TestLivePageIsTheLoadedPageFromOtherStarts(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	p, fresh := s.person("white"), s.person("fresh")
	for name, c := range map[string]struct {
		fen, look string
		begun     []string // before the page is opened
		live      []string
	}{
		"Black begins":    {"4k3/4p3/8/8/8/8/3P4/4K3 b - - 0 17", "", nil, []string{"e5", "d4", "exd4"}},
		"check":           {"4k3/8/8/8/8/8/8/R3K2R w KQ - 0 1", "", []string{"O-O"}, []string{"Ke7", "Rae1"}},
		"turned":          {"", "?flip=1", []string{"e4"}, []string{"e5"}},
		"an old position": {"", "?ply=1", []string{"e4", "e5"}, []string{"Nf3"}},
	} {
		m := s.match(c.fen, c.begun...)
		p.as(m.players["white"])
		p.open(m.path + c.look)
		m.play(c.live...)
		p.untilPly(len(c.begun) + len(c.live))
		p.wantSame(name, fresh, m.players["white"])
		m.send("black", m.path+"/resign", nil)
		p.untilState("Black resigned. White wins")
		p.wantSame(name+", resigned", fresh, m.players["white"])
	}
}
