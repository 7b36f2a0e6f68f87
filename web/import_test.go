package web_test

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"kibitz/game"
	"kibitz/game/pgn"
)

const (
	toImport = "[Event \"Casual\"]\n[White \"Morphy\"]\n[Black \"Duke\"]\n[Result \"1-0\"]\n\n1. e4 {[%clk 0:05:00] best} e5 (1... c5) 2. Nf3 1-0\n\n"
	toPages  = "text/html,application/xhtml+xml,*/*;q=0.8"
)

// send posts a form with a field and a file as a browser does.
func (c *client) send(pasted, file string) answer {
	c.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("pgn", pasted)
	part, _ := form.CreateFormFile("file", "games.pgn")
	_, _ = part.Write([]byte(file))
	_ = form.Close()
	return c.do("POST", "/import", body.String(), "Content-Type", form.FormDataContentType(), "Accept", toPages, "Sec-Fetch-Site", "same-origin")
}

func TestAGameIsImportedHoweverItIsSent(t *testing.T) {
	s := newSite(t)
	c := s.client()
	for name, send := range map[string]func() answer{
		"pasted": func() answer { return c.send(toImport, "") },
		"a file": func() answer { return c.send("", toImport) },
		"both":   func() answer { return c.send("the file counts", toImport) },
		"a form": func() answer { return c.form("/import", url.Values{"pgn": {toImport}}.Encode()) },
		"JSON":   func() answer { return c.post("/import", map[string]any{"pgn": toImport}) },
		"as PGN": func() answer { return c.do("POST", "/import", toImport, "Content-Type", "application/x-chess-pgn") },
		"its MIME type": func() answer {
			return c.do("POST", "/import", toImport, "Content-Type", "application/vnd.chess-pgn; charset=utf-8", "Accept", "*/*")
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := send()
			place := got.header.Get("Location")
			if (got.status != http.StatusSeeOther && got.status != http.StatusCreated) || !strings.HasPrefix(place, "/games/") {
				t.Fatalf("got %d to %q: %s", got.status, place, got.body)
			}
			if got.header.Get("Set-Cookie") != "" {
				t.Error("a guest was made")
			}
			wantImported(t, c, place)
		})
	}
}

// wantImported looks at the game's page, JSON, feed and PGN.
func wantImported(t *testing.T, c *client, place string) {
	t.Helper()
	for path, want := range map[string][]string{
		place:                   {"Morphy – Duke", "White won", "C40 King&#39;s Knight Opening", "Casual"},
		place + "?ply=1":        {"After 1. e4", `data-ply="1">best</blockquote>`},
		place + ".json":         {`"white":{"name":"Morphy"}`, `"reason":"imported"`, `"opening":{"eco":"C40","name":"King's Knight Opening"}`, `"tags":{`},
		place + "/feed?after=1": {`"san":"e4"`, `"opening":{"eco":"B00"`, `"status":"over"`},
		place + ".pgn":          {"[Event \"Casual\"]", "[ECO \"C40\"]", "[Source \"" + c.url + place + "\"]", "1. e4 {[%clk 0:05:00] best} 1... e5 (1... c5)"},
		place + "?ply=0&flip=1": {"At the start", `data-ply="1" hidden>best</blockquote>`},
	} {
		got := c.get(path, "Accept", map[bool]string{true: toPages, false: "*/*"}[!strings.Contains(path, "feed")])
		for _, text := range want {
			if got.status != http.StatusOK || !strings.Contains(got.body, text) {
				t.Errorf("%s: got %d, want %q in:\n%.3000s", path, got.status, text, got.body)
			}
		}
	}
	if got := c.form(place+"/join", ""); got.status != http.StatusConflict {
		t.Errorf("joining it: got %d, want 409", got.status)
	}
}

func TestSeveralGamesAreListed(t *testing.T) {
	c := newSite(t).client()
	got := c.send(strings.Repeat(toImport, 3), "")
	if got.status != http.StatusCreated || strings.Count(got.body, `<a href="/games/`) != 3 {
		t.Errorf("a person got %d:\n%s", got.status, got.body)
	}
	got = c.post("/import", map[string]any{"pgn": toImport + toImport})
	var told struct {
		Games []struct{ ID, White, Black, Result string }
	}
	if err := json.Unmarshal([]byte(got.body), &told); err != nil || got.status != http.StatusCreated || len(told.Games) != 2 {
		t.Fatalf("a program got %d %s, %v", got.status, got.body, err)
	}
	if g := told.Games[1]; !game.ValidID(g.ID) || g.White != "Morphy" || g.Black != "Duke" || g.Result != "1-0" {
		t.Errorf("got %+v", g)
	}
}

