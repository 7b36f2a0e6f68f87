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
	"kibitz/web/webtest"
)

const (
	toImport = "[Event \"Casual\"]\n[White \"Morphy\"]\n[Black \"Duke\"]\n[Result \"1-0\"]\n\n1. e4 {[%clk 0:05:00] best} e5 (1... c5) 2. Nf3 1-0\n\n"
	toPages  = "text/html,application/xhtml+xml,*/*;q=0.8"
)

// send posts a form with a field and a file as a browser does.
func send(c *webtest.Client, pasted, file string) webtest.Answer {
	c.T.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("pgn", pasted)
	part, _ := form.CreateFormFile("file", "games.pgn")
	_, _ = part.Write([]byte(file))
	_ = form.Close()
	return c.Request("POST", "/import", body.String(), "Content-Type", form.FormDataContentType(), "Accept", toPages, "Sec-Fetch-Site", "same-origin")
}

func TestAGameIsImportedHoweverItIsSent(t *testing.T) {
	s := webtest.NewSite(t)
	c := s.Client()
	for name, send := range map[string]func() webtest.Answer{
		"pasted": func() webtest.Answer { return send(c, toImport, "") },
		"a file": func() webtest.Answer { return send(c, "", toImport) },
		"both":   func() webtest.Answer { return send(c, "the file counts", toImport) },
		"a form": func() webtest.Answer { return c.Form("/import", url.Values{"pgn": {toImport}}.Encode()) },
		"JSON":   func() webtest.Answer { return c.Post("/import", map[string]any{"pgn": toImport}) },
		"as PGN": func() webtest.Answer {
			return c.Request("POST", "/import", toImport, "Content-Type", "application/x-chess-pgn")
		},
		"its MIME type": func() webtest.Answer {
			return c.Request("POST", "/import", toImport, "Content-Type", "application/vnd.chess-pgn; charset=utf-8", "Accept", "*/*")
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := send()
			place := got.Header.Get("Location")
			if (got.Status != http.StatusSeeOther && got.Status != http.StatusCreated) || !strings.HasPrefix(place, "/games/") {
				t.Fatalf("got %d to %q: %s", got.Status, place, got.Body)
			}
			if got.Header.Get("Set-Cookie") != "" {
				t.Error("a guest was made")
			}
			wantImported(t, c, place)
		})
	}
}

// wantImported checks the game's page, JSON, feed and PGN.
func wantImported(t *testing.T, c *webtest.Client, place string) {
	t.Helper()
	for path, want := range map[string][]string{
		place:                   {"Morphy – Duke", "White won", "C40 King&#39;s Knight Opening", "Casual"},
		place + "?ply=1":        {"After 1. e4", `data-ply="1">best</blockquote>`},
		place + ".json":         {`"white":{"name":"Morphy"}`, `"reason":"imported"`, `"opening":{"eco":"C40","name":"King's Knight Opening"}`, `"tags":{`},
		place + "/feed?after=1": {`"san":"e4"`, `"opening":{"eco":"B00"`, `"status":"over"`},
		place + ".pgn":          {"[Event \"Casual\"]", "[ECO \"C40\"]", "[Source \"" + c.URL + place + "\"]", "1. e4 {[%clk 0:05:00] best} 1... e5 (1... c5)"},
		place + "?ply=0&flip=1": {"At the start", `data-ply="1" hidden>best</blockquote>`},
	} {
		got := c.Get(path, "Accept", map[bool]string{true: toPages, false: "*/*"}[!strings.Contains(path, "feed")])
		for _, text := range want {
			if got.Status != http.StatusOK || !strings.Contains(got.Body, text) {
				t.Errorf("%s: got %d, want %q in:\n%.3000s", path, got.Status, text, got.Body)
			}
		}
	}
	if got := c.Form(place+"/join", ""); got.Status != http.StatusConflict {
		t.Errorf("joining it: got %d, want 409", got.Status)
	}
}

func TestSeveralGamesAreListed(t *testing.T) {
	c := webtest.NewSite(t).Client()
	got := send(c, strings.Repeat(toImport, 3), "")
	if got.Status != http.StatusCreated || strings.Count(got.Body, `<a href="/games/`) != 3 {
		t.Errorf("a person got %d:\n%s", got.Status, got.Body)
	}
	got = c.Post("/import", map[string]any{"pgn": toImport + toImport})
	var told struct {
		Games []struct{ ID, White, Black, Result string }
	}
	if err := json.Unmarshal([]byte(got.Body), &told); err != nil || got.Status != http.StatusCreated || len(told.Games) != 2 {
		t.Fatalf("a program got %d %s, %v", got.Status, got.Body, err)
	}
	if g := told.Games[1]; !game.ValidID(g.ID) || g.White != "Morphy" || g.Black != "Duke" || g.Result != "1-0" {
		t.Errorf("got %+v", g)
	}
}

