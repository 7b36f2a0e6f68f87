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
	"kibitz/web/webtest"
)

var wish = map[string]any{"opponent": "anyone", "color": "white", "initial": 60}

// seek puts a client's seek into the lobby.
func seek(c *webtest.Client) string {
	c.T.Helper()
	created := c.Post("/games", wish)
	if created.Status != http.StatusCreated {
		c.T.Fatalf("seeking: %d %s", created.Status, created.Body)
	}
	return created.Decode(c.T)["game"].(string)
}

// wantLobby checks which seeks a client sees in the feed and on the page.
func wantLobby(c *webtest.Client, what string, want ...string) {
	c.T.Helper()
	var got []string
	list := c.Get("/lobby.json").Decode(c.T)
	for _, seek := range list["seeks"].([]any) {
		got = append(got, seek.(map[string]any)["id"].(string))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		c.T.Errorf("%s: got seeks %v, want %v", what, got, want)
	}
	page := c.Get("/", "Accept", "text/html").Body
	for _, id := range want {
		mine := slices.Contains(list["mine"].([]any), any(id))
		form := fmt.Sprintf(`<form method="post" action="/games/%s/join">`, id)
		if !strings.Contains(page, `data-seek="`+id+`"`) || strings.Contains(page, form) == mine {
			c.T.Errorf("%s: %s, which is the visitor's: %t, is not on the page as it should be", what, id, mine)
		}
	}
}

func TestSeekIsAcceptedOnceAndWithdrawsTheOthers(t *testing.T) {
	s := webtest.NewSite(t)
	ann, bob, cem := s.Client(), s.Client(), s.Client()
	wantLobby(ann, "at first")
	first, second := seek(ann), seek(ann)
	bobs, cems := seek(bob), seek(cem)
	for _, c := range []*webtest.Client{ann, bob, cem, s.Client()} {
		wantLobby(c, "with four seeks", first, second, bobs, cems)
	}
	joined := bob.Form("/games/"+first+"/join", "")
	if place := joined.Header.Get("Location"); joined.Status != http.StatusSeeOther || place != "/games/"+first {
		t.Fatalf("joining: %d to %s\n%s", joined.Status, place, joined.Body)
	}
	if late := cem.Post("/games/"+first+"/join", nil); late.Status != http.StatusConflict || !strings.Contains(late.Body, "the seat is taken") {
		t.Errorf("joining when the seat is taken: %d %s", late.Status, late.Body)
	}
	for _, c := range []*webtest.Client{ann, bob, cem} {
		wantLobby(c, "when two have found each other", cems)
	}
	for _, id := range []string{second, bobs} {
		if got := ann.Get("/games/" + id + ".json").Decode(t); got["status"] != "over" || got["reason"] != "abort" {
			t.Errorf("the other seek %s is %s, %s; want it aborted", id, got["status"], got["reason"])
		}
	}
	if got := ann.Get("/games/" + first + ".json").Decode(t)["status"]; got != "playing" {
		t.Errorf("the game is %s, want it playing", got)
	}
}

// Five people join the five seeks of one player at once, on two servers with one
// database, while that player joins a sixth person's seek.
func TestSeeksJoinedAtOnceBeginOneGame(t *testing.T) {
	one := webtest.NewSite(t)
	sites := []*webtest.Site{one, webtest.OpenSite(t, one.Store)}
	creator, sixth := one.Client(), one.Client()
	type join struct {
		by *webtest.Client
		id string
	}
	joins := []join{{creator, seek(sixth)}}
	for i := range game.MaxSeeks {
		joins = append(joins, join{sites[i%2].Client(), seek(creator)})
	}
	answers := make([]webtest.Answer, len(joins))
	var all sync.WaitGroup
	for i, j := range joins {
		all.Go(func() { answers[i] = j.by.Post("/games/"+j.id+"/join", nil) })
	}
	all.Wait()
	begun := 0
	for i, a := range answers {
		status := one.Client().Get("/games/" + joins[i].id + ".json").Decode(t)["status"]
		switch {
		case a.Status == http.StatusOK && status == "playing":
			begun++
		case i == 0 && a.Status == http.StatusConflict && status == "open" && strings.Contains(a.Body, "has just begun"):
		case i > 0 && a.Status == http.StatusConflict && status == "over" && strings.Contains(a.Body, "the seek was withdrawn"):
		default:
			t.Errorf("join %d: got %d %s, and the game is %s", i, a.Status, a.Body, status)
		}
	}
	if begun != 1 {
		t.Errorf("%d games began, want 1", begun)
	}
}

