package presence_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/live"
	"kibitz/web"
	"kibitz/web/webtest"
)

// A post carries between servers who is there, without delay, while it is open.
type post struct {
	mu    sync.Mutex
	since time.Time
	all   []*desk
}

// A desk is a server's place at a post.
type desk struct {
	*post
	name string
	hear func(string, game.ID, game.Here)
	dead bool // the server that had it is no more
}

func (d *desk) OnHere(f func(string, game.ID, game.Here)) { d.hear = f }

func (d *desk) Since() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.since
}

func (d *desk) TellHere(id game.ID, h game.Here) {
	d.mu.Lock()
	open, all := !d.since.IsZero() && !d.dead, d.all
	d.mu.Unlock()
	for _, other := range all {
		if open && other != d {
			go other.hear(d.name, id, h) // as it comes from another server: at a time of its own
		}
	}
}

// open opens the post or closes it.
func (p *post) open(is bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.since = (time.Time{}); is {
		p.since = time.Now()
	}
}

// newTwo makes two servers of the same games, joined by a post that is open.
func newTwo(t *testing.T) (a, b *webtest.Bubble, p *post) {
	p = &post{all: []*desk{{name: "A"}, {name: "B"}}}
	for _, d := range p.all {
		d.post = p
	}
	p.open(true)
	a = webtest.NewBubble(t, func(c *web.Config) { c.Others = p.all[0] })
	hub := live.NewHub(a.Games)
	b = webtest.NewBubble(t, func(c *web.Config) {
		c.Others, c.Feed, c.Snapshots = p.all[1], hub, a.Games
		c.Service = game.NewService(a.Games, hub, time.Now)
	})
	b.ID = a.ID
	return a, b, p
}

// whoIs is who is there by a server's snapshot.
func whoIs(t *testing.T, b *webtest.Bubble) (s presenceSeen) {
	t.Helper()
	if err := json.Unmarshal([]byte(b.Get(b.URL+"/games/"+string(b.ID)+".json").Body), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWhoIsAtAnotherServerIsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b, _ := newTwo(t)
		a.Join("after=2", "Authorization", webtest.AsAnn)
		bob := b.Join("after=2", "Authorization", webtest.AsBob)
		a.Join("after=2", "User-Agent", "one")
		b.Join("after=2", "User-Agent", "two")
		b.Join("after=2", "User-Agent", "three")
		time.Sleep(time.Minute)
		for _, server := range []*webtest.Bubble{a, b} {
			got := whoIs(t, server)
			// The question itself leaves a sign of a spectator, on the server that it went to.
			if !got.White.Online || !got.Black.Online || got.Spectators < 3 || got.Spectators > 5 {
				t.Errorf("got %+v, want both players and three or so", got)
			}
		}
		went := time.Now()
		bob.Close()
		time.Sleep(8 * time.Second)
		for _, server := range []*webtest.Bubble{a, b} {
			if got := whoIs(t, server); got.Black.Online || got.Black.Away != went.UnixMilli() || !got.White.Online {
				t.Errorf("got %+v, want Black away since %d", got, went.UnixMilli())
			}
		}
		a.Join("after=2", "Authorization", webtest.AsBob)
		time.Sleep(3 * time.Second)
		if got := whoIs(t, b); !got.Black.Online {
			t.Errorf("got %+v, want Black, who came to the other server", got)
		}
	})
}

// What a server said holds for 30 s: it may have been killed.
func TestWhatAServerSaidThatDiedIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b, p := newTwo(t)
		a.Join("after=2", "Authorization", webtest.AsAnn)
		b.Join("after=2", "Authorization", webtest.AsBob)
		time.Sleep(time.Minute)
		p.mu.Lock()
		p.all[1].dead = true
		p.mu.Unlock()
		died := time.Now()
		time.Sleep(18 * time.Second) // it may have said it up to 10 s before
		if got := whoIs(t, a); !got.Black.Online {
			t.Errorf("got %+v, want Black still there", got)
		}
		time.Sleep(14 * time.Second)
		got := whoIs(t, a)
		if away := time.UnixMilli(got.Black.Away); got.Black.Online || away.After(died) || died.Sub(away) > 11*time.Second {
			t.Errorf("got %+v, want Black away since the other server's last word", got)
		}
	})
}

