package web_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
)

var wish = map[string]any{"opponent": "anyone", "color": "white", "initial": 60}

// seek has a client put a seek into the lobby.
func (c *client) seek() string {
	c.t.Helper()
	created := c.post("/games", wish)
	if created.status != http.StatusCreated {
		c.t.Fatalf("seeking: %d %s", created.status, created.body)
	}
	return created.decode(c.t)["game"].(string)
}

// wantLobby checks which seeks a client is shown, by the feed and on the page.
func (c *client) wantLobby(what string, want ...string) {
	c.t.Helper()
	var got []string
	list := c.get("/lobby.json").decode(c.t)
	for _, seek := range list["seeks"].([]any) {
		got = append(got, seek.(map[string]any)["id"].(string))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		c.t.Errorf("%s: got seeks %v, want %v", what, got, want)
	}
	page := c.get("/", "Accept", "text/html").body
	for _, id := range want {
		mine := slices.Contains(list["mine"].([]any), any(id))
		form := fmt.Sprintf(`<form method="post" action="/games/%s/join">`, id)
		if !strings.Contains(page, `data-seek="`+id+`"`) || strings.Contains(page, form) == mine {
			c.t.Errorf("%s: %s, which is the visitor's: %t, is not on the page as it should be", what, id, mine)
		}
	}
}

func TestSeekIsAcceptedOnceAndWithdrawsTheOthers(t *testing.T) {
	s := newSite(t)
	ann, bob, cem := s.client(), s.client(), s.client()
	ann.wantLobby("at first")
	first, second := ann.seek(), ann.seek()
	bobs, cems := bob.seek(), cem.seek()
	for _, c := range []*client{ann, bob, cem, s.client()} {
		c.wantLobby("with four seeks", first, second, bobs, cems)
	}
	joined := bob.form("/games/"+first+"/join", "")
	if place := joined.header.Get("Location"); joined.status != http.StatusSeeOther || place != "/games/"+first {
		t.Fatalf("joining: %d to %s\n%s", joined.status, place, joined.body)
	}
	if late := cem.post("/games/"+first+"/join", nil); late.status != http.StatusConflict || !strings.Contains(late.body, "the seat is taken") {
		t.Errorf("joining when the seat is taken: %d %s", late.status, late.body)
	}
	for _, c := range []*client{ann, bob, cem} {
		c.wantLobby("when two have found each other", cems)
	}
	for _, id := range []string{second, bobs} {
		if got := ann.get("/games/" + id + ".json").decode(t); got["status"] != "over" || got["reason"] != "abort" {
			t.Errorf("the other seek %s is %s, %s; want it aborted", id, got["status"], got["reason"])
		}
	}
	if got := ann.get("/games/" + first + ".json").decode(t)["status"]; got != "playing" {
		t.Errorf("the game is %s, want it playing", got)
	}
}

// Five people join the five seeks of one at once, at two servers of one database,
// while that one joins a sixth person's.
func TestSeeksJoinedAtOnceBeginOneGame(t *testing.T) {
	one := newSite(t)
	sites := []*site{one, openSite(t, one.store)}
	creator, sixth := one.client(), one.client()
	type join struct {
		by *client
		id string
	}
	joins := []join{{creator, sixth.seek()}}
	for i := range game.MaxSeeks {
		joins = append(joins, join{sites[i%2].client(), creator.seek()})
	}
	answers := make([]answer, len(joins))
	var all sync.WaitGroup
	for i, j := range joins {
		all.Go(func() { answers[i] = j.by.post("/games/"+j.id+"/join", nil) })
	}
	all.Wait()
	begun := 0
	for i, a := range answers {
		status := one.client().get("/games/" + joins[i].id + ".json").decode(t)["status"]
		switch {
		case a.status == http.StatusOK && status == "playing":
			begun++
		case i == 0 && a.status == http.StatusConflict && status == "open" && strings.Contains(a.body, "has just begun"):
		case i > 0 && a.status == http.StatusConflict && status == "over" && strings.Contains(a.body, "the seek was withdrawn"):
		default:
			t.Errorf("join %d: got %d %s, and the game is %s", i, a.status, a.body, status)
		}
	}
	if begun != 1 {
		t.Errorf("%d games began, want 1", begun)
	}
}