func TestSeekIsCanceledByItsCreatorOnly(t *testing.T) {
	s := webtest.NewSite(t)
	ann, bob := s.Client(), s.Client()
	id := seek(ann)
	seek(bob) // is somebody
	if got := bob.Post("/games/"+id+"/abort", nil); got.Status != http.StatusForbidden {
		t.Errorf("by somebody else: %d %s", got.Status, got.Body)
	}
	page := ann.Get("/games/"+id, "Accept", "text/html").Body
	if !strings.Contains(page, `action="/games/`+id+`/abort"`) || !strings.Contains(page, "Cancel") {
		t.Errorf("there is no way to cancel:\n%s", page)
	}
	if got := ann.Form("/games/"+id+"/abort", ""); got.Status != http.StatusSeeOther {
		t.Errorf("by its creator: %d %s", got.Status, got.Body)
	}
	if got := bob.Post("/games/"+id+"/join", nil); got.Status != http.StatusConflict {
		t.Errorf("joining it: %d %s", got.Status, got.Body)
	}
}

func TestSeeksByTheHundredAreRefused(t *testing.T) {
	s := webtest.NewSite(t)
	ann := s.Client()
	var ids []string
	for range game.MaxSeeks {
		ids = append(ids, seek(ann))
	}
	got := ann.Post("/games", wish)
	if got.Status != http.StatusConflict || !strings.Contains(got.Body, "you have 5 seeks open already") {
		t.Errorf("one more: %d %s", got.Status, got.Body)
	}
	page := ann.Form("/games", "opponent=anyone&color=white&delay=60&fen=")
	if page.Status != http.StatusConflict || !strings.Contains(page.Body, "You have 5 seeks open already") ||
		!strings.Contains(page.Body, `value="anyone" checked`) || !strings.Contains(page.Body, `value="60" selected`) {
		t.Errorf("one more, by the form: %d\n%s", page.Status, page.Body)
	}
	refused := 0
	for range 100 { // each by somebody new
		got := s.Client().Post("/games", wish)
		switch {
		case got.Status == http.StatusTooManyRequests && got.Header.Get("Retry-After") != "" && got.Header.Get("Set-Cookie") == "":
			refused++
		case got.Status == http.StatusCreated:
			ids = append(ids, got.Decode(t)["game"].(string))
		default:
			t.Fatalf("by somebody new: %d %v %s", got.Status, got.Header, got.Body)
		}
	}
	if refused < 40 {
		t.Errorf("%d of 100 were refused, want 45 or so", refused)
	}
	wantLobby(ann, "at the end", ids...)
}

func TestQRCodeLeadsToAGame(t *testing.T) {
	s := webtest.NewSite(t)
	c := s.Client()
	id := seek(c)
	got := c.Get("/games/" + id + "/qr.svg")
	if kind := got.Header.Get("Content-Type"); got.Status != 200 || kind != "image/svg+xml" || !strings.HasPrefix(got.Body, "<svg ") ||
		got.Header.Get("Cache-Control") != "private, max-age=86400" || !strings.Contains(got.Body, `d="M0 0h7v1H0z`) {
		t.Errorf("got %d %v %.200s", got.Status, got.Header, got.Body)
	}
	for _, id := range []string{"AAAAAAAA", "..%2f..%2f"} {
		if got := c.Get("/games/" + id + "/qr.svg"); got.Status != 404 {
			t.Errorf("%s: got %d, want 404", id, got.Status)
		}
	}
	above := func(c *webtest.Client) string { // what is to be shared later
		page, _, _ := strings.Cut(c.Get("/games/"+id, "Accept", "text/html").Body, `class="card share"`)
		return page
	}
	if !strings.Contains(above(c), "/qr.svg") || strings.Contains(above(s.Client()), "/qr.svg") {
		t.Error("the code is not for the creator only")
	}
}

// A network that has filled its share of the lobby is told so; other networks are
// not affected.
func TestLobbyIsNotFilledFromOneAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		b.At("192.0.2.1")
		const wish = `{"opponent":"anyone"}`
		for i := range 100 {
			got := b.Post("/games", wish)
			if got.Status != http.StatusCreated {
				t.Fatalf("seek %d: got %d %s", i+1, got.Status, got.Body)
			}
			conn := b.Connect(got.Header.Get("Location")+"/feed?after=1", "Accept", "text/event-stream",
				"Authorization", "Bearer "+tokenOf(got))
			go io.Copy(io.Discard, conn) // its creator waits
			time.Sleep(time.Second)
		}
		refused := b.Post("/games", wish)
		if refused.Status != http.StatusTooManyRequests || refused.Header.Get("Retry-After") != "30" || refused.Header.Get("Set-Cookie") != "" {
			t.Errorf("one more: got %d %v", refused.Status, refused.Header)
		}
		b.At("192.0.2.2")
		if got := b.Post("/games", wish); got.Status != http.StatusCreated {
			t.Errorf("from elsewhere: got %d %s", got.Status, got.Body)
		}
	})
}

// tokenOf is the token of the guest created by an answer.
func tokenOf(got webtest.Answer) string {
	cookie, err := http.ParseSetCookie(got.Header.Get("Set-Cookie"))
	if err != nil {
		return ""
	}
	return cookie.Value
}
