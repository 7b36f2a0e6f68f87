package main

import (
	"strings"
	"testing"
)

// The Opera Game: Morphy against the Duke of Brunswick and Count Isouard, 1858.
var (
	operaUCI = strings.Fields(`e2e4 e7e5 g1f3 d7d6 d2d4 c8g4 d4e5 g4f3 d1f3 d6e5 f1c4 g8f6 f3b3 d8e7 b1c3 c7c6 c1g5 b7b5
		c3b5 c6b5 c4b5 b8d7 e1c1 a8d8 d1d7 d8d7 h1d1 e7e6 b5d7 f6d7 b3b8 d7b8 d1d8`)
	operaSAN = strings.Fields(`e4 e5 Nf3 d6 d4 Bg4 dxe5 Bxf3 Qxf3 dxe5 Bc4 Nf6 Qb3 Qe7 Nc3 c6 Bg5 b5
		Nxb5 cxb5 Bxb5+ Nbd7 O-O-O Rd8 Rxd7 Rxd7 Rd1 Qe6 Bxd7+ Nxd7 Qb8+ Nxb8 Rd8#`)
)

const (
	operaEnd  = "1n1Rkb1r/p4ppp/4q3/4p1B1/4P3/8/PPP2PPP/2K5 b k - 1 17"
	operaOver = "Checkmate. White wins"
)

// seated brings two players and a spectator to a new game, by the pages alone.
func (s *site) seated(browser ...action) (white, black, spectator *person) {
	s.t.Helper()
	white, black, spectator = s.person("white", browser...), s.person("black", browser...), s.person("spectator", browser...)
	white.open("/")
	white.click(`label:has([name="color"][value="white"])`)
	white.follow(`form[action="/games"] button`)
	path := strings.TrimPrefix(read[string](white, `document.querySelector('#invite').value`), s.url)
	black.open(path)
	black.follow(`form[action$="/join"] button`)
	spectator.open(path)
	return white, black, spectator
}

func TestTwoPlayTheOperaGameToMateAndAThirdWatches(t *testing.T) {
	t.Parallel()
	white, black, spectator := openSite(t).seated()
	people := []*person{white, black, spectator}
	for _, p := range people {
		read[bool](p, `window.sameAsBefore = true`)
	}
	for i, uci := range operaUCI {
		p := people[i%2]
		p.untilPly(i)
		p.untilState("Your move")
		switch i % 5 {
		case 1:
			p.dragMove(uci)
		case 3:
			p.typeMove(operaSAN[i])
		default:
			p.clickMove(uci)
		}
		spectator.untilPly(i + 1)
	}
	for _, p := range people {
		p.untilState(operaOver)
		p.untilPly(len(operaSAN))
		p.wantMoves(operaSAN...)
		p.wantBoard(operaEnd)
		if !read[bool](p, `window.sameAsBefore === true`) {
			t.Errorf("the page of %s was loaded again", p.name)
		}
		if title := read[string](p, `document.title`); !strings.HasPrefix(title, operaOver) {
			t.Errorf("the title of %s is %q", p.name, title)
		}
	}
}

func TestTwoPlayTheOperaGameToMateAndAThirdWatchesWithScriptsOff(t *testing.T) {
	t.Parallel()
	white, black, spectator := openSite(t).seated(withoutScripts)
	people := []*person{white, black}
	path := strings.TrimPrefix(read[string](white, `location.href`), white.site.url)
	for i, uci := range operaUCI {
		p := people[i%2]
		p.open(path)
		p.untilState("Your move")
		if i%11 < 2 || i == len(operaUCI)-1 {
			p.follow(square(uci[:2]) + ` button[name="from"]`)
			p.follow(square(uci[2:4]) + ` button[name="move"]`)
			continue
		}
		p.click("#move")
		p.load("the move", func() { p.press(operaSAN[i], "\r") })
	}
	spectator.until("the page to load itself again, to the end", stateText+` === "`+operaOver+`"`)
	black.open(path)
	for _, p := range append(people, spectator) {
		p.untilState(operaOver)
		p.wantMoves(operaSAN...)
		p.wantBoard(operaEnd)
	}
}
