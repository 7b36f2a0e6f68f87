package web_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"kibitz/game"
	"kibitz/web/webtest"
)

// Every status that can occur, with a request that causes it. A failing request must
// not change the game.
func TestBadRequestsGetTheirStatusAndChangeNothing(t *testing.T) {
	s := webtest.NewSite(t)
	m := s.NewMatch("")
	m.Play("e4", "e5")
	stranger, over, open := s.Client(), s.NewMatch(""), newOpen(s)
	over.Play("f3", "e5", "g4", "Qh4#")
	before := m.Log()
	moves := m.Path("moves")
	for _, c := range []struct {
		name               string
		by                 *webtest.Client
		method, path, body string
		kind               string // content type
		want               int
		text               string // part of the detail
	}{
		{"unknown game", m.White, "GET", "/games/AAAAAAAA.json", "", "", 404, "no such game"},
		{"impossible id", m.White, "GET", "/games/..%2f..%2fetc.json", "", "", 404, "no such game"},
		{"unknown game's feed", m.White, "GET", "/games/AAAAAAAA/feed", "", "", 404, "no such game"},
		{"unknown game's moves", m.White, "POST", "/games/AAAAAAAA/moves", `{"move":"e4"}`, webtest.TypeJSON, 404, "no such game"},
		{"unknown address", m.White, "GET", "/nothing", "", "", 404, "nothing at this address"},
		{"wrong method", m.White, "DELETE", "/games/" + m.ID, "", "", 405, ""},
		{"cursor of garbage", m.White, "GET", m.Path("feed?after=abc"), "", "", 400, "cursor"},
		{"negative cursor", m.White, "GET", m.Path("feed?after=-1"), "", "", 400, "cursor"},
		{"enormous cursor", m.White, "GET", m.Path("feed?after=9e99"), "", "", 400, "cursor"},
		{"cursor over 64 bits", m.White, "GET", m.Path("feed?after=9223372036854775808"), "", "", 400, "cursor"},
		{"bad FEN", m.White, "POST", "/games", `{"fen":"8/8/8/8/8/8/8/8 w - - 0 1"}`, webtest.TypeJSON, 400, "one king"},
		{"finished FEN", m.White, "POST", "/games", `{"fen":"7k/5Q2/6K1/8/8/8/8/8 b - - 0 1"}`, webtest.TypeJSON, 400, "over before it began"},
		{"bad color", m.White, "POST", "/games", `{"color":"green"}`, webtest.TypeJSON, 400, "white, black or random"},
		{"opponent not offered", m.White, "POST", "/games", `{"opponent":"dragon"}`, webtest.TypeJSON, 400, "opponent"},
		{"neither UCI nor SAN", m.White, "POST", moves, `{"move":"castle please"}`, webtest.TypeJSON, 400, "neither UCI"},
		{"no move", m.White, "POST", moves, `{}`, webtest.TypeJSON, 400, "neither UCI"},
		{"seen of garbage", m.White, "POST", moves, `{"move":"d4","seen":"x"}`, webtest.TypeJSON, 400, "cursor"},
		{"half a seen", m.White, "POST", moves, `{"move":"d4","seen":1.5}`, webtest.TypeJSON, 400, "cursor"},
		{"broken JSON", m.White, "POST", moves, `{"move":`, webtest.TypeJSON, 400, "cannot be read"},
		{"JSON that is no object", m.White, "POST", moves, `["d4"]`, webtest.TypeJSON, 400, "cannot be read"},
		{"two JSON values", m.White, "POST", moves, `{"move":"d4"}{}`, webtest.TypeJSON, 400, "after the JSON"},
		{"nested JSON", m.White, "POST", moves, `{"move":{"uci":"d2d4"}}`, webtest.TypeJSON, 400, "neither text"},
		{"broken form", m.White, "POST", moves, `move=%zz`, webtest.TypeForm, 400, "cannot be read"},
		{"stranger", stranger, "POST", moves, `{"move":"d4"}`, webtest.TypeJSON, 403, "not a player"},
		{"stranger resigns", stranger, "POST", m.Path("resign"), `{}`, webtest.TypeJSON, 403, "not a player"},
		{"stranger aborts", stranger, "POST", m.Path("abort"), ``, "", 403, "not a player"},
		{"not your turn", m.Black, "POST", moves, `{"move":"d5"}`, webtest.TypeJSON, 409, "not your turn"},
		{"stale seen", m.White, "POST", moves, `{"move":"d4","seen":2}`, webtest.TypeJSON, 409, "moved on"},
		{"seen from the future", m.White, "POST", moves, `{"move":"d4","seen":99}`, webtest.TypeJSON, 409, "not come to"},
		{"no opponent yet", open.White, "POST", open.Path("moves"), `{"move":"e4"}`, webtest.TypeJSON, 409, "waits for an opponent"},
		{"own game", open.White, "POST", open.Path("join"), ``, "", 409, "other seat already"},
		{"seat taken", stranger, "POST", m.Path("join"), ``, "", 409, "seat is taken"},
		{"joining what is over", stranger, "POST", over.Path("join"), ``, "", 409, "over"},
		{"moving after the end", over.White, "POST", over.Path("moves"), `{"move":"e4"}`, webtest.TypeJSON, 409, "over"},
		{"resigning after the end", over.White, "POST", over.Path("resign"), ``, "", 409, "over"},
		{"aborting too late", m.White, "POST", m.Path("abort"), ``, "", 409, "resign instead"},
		{"a megabyte", m.White, "POST", moves, `{"move":"` + strings.Repeat("e", 1<<20) + `"}`, webtest.TypeJSON, 413, "16 KiB"},
		{"16 KiB of nothing after the JSON", m.White, "POST", moves, `{"move":"e4e6"}` + strings.Repeat(" ", 20_000), webtest.TypeJSON, 413, "16 KiB"},
		{"a megabyte of form", m.White, "POST", moves, "move=" + strings.Repeat("e", 1<<20), webtest.TypeForm, 413, "16 KiB"},
		{"neither form nor JSON", m.White, "POST", moves, `<move>e4</move>`, "text/xml", 415, "form"},
		{"a multipart form", m.White, "POST", moves, "--x\r\n", "multipart/form-data; boundary=x", 415, "form"},
		{"illegal move", m.White, "POST", moves, `{"move":"e4e6"}`, webtest.TypeJSON, 422, "not legal"},
		{"ambiguous piece", m.White, "POST", moves, `{"move":"Ke3"}`, webtest.TypeJSON, 422, "not legal"},
	} {
		t.Run(c.name, func(t *testing.T) {
			header := []string{"Accept", webtest.TypeJSON}
			if c.kind != "" {
				header = append(header, "Content-Type", c.kind)
			}
			got := c.by.Request(c.method, c.path, c.body, header...)
			if got.Status != c.want {
				t.Fatalf("got %d %s, want %d", got.Status, got.Body, c.want)
			}
			p := got.Decode(t)
			if kind := got.Header.Get("Content-Type"); kind != "application/problem+json" || p["status"] != float64(c.want) || p["type"] != "about:blank" {
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
	webtest.WantSame(t, m.Log(), before)
}

// null is JSON that decodes into an object without complaint.
func TestNullIsNoObjectAnywhere(t *testing.T) {
	s := webtest.NewSite(t)
	m := s.NewMatch("")
	before := m.Log()
	paths := []string{"/games", "/import", "/settings", "/lab/sessions", m.Path("join"), m.Path("moves"), m.Path("chat")}
	for _, do := range game.Actions {
		paths = append(paths, m.Path(string(do)))
	}
	for _, path := range paths {
		for _, body := range []string{"null", " null\n"} {
			got := m.White.Request("POST", path, body, "Content-Type", webtest.TypeJSON, "Accept", webtest.TypeJSON)
			if got.Status != http.StatusBadRequest || !strings.Contains(got.Body, "not a JSON object") {
				t.Errorf("%s to %s: got %d %s, want 400", body, path, got.Status, got.Body)
			}
		}
	}
	webtest.WantSame(t, m.Log(), before)
}

func TestUnknownBearerTokenIsRefused(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	got := m.Client().Request("POST", m.Path("moves"), `{"move":"e4"}`, "Content-Type", webtest.TypeJSON, "Authorization", "Bearer nobody")
	if got.Status != http.StatusUnauthorized {
		t.Errorf("got %d %s, want 401", got.Status, got.Body)
	}
}

func TestBearerTokenPlays(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	var token string
	at, _ := http.NewRequest("GET", m.URL, nil)
	for _, c := range m.White.Jar.Cookies(at.URL) {
		token = c.Value
	}
	got := m.Client().Request("POST", m.Path("moves"), `{"move":"e4"}`, "Content-Type", webtest.TypeJSON, "Authorization", "Bearer "+token)
	if got.Status != http.StatusOK {
		t.Errorf("got %d %s, want 200", got.Status, got.Body)
	}
}

func TestSeatTakenTwiceAtOnceIsGivenOnce(t *testing.T) {
	s := webtest.NewSite(t)
	open := newOpen(s)
	var mu sync.Mutex
	statuses := map[int]int{}
	var done sync.WaitGroup
	for range 16 {
		c := s.Client()
		done.Go(func() {
			got := c.Post(open.Path("join"), nil)
			mu.Lock()
			defer mu.Unlock()
			statuses[got.Status]++
		})
	}
	done.Wait()
	if statuses[200] != 1 || statuses[409] != 15 {
		t.Errorf("got %v, want one 200 and fifteen 409", statuses)
	}
}

func TestRequestsFromAnotherSiteAreRefused(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	for name, header := range map[string][]string{
		"by Sec-Fetch-Site": {"Sec-Fetch-Site", "cross-site"},
		"by Origin":         {"Origin", "https://evil.example"},
	} {
		got := m.White.Request("POST", m.Path("moves"), "move=e4", append(header, "Content-Type", webtest.TypeForm, "Accept", webtest.TypeJSON)...)
		if got.Status != http.StatusForbidden || !strings.Contains(got.Body, "another site") {
			t.Errorf("%s: got %d %s, want 403", name, got.Status, got.Body)
		}
	}
	m.Play("e4") // it was nobody's turn but White's still
}

func TestTooManyRequestsAreToldWhenToComeBack(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	for range 1000 {
		got := m.White.Post(m.Path("moves"), map[string]any{"move": "e4e6"})
		if got.Status == http.StatusUnprocessableEntity {
			continue
		}
		if got.Status != http.StatusTooManyRequests || got.Header.Get("Retry-After") == "" {
			t.Fatalf("got %d %v, want 429 with Retry-After", got.Status, got.Header)
		}
		if other := m.Black.Post(m.Path("moves"), map[string]any{"move": "e5"}); other.Status != http.StatusConflict {
			t.Errorf("the opponent got %d, want the usual 409", other.Status)
		}
		return
	}
	t.Error("1,000 requests were not too many")
}

// newOpen starts a game that waits for an opponent.
func newOpen(s *webtest.Site) *webtest.Match {
	s.T.Helper()
	m := &webtest.Match{Site: s, White: s.Client(), Version: 1}
	created := m.White.Post("/games", map[string]any{"color": "white"})
	if created.Status != http.StatusCreated {
		s.T.Fatalf("creating a game: %d %s", created.Status, created.Body)
	}
	m.ID = created.Decode(s.T)["game"].(string)
	return m
}
