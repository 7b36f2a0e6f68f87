package view_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/web/view"
	"kibitz/web/view/madeup"
)

func TestRefresh(t *testing.T) {
	m := madeup.Playing("", "e4")
	over := madeup.Playing("", "f3", "e5", "g4", "Qh4")
	again := madeup.Playing("", "f3", "e5", "g4", "Qh4").After(time.Minute, madeup.Rematch(madeup.White, game.Propose))
	tests := []struct {
		name string
		page view.GamePage
		want string
	}{
		{"a spectator waits", m.Page(""), `content="5; url=/games/k3XyZ9aB"`},
		{"who is not to move waits", m.Page(rules.White), `content="5; url=/games/k3XyZ9aB"`},
		{"who is to move does not", m.Page(rules.Black), ""},
		{"one who stopped it does not", m.With("", func(p *view.GamePage) { p.Refresh = false }), ""},
		{"an old position stays", m.With("", func(p *view.GamePage) { p.Ply = 0 }), ""},
		{"a finished game stays", over.Page(""), ""},
		{"a player may be asked for a rematch", over.Looked(rules.White, time.Minute), `content="5; url=/games/k3XyZ9aB"`},
		{"but not for ever", over.Looked(rules.White, time.Hour), ""},
		{"who has asked for a rematch waits", again.Looked(rules.White, time.Hour), `content="5; url=/games/k3XyZ9aB"`},
		{"who is asked for one does not", again.Looked(rules.Black, time.Hour), ""},
		{"a spectator waits for the next game", again.Looked("", time.Hour), `content="5; url=/games/k3XyZ9aB"`},
		{"the side is kept", m.With("", func(p *view.GamePage) { p.Flip = true }), `content="5; url=/games/k3XyZ9aB?flip=1"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			html := render(t, view.Game(frame, tt.page))
			if has := strings.Contains(html, `http-equiv="refresh"`); has != (tt.want != "") || !strings.Contains(html, tt.want) {
				t.Errorf("refresh is there: %t, want %q", has, tt.want)
			}
		})
	}
}

// A missing file would only cause a line in the console that nobody reads.
func TestPagesNameWhatIsThere(t *testing.T) {
	reference := regexp.MustCompile(`(?:href|src)="` + frame.Static + `([^"]+)"`)
	for _, state := range madeup.States(frames) {
		for _, m := range reference.FindAllStringSubmatch(render(t, state.Page), -1) {
			if _, err := os.Stat(filepath.Join("../../static", m[1])); err != nil {
				t.Errorf("%s names %s: %v", state.Name, m[1], err)
			}
		}
	}
}
