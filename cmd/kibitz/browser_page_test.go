package main

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
)

// What a person sees on the page of a game.

// state is the line that says where the game stands.
func (p *person) state() string { p.t.Helper(); return read[string](p, stateText) }

const stateText = `document.querySelector('[data-part=state]').textContent`

// refusal is why something was not accepted, as the message over the board says;
// "" if there is none.
const refusal = `(document.querySelector('.toast p')?.textContent ?? '')`

// untilState waits for that line.
func (p *person) untilState(text string) {
	p.t.Helper()
	p.until("the state "+text, stateText+" === "+strconv.Quote(text))
}

// moves are those in the list, as they are written there.
func (p *person) moves() []string {
	p.t.Helper()
	return read[[]string](p, `[...document.querySelectorAll('move-list a')].map((a) => a.textContent)`)
}

// untilPly waits until the page shows that many moves and the position after
// them, and no move is on its way.
func (p *person) untilPly(n int) {
	p.t.Helper()
	p.until(strconv.Itoa(n)+" plies", settled+` && document.querySelectorAll('move-list a').length === `+strconv.Itoa(n))
}

// board is what stands on the squares: "e4": "wP".
func (p *person) board() map[string]string {
	p.t.Helper()
	return read[map[string]string](p, `Object.fromEntries([...document.querySelectorAll('chess-board .pc')].map((piece) =>
		[piece.closest('[data-sq]').dataset.sq, [...piece.classList].find((c) => /^[wb][KQRBNP]$/.test(c))]))`)
}

// onBoard is a board as a page shows it, from the first field of a FEN.
func onBoard(t testing.TB, fen string) map[string]string {
	t.Helper()
	board := map[string]string{}
	for i, rank := range strings.Split(strings.Fields(fen)[0], "/") {
		file := 0
		for _, c := range rank {
			if c >= '1' && c <= '8' {
				file += int(c - '0')
				continue
			}
			color := "w"
			if c >= 'a' {
				color = "b"
			}
			board[string("abcdefgh"[file])+strconv.Itoa(8-i)] = color + strings.ToUpper(string(c))
			file++
		}
	}
	return board
}

// wantBoard compares the board with a FEN.
func (p *person) wantBoard(fen string) {
	p.t.Helper()
	if got, want := p.board(), onBoard(p.t, fen); !maps.Equal(got, want) {
		p.t.Errorf("%s sees the board %v, want %v", p.name, got, want)
	}
}

// wantMoves compares the list of moves.
func (p *person) wantMoves(want ...string) {
	p.t.Helper()
	if got := p.moves(); !slices.Equal(got, want) {
		p.t.Errorf("%s sees the moves %v, want %v", p.name, got, want)
	}
}

// A match is a game that was brought about by requests, so that a browser is
// used for no more than the test is about.
type match struct {
	*site
	path    string
	players map[string]*http.Client // by color
}

// match starts a game between two and plays some moves. fen may be empty.
func (s *site) match(fen string, moves ...string) *match {
	s.t.Helper()
	return s.matchOf(map[string]any{"color": "white", "fen": fen}, moves...)
}

// timed is a match with a clock, in seconds.
func (s *site) timed(initial, increment int, moves ...string) *match {
	s.t.Helper()
	return s.matchOf(map[string]any{"color": "white", "initial": initial, "increment": increment}, moves...)
}

func (s *site) matchOf(fields map[string]any, moves ...string) *match {
	s.t.Helper()
	m := &match{site: s, players: map[string]*http.Client{"white": newPlayer(s.t), "black": newPlayer(s.t)}}
	m.path = "/games/" + m.send("white", "/games", fields)["game"].(string)
	m.send("black", m.path+"/join", nil)
	m.play(moves...)
	return m
}

// send lets a player ask for something.
func (m *match) send(color, path string, fields map[string]any) map[string]any {
	m.t.Helper()
	answer, err := send(m.players[color], m.url+path, fields)
	if err != nil {
		m.t.Fatal(err)
	}
	return answer
}

// play lets whoever is to move play, without a browser.
func (m *match) play(moves ...string) {
	m.t.Helper()
	now := (&process{t: m.t, url: m.url}).snapshot(m.path)
	for _, move := range moves {
		now = m.send(now["turn"].(string), m.path+"/moves", map[string]any{"move": move, "seen": now["version"]})
	}
}

// sit opens the game's page as one of its players, or as a spectator.
func (m *match) sit(color string, browser ...action) *person {
	m.t.Helper()
	p := m.person(color, browser...)
	p.as(m.players[color])
	p.open(m.path)
	return p
}

// as makes the window that of a client which has used the site before; of a
// stranger, if there is none.
func (p *person) as(c *http.Client) {
	p.t.Helper()
	p.do("forgetting", command(network.ClearBrowserCookies, cdp.Empty{}))
	if c == nil {
		return
	}
	u, err := url.Parse(p.site.url)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, cookie := range c.Jar.Cookies(u) {
		p.do("a cookie", command(network.SetCookie, network.SetCookieParams{Name: cookie.Name, Value: cookie.Value, URL: p.site.url}))
	}
}
