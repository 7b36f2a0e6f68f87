package web_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"kibitz/game"
)

const (
	asJSON = "application/json"
	asForm = "application/x-www-form-urlencoded"
)

// Every status that can occur, by the request that earns it. Nothing that
// fails may change the game.
func TestBadRequestsGetTheirStatusAndChangeNothing(t *testing.T) {
	s := newSite(t)
	m := s.newMatch("")
	m.play("e4", "e5")
	stranger, over, open := s.client(), s.newMatch(""), s.newOpen()
	over.play("f3", "e5", "g4", "Qh4#")
	before := m.log()
	moves := m.path("moves")
	for _, c := range []struct {
		name               string
		by                 *client
		method, path, body string
		kind               string // content type
		want               int
		text               string // part of the detail
	}{
		{"unknown game", m.white, "GET", "/games/AAAAAAAA.json", "", "", 404, "no such game"},
		{"impossible id", m.white, "GET", "/games/..%2f..%2fetc.json", "", "", 404, "no such game"},
		{"unknown game's feed", m.white, "GET", "/games/AAAAAAAA/feed", "", "", 404, "no such game"},
		{"unknown game's moves", m.white, "POST", "/games/AAAAAAAA/moves", `{"move":"e4"}`, asJSON, 404, "no such game"},
		{"unknown address", m.white, "GET", "/nothing", "", "", 404, "nothing at this address"},
		{"wrong method", m.white, "DELETE", "/games/" + m.id, "", "", 405, ""},
		{"cursor of garbage", m.white, "GET", m.path("feed?after=abc"), "", "", 400, "cursor"},
		{"negative cursor", m.white, "GET", m.path("feed?after=-1"), "", "", 400, "cursor"},
		{"enormous cursor", m.white, "GET", m.path("feed?after=9e99"), "", "", 400, "cursor"},
		{"cursor over 64 bits", m.white, "GET", m.path("feed?after=9223372036854775808"), "", "", 400, "cursor"},
		{"bad FEN", m.white, "POST", "/games", `{"fen":"8/8/8/8/8/8/8/8 w - - 0 1"}`, asJSON, 400, "one king"},
		{"finished FEN", m.white, "POST", "/games", `{"fen":"7k/5Q2/6K1/8/8/8/8/8 b - - 0 1"}`, asJSON, 400, "over before it began"},
		{"bad color", m.white, "POST", "/games", `{"color":"green"}`, asJSON, 400, "white, black or random"},
		{"opponent not offered", m.white, "POST", "/games", `{"opponent":"dragon"}`, asJSON, 400, "opponent"},
		{"neither UCI nor SAN", m.white, "POST", moves, `{"move":"castle please"}`, asJSON, 400, "neither UCI"},
		{"no move", m.white, "POST", moves, `{}`, asJSON, 400, "neither UCI"},
		{"seen of garbage", m.white, "POST", moves, `{"move":"d4","seen":"x"}`, asJSON, 400, "cursor"},
		{"half a seen", m.white, "POST", moves, `{"move":"d4","seen":1.5}`, asJSON, 400, "cursor"},
		{"broken JSON", m.white, "POST", moves, `{"move":`, asJSON, 400, "cannot be read"},
		{"JSON that is no object", m.white, "POST", moves, `["d4"]`, asJSON, 400, "cannot be read"},
		{"two JSON values", m.white, "POST", moves, `{"move":"d4"}{}`, asJSON, 400, "after the JSON"},
		{"nested JSON", m.white, "POST", moves, `{"move":{"uci":"d2d4"}}`, asJSON, 400, "neither text"},
		{"broken form", m.white, "POST", moves, `move=%zz`, asForm, 400, "cannot be read"},
		{"stranger", stranger, "POST", moves, `{"move":"d4"}`, asJSON, 403, "not a player"},
		{"stranger resigns", stranger, "POST", m.path("resign"), `{}`, asJSON, 403, "not a player"},
		{"stranger aborts", stranger, "POST", m.path("abort"), ``, "", 403, "not a player"},
		{"not your turn", m.black, "POST", moves, `{"move":"d5"}`, asJSON, 409, "not your turn"},
		{"stale seen", m.white, "POST", moves, `{"move":"d4","seen":2}`, asJSON, 409, "moved on"},
		{"seen from the future", m.white, "POST", moves, `{"move":"d4","seen":99}`, asJSON, 409, "not come to"},
		{"no opponent yet", open.white, "POST", open.path("moves"), `{"move":"e4"}`, asJSON, 409, "waits for an opponent"},
		{"own game", open.white, "POST", open.path("join"), ``, "", 409, "other seat already"},
		{"seat taken", stranger, "POST", m.path("join"), ``, "", 409, "seat is taken"},
		{"joining what is over", stranger, "POST", over.path("join"), ``, "", 409, "over"},
		{"moving after the end", over.white, "POST", over.path("moves"), `{"move":"e4"}`, asJSON, 409, "over"},
		{"resigning after the end", over.white, "POST", over.path("resign"), ``, "", 409, "over"},
		{"aborting too late", m.white, "POST", m.path("abort"), ``, "", 409, "resign instead"},
		{"a megabyte", m.white, "POST", moves, `{"move":"` + strings.Repeat("e", 1<<20) + `"}`, asJSON, 413, "16 KiB"},
		{"16 KiB of nothing after the JSON", m.white, "POST", moves, `{"move":"e4e6"}` + strings.Repeat(" ", 20_000), asJSON, 413, "16 KiB"},
		{"a megabyte of form", m.white, "POST", moves, "move=" + strings.Repeat("e", 1<<20), asForm, 413, "16 KiB"},
		{"neither form nor JSON", m.white, "POST", moves, `<move>e4</move>`, "text/xml", 415, "form"},
		{"a multipart form", m.white, "POST", moves, "--x\r\n", "multipart/form-data; boundary=x", 415, "form"},
		{"illegal move", m.white, "POST", moves, `{"move":"e4e6"}`, asJSON, 422, "not legal"},
		{"ambiguous piece", m.white, "POST", moves, `{"move":"Ke3"}`, asJSON, 422, "not legal"},
	} {
		t.Run(c.name, func(t *testing.T) {
			header := []string{"Accept", asJSON}
			if c.kind != "" {
				header = append(header, "Content-Type", c.kind)
			}
			got := c.by.do(c.method, c.path, c.body, header...)
			if got.status != c.want {
				t.Fatalf("got %d %s, want %d", got.status, got.body, c.want)
			}
			p := got.decode(t)
			if kind := got.header.Get("Content-Type"); kind != "application/problem+json" || p["status"] != float64(c.want) || p["type"] != "about:blank" {
				t.Errorf("got %s %v, want a problem of status %d", kind, p, c.want)
			}
			if detail := p["detail"].(string); !strings.Contains(detail, c.text) {
				t.Errorf("got %q, want something with %q", detail, c.text)
			}
			if c.want == 409 && c.path == moves && p["version"] != float64(4) {
				t.Errorf("got version %v, want 4: the client has to know what it missed", p["version"])
			}
		})
	}
	same(t, m.log(), before)
}

