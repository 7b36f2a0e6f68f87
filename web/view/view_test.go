package view

import (
	"bytes"
	"context"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"kibitz/game"
)

var update = flag.Bool("update", false, "write the golden files anew")

var frame = Frame{Title: "Kibitz", Static: "/static/0123456789ab/", Player: "Brave Fox"}

// pages are all pages in all states, from made-up games.
func pages(t *testing.T) map[string]templ.Component {
	visitor := Frame{Title: "Kibitz", Static: frame.Static}
	open, opening, promoting := waiting(t, ""), playing(t, "", "e4", "e5", "Nf3", "Nc6"), playing(t, promotionFEN)
	mate := playing(t, "", "f3", "e5", "g4", "Qh4")
	check := playing(t, "", "e4", "f5", "Qh5")
	resigned := playing(t, "", "e4", "e5")
	resigned.resign(t, game.Black)
	aborted := waiting(t, "")
	aborted.abort(t)
	blackFirst := playing(t, blackFirstFEN, "Kd7", "Kd2", "Kd6")
	fourth := timed(t, "e4", "e5", "Nf3", "Nc6") // White to move from the 4th second on, with 3:01
	offered := timed(t, "e4", "e5", "Nf3").after(t, 5*time.Second, drawOffer(white))
	thrice := playing(t, "", strings.Fields(strings.Repeat("Nf3 Nf6 Ng1 Ng8 ", 2))...)
	again := playing(t, "", "f3", "e5", "g4", "Qh4").after(t, time.Minute, rematch(white, game.Propose))
	next := playing(t, "", "f3", "e5", "g4", "Qh4").after(t, time.Minute, rematch(white, game.Propose)).
		after(t, time.Minute, rematch(black, game.Accept))
	flagged := timed(t, "e4", "e5").after(t, 5*time.Minute, (*game.Game).Expire)
	all := map[string]templ.Component{
		"clock":              Game(frame, fourth.looked(game.White, 14*time.Second)),
		"clock-low":          Game(visitor, fourth.looked("", 3*time.Minute)),
		"clock-first-move":   Game(frame, timed(t).looked(game.White, 7*time.Second)),
		"clock-flag":         Game(frame, flagged.looked(game.White, 6*time.Minute)),
		"offer-theirs":       Game(frame, offered.looked(game.Black, 5*time.Second)),
		"offer-mine":         Game(frame, offered.looked(game.White, 5*time.Second)),
		"offer-watched":      Game(visitor, offered.looked("", 5*time.Second)),
		"claim":              Game(frame, thrice.page(game.White)),
		"rematch-theirs":     Game(frame, again.page(game.Black)),
		"rematch-mine":       Game(frame, again.page(game.White)),
		"rematch-begun":      Game(visitor, next.page("")),
		"home-control":       Home(visitor, HomePage{Control: "custom", Minutes: "0.5", Increment: "-1", Error: "no", Wrong: "control"}),
		"home":               Home(visitor, HomePage{URL: "https://kibitz.example/"}),
		"share":              Share(visitor, mate.page("")),
		"share-old":          Share(frame, mate.with(game.Black, func(p *GamePage) { p.Ply, p.Refresh = 1, false })),
		"share-open":         Share(frame, open.page(game.White)),
		"offline":            Offline(Frame{Static: frame.Static}),
		"home-refused":       Home(frame, HomePage{Color: "black", FEN: `8/8/"><b>`, Error: "the position cannot be used: it needs six fields", Wrong: "fen"}),
		"home-lobby":         Home(frame, HomePage{Seeks: seeks, Mine: []game.ID{"k3XyZ9aC"}, Tag: "0123456789abcdef"}),
		"home-live":          Home(visitor, HomePage{Boards: []WatchBoard{opening.glance(2), exhibit(t).shown()}}),
		"home-away":          Home(frame, HomePage{LobbyAway: true}),
		"home-many":          Home(frame, HomePage{Opponent: "anyone", Level: "5", Delay: "60", Error: game.ErrManySeeks.Error()}),
		"open-seek":          Game(frame, open.with(game.White, func(p *GamePage) { p.Snapshot.Seek = true })),
		"open-creator":       Game(frame, open.page(game.White)),
		"open-visitor":       Game(visitor, open.page("")),
		"playing-mine":       Game(frame, opening.page(game.White)),
		"playing-theirs":     Game(frame, opening.page(game.Black)),
		"playing-watched":    Game(visitor, opening.page("")),
		"playing-still":      Game(visitor, opening.with("", func(p *GamePage) { p.Refresh = false })),
		"playing-flipped":    Game(frame, opening.with(game.White, func(p *GamePage) { p.Flip = true })),
		"playing-from":       Game(frame, opening.with(game.White, func(p *GamePage) { p.From = "f1" })),
		"playing-refused":    Game(frame, opening.with(game.White, func(p *GamePage) { p.Error, p.Move = "the move is not legal here: Ke4", "Ke4" })),
		"playing-old":        Game(frame, opening.with(game.White, func(p *GamePage) { p.Ply = 3 })),
		"playing-start":      Game(visitor, opening.with("", func(p *GamePage) { p.Ply = 0 })),
		"playing-check":      Game(frame, check.page(game.Black)),
		"playing-promotion":  Game(frame, promoting.with(game.White, func(p *GamePage) { p.From = "b7" })),
		"playing-blackfirst": Game(visitor, blackFirst.page("")),
		"over-mate":          Game(visitor, mate.page("")),
		"over-resigned":      Game(frame, resigned.page(game.White)),
		"over-aborted":       Game(frame, aborted.page(game.White)),
		"playing-transport":  Game(visitor, opening.with("", func(p *GamePage) { p.Transport = "long-polling" })),
		"import":             Import(visitor, ImportPage{}),
		"import-refused":     Import(frame, ImportPage{Text: "1. e4 </textarea><b>", Error: "game 1, line 1, move 1... </textarea>: no"}),
		"import-several":     Imported(visitor, []game.Snapshot{fromPGN(t).Snapshot, fromPGN(t).Snapshot}),
		"over-imported":      Game(visitor, fromPGN(t)),
		"over-imported-old":  Game(frame, atPly(fromPGN(t), 1)),
		"watch":              Watch(visitor, WatchPage{Boards: []WatchBoard{opening.glance(2), check.glance(0)}, Refresh: true}),
		"lab":                Lab(visitor, LabPage{URL: "https://kibitz.example"}),
		"lab-measured":       Lab(frame, LabPage{URL: "https://kibitz.example", Load: &madeUpLoad}),
		"watch-exhibition":   Watch(frame, WatchPage{Boards: []WatchBoard{exhibit(t).shown()}}),
		"exhibit":            Game(visitor, exhibit(t).page("")),
		"watch-nothing":      Watch(frame, WatchPage{}),
		"problem":            Problem(visitor, ProblemPage{Status: 404, Title: "Not Found", Detail: "there is no such game", Back: "/"}),
		"problem-back":       Problem(frame, ProblemPage{Status: 409, Title: "Conflict", Detail: "the seat is taken", Back: "/games/k3XyZ9aB"}),
	}
	maps.Copy(all, talkPages(t, visitor))
	maps.Copy(all, plainPages(visitor))
	return all
}

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for name, page := range pages(t) {
		t.Run(name, func(t *testing.T) {
			// One tag a line, so that a difference can be read.
			got := strings.ReplaceAll(render(t, page), "><", ">\n<") + "\n"
			file := filepath.Join("testdata", name+".html")
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
				t.Errorf("%s differs from %s; look at the difference and run go test ./web/view -update", name, file)
			}
		})
	}
}