func TestWhatCannotBeImportedIsToldAndChangesNothing(t *testing.T) {
	m := serve(t)
	var kept int
	m.games.FailBefore(func(call string) error {
		if call == "Import" {
			kept++
		}
		return nil
	})
	c := (&site{t: t, url: m.url}).client()
	raw := func(body string) answer {
		return c.do("POST", "/import", body, "Content-Type", "application/x-chess-pgn")
	}
	large := strings.Repeat("; a comment line\n", 2<<20/17)
	for _, test := range []struct {
		name   string
		got    answer
		status int
		text   string
	}{
		{"the second game is broken", raw(toImport + "[White \"A\"]\n[Black \"B\"]\n\n1. e4 e5 2. Ke3 *"), 400,
			`game 2 (\"A – B\"), line 11, move 2. Ke3: the move is not legal here`},
		{"a person's paste", c.send("1. e5 </textarea>", ""), 400, "Game 1, line 1, move 1. e5: the move is not legal here"},
		{"a person's paste comes back", c.send("1. e5 </textarea>", ""), 400, "1. e5 &lt;/textarea&gt;"},
		{"nothing", c.send("", ""), 400, "there is no game in it"},
		{"binary", raw("\x7fELF\x00\x01"), 400, "line 1: this is not text"},
		{"a file of 2 MB", raw(large), 413, "the PGN is larger than 1024 KiB"},
		{"a person's file of 2 MB", c.send("", large), 413, "The PGN is larger than 1024 KiB"},
		{"a person's file of 5 MB", c.send("", strings.Repeat(large, 3)), 413, "The PGN is larger than 1024 KiB"},
		{"a form of 5 MB", c.form("/import", "pgn="+strings.Repeat("x", 5<<20)), 413, "The PGN is larger than 1024 KiB"},
		{"JSON of 5 MB", c.do("POST", "/import", `{"pgn":"`+strings.Repeat("x", 5<<20), "Content-Type", "application/json"), 413, "the PGN is larger"},
		{"JSON that is none", c.do("POST", "/import", `{"pgn":[]}`, "Content-Type", "application/json"), 400, "neither text"},
		{"a form that is none", c.do("POST", "/import", "x", "Content-Type", "multipart/form-data; boundary=b"), 400, "cannot be read"},
		{"a form without an end", c.do("POST", "/import", "--b\r\nContent-Disposition: form-data; name=\"pgn\"\r\n\r\n1. e4", "Content-Type", "multipart/form-data; boundary=b"), 400, "cannot be read"},
		{"no boundary", c.do("POST", "/import", "x", "Content-Type", "multipart/form-data"), 400, "cannot be read"},
		{"something else", c.do("POST", "/import", "x", "Content-Type", "image/png"), 415, "application/x-chess-pgn"},
		{"another site's", c.do("POST", "/import", "pgn=1.+e4", "Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "cross-site"), 403, "another site"},
	} {
		if test.got.status != test.status || !strings.Contains(test.got.body, test.text) {
			t.Errorf("%s: got %d, want %d and %q:\n%.1500s", test.name, test.got.status, test.status, test.text, test.got.body)
		}
	}
	if kept != 0 {
		t.Errorf("%d times something was to be kept", kept)
	}
}

func TestManyImportsFromOneAddressAreTooFast(t *testing.T) {
	m := serve(t)
	c := (&site{t: t, url: m.url}).client()
	large := strings.Repeat("; a comment line\n", 1<<20/17)
	for range 12 {
		if got := c.do("POST", "/import", large, "Content-Type", "application/x-chess-pgn"); got.status == http.StatusTooManyRequests {
			return
		}
	}
	t.Error("12 megabytes at once were read")
}

func TestTheImportPageWorksWithoutScripts(t *testing.T) {
	got := newSite(t).client().get("/import", "Accept", toPages)
	for _, want := range []string{`method="post" action="/import" enctype="multipart/form-data"`, `<textarea`, `type="file"`} {
		if got.status != http.StatusOK || !strings.Contains(got.body, want) {
			t.Errorf("got %d, want %s:\n%s", got.status, want, got.body)
		}
	}
}

// Real games come out of the site as they went in: what is written of the game
// reads as the file did.
func TestRealGamesGoRoundTheSite(t *testing.T) {
	file, err := os.ReadFile("../game/pgn/testdata/annotated/games.pgn")
	if err != nil {
		t.Fatal(err)
	}
	want, err := pgn.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	c := newSite(t).client()
	var told struct{ Games []struct{ ID string } }
	if err := json.Unmarshal([]byte(c.post("/import", map[string]any{"pgn": string(file)}).body), &told); err != nil || len(told.Games) != len(want) {
		t.Fatalf("got %v, %v", told, err)
	}
	for i, g := range told.Games {
		got, err := pgn.Read([]byte(c.get("/games/" + g.ID + ".pgn").body))
		if err != nil {
			t.Fatal(err)
		}
		got[0].Tags = want[i].Tags // besides its own it has Source, ECO and Opening
		if got, want := got[0].PGN(), want[i].PGN(); got != want {
			t.Errorf("got:\n%s\nwant:\n%s", got, want)
		}
	}
}