func TestWhatCannotBeImportedIsToldAndChangesNothing(t *testing.T) {
	m := webtest.Serve(t)
	var kept int
	m.Games.FailBefore(func(call string) error {
		if call == "Import" {
			kept++
		}
		return nil
	})
	c := (&webtest.Site{T: t, URL: m.URL}).Client()
	raw := func(body string) webtest.Answer {
		return c.Request("POST", "/import", body, "Content-Type", "application/x-chess-pgn")
	}
	large := strings.Repeat("; a comment line\n", 2<<20/17)
	for _, test := range []struct {
		name   string
		got    webtest.Answer
		status int
		text   string
	}{
		{"the second game is broken", raw(toImport + "[White \"A\"]\n[Black \"B\"]\n\n1. e4 e5 2. Ke3 *"), 400,
			`game 2 (\"A – B\"), line 11, move 2. Ke3: the move is not legal here`},
		{"a person's paste", send(c, "1. e5 </textarea>", ""), 400, "Game 1, line 1, move 1. e5: the move is not legal here"},
		{"a person's paste comes back", send(c, "1. e5 </textarea>", ""), 400, "1. e5 &lt;/textarea&gt;"},
		{"nothing", send(c, "", ""), 400, "there is no game in it"},
		{"binary", raw("\x7fELF\x00\x01"), 400, "line 1: this is not text"},
		{"a file of 2 MB", raw(large), 413, "the PGN is larger than 1024 KiB"},
		{"a person's file of 2 MB", send(c, "", large), 413, "The PGN is larger than 1024 KiB"},
		{"a person's file of 5 MB", send(c, "", strings.Repeat(large, 3)), 413, "The PGN is larger than 1024 KiB"},
		{"a form of 5 MB", c.Form("/import", "pgn="+strings.Repeat("x", 5<<20)), 413, "The PGN is larger than 1024 KiB"},
		{"JSON of 5 MB", c.Request("POST", "/import", `{"pgn":"`+strings.Repeat("x", 5<<20), "Content-Type", "application/json"), 413, "the PGN is larger"},
		{"JSON that is none", c.Request("POST", "/import", `{"pgn":[]}`, "Content-Type", "application/json"), 400, "neither text"},
		{"a form that is none", c.Request("POST", "/import", "x", "Content-Type", "multipart/form-data; boundary=b"), 400, "cannot be read"},
		{"a form without an end", c.Request("POST", "/import", "--b\r\nContent-Disposition: form-data; name=\"pgn\"\r\n\r\n1. e4", "Content-Type", "multipart/form-data; boundary=b"), 400, "cannot be read"},
		{"no boundary", c.Request("POST", "/import", "x", "Content-Type", "multipart/form-data"), 400, "cannot be read"},
		{"something else", c.Request("POST", "/import", "x", "Content-Type", "image/png"), 415, "application/x-chess-pgn"},
		{"another site's", c.Request("POST", "/import", "pgn=1.+e4", "Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "cross-site"), 403, "another site"},
	} {
		if test.got.Status != test.status || !strings.Contains(test.got.Body, test.text) {
			t.Errorf("%s: got %d, want %d and %q:\n%.1500s", test.name, test.got.Status, test.status, test.text, test.got.Body)
		}
	}
	if kept != 0 {
		t.Errorf("%d times something was to be kept", kept)
	}
}

func TestManyImportsFromOneAddressAreTooFast(t *testing.T) {
	m := webtest.Serve(t)
	c := (&webtest.Site{T: t, URL: m.URL}).Client()
	large := strings.Repeat("; a comment line\n", 1<<20/17)
	for range 50 { // the burst goes on being filled up while they are read, on a slow machine
		if got := c.Request("POST", "/import", large, "Content-Type", "application/x-chess-pgn"); got.Status == http.StatusTooManyRequests {
			return
		}
	}
	t.Error("50 megabytes were read one after the other")
}

func TestTheImportPageWorksWithoutScripts(t *testing.T) {
	got := webtest.NewSite(t).Client().Get("/import", "Accept", toPages)
	for _, want := range []string{`method="post" action="/import" enctype="multipart/form-data"`, `<textarea`, `type="file"`} {
		if got.Status != http.StatusOK || !strings.Contains(got.Body, want) {
			t.Errorf("got %d, want %s:\n%s", got.Status, want, got.Body)
		}
	}
}

// Real games survive a round trip: the site's PGN of a game reads like the file.
func TestRealGamesGoRoundTheSite(t *testing.T) {
	file, err := os.ReadFile("../game/pgn/testdata/annotated/games.pgn")
	if err != nil {
		t.Fatal(err)
	}
	want, err := pgn.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	c := webtest.NewSite(t).Client()
	var told struct{ Games []struct{ ID string } }
	if err := json.Unmarshal([]byte(c.Post("/import", map[string]any{"pgn": string(file)}).Body), &told); err != nil || len(told.Games) != len(want) {
		t.Fatalf("got %v, %v", told, err)
	}
	for i, g := range told.Games {
		got, err := pgn.Read([]byte(c.Get("/games/" + g.ID + ".pgn").Body))
		if err != nil {
			t.Fatal(err)
		}
		got[0].Tags = want[i].Tags // besides its own it has Source, ECO and Opening
		if got, want := got[0].PGN(), want[i].PGN(); got != want {
			t.Errorf("got:\n%s\nwant:\n%s", got, want)
		}
	}
}