// Nobody loses a game because servers cannot hear each other.
func TestNoGameIsClaimedWhileTheOthersAreNotHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b, p := newTwo(t)
		a.ID = a.NewClockedGame(game.TimeControl{Initial: 5 * time.Minute}, "e4 e5")
		b.ID = a.ID
		ann := a.Join("after=4", "Authorization", webtest.AsAnn)
		bob := b.Join("after=4", "Authorization", webtest.AsBob)
		time.Sleep(time.Minute)
		claim := func() int {
			t.Helper()
			drain(ann)
			ann.Say(`{"id":1,"do":"claim","result":"win"}`)
			if answer := <-ann.Frames; !strings.Contains(answer, `"error"`) {
				return http.StatusOK
			} else {
				return webtest.ProblemIn(t, answer).Status
			}
		}
		p.open(false)
		time.Sleep(40 * time.Second)
		if got := whoIs(t, a); !got.Black.Online {
			t.Errorf("got %+v, want Black, of whom nothing can be known", got)
		}
		if got := claim(); got != http.StatusConflict {
			t.Errorf("a claim while Black is at the other server: got %d, want 409", got)
		}

		// Who left this server shows as away, and may be at the other one.
		guest := a.Join("after=4", "Authorization", webtest.AsBob)
		time.Sleep(time.Second)
		guest.Close()
		time.Sleep(25 * time.Second)
		if got := whoIs(t, a); got.Black.Online {
			t.Errorf("got %+v, want Black away, who left", got)
		}
		if got := claim(); got != http.StatusConflict {
			t.Errorf("a claim while the other server is not heard: got %d, want 409", got)
		}

		p.open(true)
		time.Sleep(11 * time.Second)
		if got := whoIs(t, a); !got.Black.Online {
			t.Errorf("got %+v, want Black, who is at the other server", got)
		}
		bob.Close()
		time.Sleep(10 * time.Second)
		if got := claim(); got != http.StatusConflict {
			t.Errorf("a claim 10 s after Black went: got %d, want 409", got)
		}
		time.Sleep(15 * time.Second)
		if got := claim(); got != http.StatusOK {
			t.Errorf("a claim 25 s after Black went: got %d, want it granted", got)
		}
	})
}

// One who was nowhere when the servers heard each other again is away from then
// on, not from long ago.
func TestAwayBeginsWhenTheOthersAreHeardAtTheLatest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, _, p := newTwo(t)
		a.Join("after=2", "Authorization", webtest.AsAnn)
		a.Join("after=2", "Authorization", webtest.AsBob).Close()
		p.open(false)
		time.Sleep(time.Minute)
		p.open(true)
		back := time.Now()
		time.Sleep(13 * time.Second)
		if got := whoIs(t, a); got.Black.Online || got.Black.Away != back.UnixMilli() {
			t.Errorf("got %+v, want Black away since %d", got, back.UnixMilli())
		}
	})
}

// A load balancer must not take all servers out because Redis is away.
func TestServerThatDoesNotHearTheOthersIsReadyAndDegraded(t *testing.T) {
	p := &post{}
	m := webtest.NewMemory(t, func(c *web.Config) { c.Others = &desk{post: p} })
	defer m.Stop()
	for _, c := range []struct {
		open bool
		want string
	}{{false, "degraded: "}, {true, "ready\n"}} {
		p.open(c.open)
		if got := readiness(m); got.Code != http.StatusOK || !strings.HasPrefix(got.Body.String(), c.want) {
			t.Errorf("got %d %q, want 200 %q", got.Code, got.Body, c.want)
		}
	}
}

func readiness(m *webtest.Memory) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	m.Kibitz.ServeHTTP(w, httptest.NewRequest("GET", "/readyz", nil))
	return w
}
