package view_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"kibitz/game/rules"
	"kibitz/web/view"
	"kibitz/web/view/madeup"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Golden files use this prefix for static files.
var (
	frames = madeup.Around("/static/0123456789ab/")
	frame  = frames.Player
)

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for _, state := range madeup.States(frames) {
		t.Run(state.Name, func(t *testing.T) {
			// One tag per line, for readable diffs.
			got := strings.ReplaceAll(render(t, state.Page), "><", ">\n<") + "\n"
			file := filepath.Join("testdata", state.Name+".html")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs from %s; look at the difference and run go test ./web/view -update", state.Name, file)
			}
		})
	}
}

func TestEachStateHasAGoldenFileOfItsOwn(t *testing.T) {
	files, err := filepath.Glob("testdata/*.html")
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for _, file := range files {
		there[strings.TrimSuffix(filepath.Base(file), ".html")] = true
	}
	for _, state := range madeup.States(frames) {
		if !there[state.Name] {
			t.Errorf("%s has no golden file, or two states have that name", state.Name)
		}
		delete(there, state.Name)
	}
	for name := range there {
		t.Errorf("testdata/%s.html is of no state", name)
	}
}

// The content security policy forbids everything inline: a browser would silently
// drop it.
func TestNothingInline(t *testing.T) {
	inline := map[string]*regexp.Regexp{
		"a style attribute":       regexp.MustCompile(`<[^>]*\sstyle\s*=`),
		"a style element":         regexp.MustCompile(`<style`),
		"an event handler":        regexp.MustCompile(`<[^>]*\son[a-z]+\s*=`),
		"a script without src":    regexp.MustCompile(`<script(?:\s+(?:[a-z-]*(?:="[^"]*")?\s*)*)?>`),
		"an address of a script":  regexp.MustCompile(`(?i)javascript:`),
		"an address of elsewhere": regexp.MustCompile(`(?:src|href)="(?:https?:)?//`),
	}
	source := regexp.MustCompile(`<script[^>]*\ssrc="[^"]+"`)
	for _, state := range madeup.States(frames) {
		html := render(t, state.Page)
		for what, pattern := range inline {
			for _, found := range pattern.FindAllString(html, -1) {
				if !source.MatchString(found) {
					t.Errorf("%s has %s: %s", state.Name, what, found)
				}
			}
		}
	}
}

func TestNamesAreEscaped(t *testing.T) {
	const name = `<b>"x"&`
	s := madeup.Waiting("").Page("").Snapshot
	s.White.Name = name
	for _, you := range []rules.Color{"", rules.White} {
		html := render(t, view.Game(view.Frame{Static: frame.Static, Player: name}, view.GamePage{Snapshot: s, You: you, Refresh: true, URL: "https://kibitz.example/"}))
		if strings.Contains(html, "<b>") || strings.Contains(html, `"x"&`) {
			t.Errorf("seen by %q, the name is markup", you)
		}
		if !strings.Contains(html, "&lt;b&gt;&#34;x&#34;&amp;") {
			t.Errorf("seen by %q, the name is missing", you)
		}
	}
}

func TestIDsAreUnique(t *testing.T) {
	id := regexp.MustCompile(`\sid="([^"]+)"`)
	reference := regexp.MustCompile(`\s(?:for|aria-labelledby|aria-describedby)="([^"]+)"`)
	for _, state := range madeup.States(frames) {
		html, ids := render(t, state.Page), map[string]bool{}
		for _, m := range id.FindAllStringSubmatch(html, -1) {
			if ids[m[1]] {
				t.Errorf("%s has id %q twice", state.Name, m[1])
			}
			ids[m[1]] = true
		}
		for _, m := range reference.FindAllStringSubmatch(html, -1) {
			for _, to := range strings.Fields(m[1]) {
				if !ids[to] {
					t.Errorf("%s refers to id %q, which is not there", state.Name, to)
				}
			}
		}
	}
}

// Only players are told the legal moves, in the page as in the feed.
func TestLegalMovesAreForPlayers(t *testing.T) {
	m := madeup.Playing("", "e4")
	if html := render(t, view.Game(frame, m.Page(""))); !strings.Contains(html, `data-legal=""`) {
		t.Error("a spectator's page holds legal moves")
	}
	if html := render(t, view.Game(frame, m.Page(rules.White))); !strings.Contains(html, "e7e5") {
		t.Error("a player's page holds no legal moves")
	}
}