func TestSeekIsCanceledByItsCreatorOnly(t *testing.T) {
	s := newSite(t)
	ann, bob := s.client(), s.client()
	id := ann.seek()
	bob.seek() // is somebody
	if got := bob.post("/games/"+id+"/abort", nil); got.status != http.StatusForbidden {
		t.Errorf("by somebody else: %d %s", got.status, got.body)
	}
	page := ann.get("/games/"+id, "Accept", "text/html").body
	if !strings.Contains(page, `action="/games/`+id+`/abort"`) || !strings.Contains(page, "Cancel") {
		t.Errorf("there is no way to cancel:\n%s", page)
	}
	if got := ann.form("/games/"+id+"/abort", ""); got.status != http.StatusSeeOther {
		t.Errorf("by its creator: %d %s", got.status, got.body)
	}
	if got := bob.post("/games/"+id+"/join", nil); got.status != http.StatusConflict {
		t.Errorf("joining it: %d %s", got.status, got.body)
	}
}

func TestSeeksByTheHundredAreRefused(t *testing.T) {
	s := newSite(t)
	ann := s.client()
	var ids []string
	for range game.MaxSeeks {
		ids = append(ids, ann.seek())
	}
	got := ann.post("/games", wish)
	if got.status != http.StatusConflict || !strings.Contains(got.body, "you have 5 seeks open already") {
		t.Errorf("one more: %d %s", got.status, got.body)
	}
	page := ann.form("/games", "opponent=anyone&color=white&delay=60&fen=")
	if page.status != http.StatusConflict || !strings.Contains(page.body, "You have 5 seeks open already") ||
		!strings.Contains(page.body, `value="anyone" checked`) || !strings.Contains(page.body, `value="60" selected`) {
		t.Errorf("one more, by the form: %d\n%s", page.status, page.body)
	}
	refused := 0
	for range 100 { // each by somebody new
		got := s.client().post("/games", wish)
		switch {
		case got.status == http.StatusTooManyRequests && got.header.Get("Retry-After") != "" && got.header.Get("Set-Cookie") == "":
			refused++
		case got.status == http.StatusCreated:
			ids = append(ids, got.decode(t)["game"].(string))
		default:
			t.Fatalf("by somebody new: %d %v %s", got.status, got.header, got.body)
		}
	}
	if refused < 40 {
		t.Errorf("%d of 100 were refused, want 45 or so", refused)
	}
	ann.wantLobby("at the end", ids...)
}

func TestQRCodeLeadsToAGame(t *testing.T) {
	s := newSite(t)
	c := s.client()
	id := c.seek()
	got := c.get("/games/" + id + "/qr.svg")
	if kind := got.header.Get("Content-Type"); got.status != 200 || kind != "image/svg+xml" || !strings.HasPrefix(got.body, "<svg ") ||
		got.header.Get("Cache-Control") != "private, max-age=86400" || !strings.Contains(got.body, `d="M0 0h7v1H0z`) {
		t.Errorf("got %d %v %.200s", got.status, got.header, got.body)
	}
	for _, id := range []string{"AAAAAAAA", "..%2f..%2f"} {
		if got := c.get("/games/" + id + "/qr.svg"); got.status != 404 {
			t.Errorf("%s: got %d, want 404", id, got.status)
		}
	}
	above := func(c *client) string { // what is to be shared later
		page, _, _ := strings.Cut(c.get("/games/"+id, "Accept", "text/html").body, `class="card share"`)
		return page
	}
	if !strings.Contains(above(c), "/qr.svg") || strings.Contains(above(s.client()), "/qr.svg") {
		t.Error("the code is not for the creator only")
	}
}

// A network that has filled its part of the lobby is told so; another one is not
// concerned.
func TestLobbyIsNotFilledFromOneAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		b.at("192.0.2.1")
		const wish = `{"opponent":"anyone"}`
		for i := range 100 {
			got := b.post("/games", wish)
			if got.status != http.StatusCreated {
				t.Fatalf("seek %d: got %d %s", i+1, got.status, got.body)
			}
			conn := b.connect(got.header.Get("Location")+"/feed?after=1", "Accept", "text/event-stream",
				"Authorization", "Bearer "+tokenOf(got))
			go io.Copy(io.Discard, conn) // its creator waits
			time.Sleep(time.Second)
		}
		refused := b.post("/games", wish)
		if refused.status != http.StatusTooManyRequests || refused.header.Get("Retry-After") != "30" || refused.header.Get("Set-Cookie") != "" {
			t.Errorf("one more: got %d %v", refused.status, refused.header)
		}
		b.at("192.0.2.2")
		if got := b.post("/games", wish); got.status != http.StatusCreated {
			t.Errorf("from elsewhere: got %d %s", got.status, got.body)
		}
	})
}

// tokenOf is the token of the guest whom an answer has made.
func tokenOf(got answer) string {
	cookie, err := http.ParseSetCookie(got.header.Get("Set-Cookie"))
	if err != nil {
		return ""
	}
	return cookie.Value
}