// The content security policy forbids everything inline: a browser would drop
// it without a word.
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
	for name, page := range pages(t) {
		html := render(t, page)
		for what, pattern := range inline {
			for _, found := range pattern.FindAllString(html, -1) {
				if !source.MatchString(found) {
					t.Errorf("%s has %s: %s", name, what, found)
				}
			}
		}
	}
}

func TestNamesAreEscaped(t *testing.T) {
	const name = `<b>"x"&`
	m := waiting(t, "")
	r := m.game.Record()
	r.White.Name = name
	s := game.NewSnapshot(r, nil)
	for _, you := range []game.Color{"", game.White} {
		html := render(t, Game(Frame{Static: frame.Static, Player: name}, GamePage{Snapshot: s, You: you, Refresh: true, URL: "https://kibitz.example/"}))
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
	for name, page := range pages(t) {
		html, ids := render(t, page), map[string]bool{}
		for _, m := range id.FindAllStringSubmatch(html, -1) {
			if ids[m[1]] {
				t.Errorf("%s has id %q twice", name, m[1])
			}
			ids[m[1]] = true
		}
		for _, m := range reference.FindAllStringSubmatch(html, -1) {
			for _, to := range strings.Fields(m[1]) {
				if !ids[to] {
					t.Errorf("%s refers to id %q, which is not there", name, to)
				}
			}
		}
	}
}

// Only players are told the legal moves, in the page as in the feed.
func TestLegalMovesAreForPlayers(t *testing.T) {
	m := playing(t, "", "e4")
	if html := render(t, Game(frame, m.page(""))); !strings.Contains(html, `data-legal=""`) {
		t.Error("a spectator's page holds legal moves")
	}
	if html := render(t, Game(frame, m.page(game.White))); !strings.Contains(html, "e7e5") {
		t.Error("a player's page holds no legal moves")
	}
}
