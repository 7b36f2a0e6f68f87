package view

import (
	"net/url"
	"strconv"
	"strings"

	"kibitz/game/rules"
	"kibitz/static/words"
	"kibitz/web/picture"
)

// Scene is the picture of the position shown, the same for every visitor.
func (p GamePage) Scene() picture.Scene {
	p.You = ""
	s := picture.Scene{
		FEN: p.fen(), Last: p.lastUCI(), Flipped: p.Flip,
		White:    picture.Side{Name: p.seatName(rules.White), Score: p.score(rules.White)},
		Black:    picture.Side{Name: p.seatName(rules.Black), Score: p.score(rules.Black)},
		Headline: p.state(),
	}
	var details []string
	switch {
	case !p.live():
		s.Headline = p.shown()
		if p.is("over") {
			details = append(details, p.state())
		}
	case p.Ply > 0:
		details = append(details, p.Say("positionAfter", "move", p.moveName(p.Ply)))
	}
	if tc := p.Snapshot.Clock.Control; tc.Clocked() {
		details = append(details, p.Say("speed."+string(tc.Speed()))+" "+controlWords(tc))
	}
	s.Detail = strings.Join(details, " · ")
	return s
}

// HomeScene is the picture of the start page.
func HomeScene(l *words.Language) picture.Scene {
	return picture.Scene{
		FEN: sceneFEN, Last: sceneLast, Headline: l.Say("slogan"), Detail: l.Say("sceneDetail"),
	}
}

// pictureQuery is the query for the picture of the position shown, from the same
// side as the page. The newest position is named by its version, so that no cache
// shows an old picture.
func (p GamePage) pictureQuery() string {
	query := url.Values{}
	if p.live() {
		query.Set("v", strconv.FormatInt(int64(p.Snapshot.Version), 10))
	} else {
		query.Set("ply", strconv.Itoa(p.Ply))
	}
	if p.bottom() == rules.Black {
		query.Set("flip", "1")
	}
	return "?" + query.Encode()
}

// pictureAlt describes the picture in words.
func (p GamePage) pictureAlt() string {
	state := p.shown()
	if p.live() {
		state = stateWords(p.Language, p.Snapshot.Event, "")
	}
	return p.Say("boardPicture", "pairing", p.pairing(), "state", state)
}