// null is JSON that decodes into an object without complaint.
func TestNullIsNoObjectAnywhere(t *testing.T) {
	s := newSite(t)
	m := s.newMatch("")
	before := m.log()
	paths := []string{"/games", "/import", "/settings", "/lab/sessions", m.path("join"), m.path("moves"), m.path("chat")}
	for _, do := range game.Actions {
		paths = append(paths, m.path(string(do)))
	}
	for _, path := range paths {
		for _, body := range []string{"null", " null\n"} {
			got := m.white.do("POST", path, body, "Content-Type", asJSON, "Accept", asJSON)
			if got.status != http.StatusBadRequest || !strings.Contains(got.body, "not a JSON object") {
				t.Errorf("%s to %s: got %d %s, want 400", body, path, got.status, got.body)
			}
		}
	}
	same(t, m.log(), before)
}

func TestUnknownBearerTokenIsRefused(t *testing.T) {
	m := newSite(t).newMatch("")
	got := m.client().do("POST", m.path("moves"), `{"move":"e4"}`, "Content-Type", asJSON, "Authorization", "Bearer nobody")
	if got.status != http.StatusUnauthorized {
		t.Errorf("got %d %s, want 401", got.status, got.body)
	}
}

func TestBearerTokenPlays(t *testing.T) {
	m := newSite(t).newMatch("")
	var token string
	at, _ := http.NewRequest("GET", m.url, nil)
	for _, c := range m.white.Jar.Cookies(at.URL) {
		token = c.Value
	}
	got := m.client().do("POST", m.path("moves"), `{"move":"e4"}`, "Content-Type", asJSON, "Authorization", "Bearer "+token)
	if got.status != http.StatusOK {
		t.Errorf("got %d %s, want 200", got.status, got.body)
	}
}

func TestSeatTakenTwiceAtOnceIsGivenOnce(t *testing.T) {
	s := newSite(t)
	open := s.newOpen()
	var mu sync.Mutex
	statuses := map[int]int{}
	var done sync.WaitGroup
	for range 16 {
		c := s.client()
		done.Go(func() {
			got := c.post(open.path("join"), nil)
			mu.Lock()
			defer mu.Unlock()
			statuses[got.status]++
		})
	}
	done.Wait()
	if statuses[200] != 1 || statuses[409] != 15 {
		t.Errorf("got %v, want one 200 and fifteen 409", statuses)
	}
}

func TestRequestsFromAnotherSiteAreRefused(t *testing.T) {
	m := newSite(t).newMatch("")
	for name, header := range map[string][]string{
		"by Sec-Fetch-Site": {"Sec-Fetch-Site", "cross-site"},
		"by Origin":         {"Origin", "https://evil.example"},
	} {
		got := m.white.do("POST", m.path("moves"), "move=e4", append(header, "Content-Type", asForm, "Accept", asJSON)...)
		if got.status != http.StatusForbidden || !strings.Contains(got.body, "another site") {
			t.Errorf("%s: got %d %s, want 403", name, got.status, got.body)
		}
	}
	m.play("e4") // it was nobody's turn but White's still
}

func TestTooManyRequestsAreToldWhenToComeBack(t *testing.T) {
	m := newSite(t).newMatch("")
	for range 1000 {
		got := m.white.post(m.path("moves"), map[string]any{"move": "e4e6"})
		if got.status == http.StatusUnprocessableEntity {
			continue
		}
		if got.status != http.StatusTooManyRequests || got.header.Get("Retry-After") == "" {
			t.Fatalf("got %d %v, want 429 with Retry-After", got.status, got.header)
		}
		if other := m.black.post(m.path("moves"), map[string]any{"move": "e5"}); other.status != http.StatusConflict {
			t.Errorf("the opponent got %d, want the usual 409", other.status)
		}
		return
	}
	t.Error("1,000 requests were not too many")
}

// newOpen starts a game that waits for an opponent.
func (s *site) newOpen() *match {
	s.t.Helper()
	m := &match{site: s, white: s.client(), version: 1}
	created := m.white.post("/games", map[string]any{"color": "white"})
	if created.status != http.StatusCreated {
		s.t.Fatalf("creating a game: %d %s", created.status, created.body)
	}
	m.id = created.decode(s.t)["game"].(string)
	return m
}
