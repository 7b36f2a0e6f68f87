package view

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"kibitz/game"
)

func TestRefresh(t *testing.T) {
	m := playing(t, "", "e4")
	over := playing(t, "", "f3", "e5", "g4", "Qh4")
	again := playing(t, "", "f3", "e5", "g4", "Qh4").after(t, time.Minute, rematch(white, game.Propose))
	tests := []struct {
		name string
		page GamePage
		want string
	}{
		{"a spectator waits", m.page(""), `content="5; url=/games/k3XyZ9aB"`},
		{"who is not to move waits", m.page(game.White), `content="5; url=/games/k3XyZ9aB"`},
		{"who is to move does not", m.page(game.Black), ""},
		{"one who stopped it does not", m.with("", func(p *GamePage) { p.Refresh = false }), ""},
		{"an old position stays", m.with("", func(p *GamePage) { p.Ply = 0 }), ""},
		{"a finished game stays", over.page(""), ""},
		{"a player may be asked for a rematch", over.looked(game.White, time.Minute), `content="5; url=/games/k3XyZ9aB"`},
		{"but not for ever", over.looked(game.White, time.Hour), ""},
		{"who has asked for a rematch waits", again.looked(game.White, time.Hour), `content="5; url=/games/k3XyZ9aB"`},
		{"who is asked for one does not", again.looked(game.Black, time.Hour), ""},
		{"a spectator waits for the next game", again.looked("", time.Hour), `content="5; url=/games/k3XyZ9aB"`},
		{"the side is kept", m.with("", func(p *GamePage) { p.Flip = true }), `content="5; url=/games/k3XyZ9aB?flip=1"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			html := render(t, Game(frame, tt.page))
			if has := strings.Contains(html, `http-equiv="refresh"`); has != (tt.want != "") || !strings.Contains(html, tt.want) {
				t.Errorf("refresh is there: %t, want %q", has, tt.want)
			}
		})
	}
}

// A file that is not there costs a line in the console that nobody reads.
func TestPagesNameWhatIsThere(t *testing.T) {
	reference := regexp.MustCompile(`(?:href|src)="` + frame.Static + `([^"]+)"`)
	for name, page := range pages(t) {
		for _, m := range reference.FindAllStringSubmatch(render(t, page), -1) {
			if _, err := os.Stat(filepath.Join("../../static", m[1])); err != nil {
				t.Errorf("%s names %s: %v", name, m[1], err)
			}
		}
	}
}
