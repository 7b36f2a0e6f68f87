package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	postgres "github.com/jackc/pgx/v5"
)

// shotsVariable names a folder for pictures, from the top of the repository.
const shotsVariable = "KIBITZ_SHOTS"

// The pictures in the documentation, which are small enough for a repository:
//
//	KIBITZ_SHOTS=docs/img go test ./cmd/kibitz -run Pictures
const mostOfAPicture = 150_000 // bytes

func TestPicturesOfAGameAreSmall(t *testing.T) {
	t.Parallel()
	s := openSite(t, exhibiting)
	m := s.pictured()
	p := m.sit("white")
	table := chromedp.EmulateViewport(1200, 800)
	p.do("a table", table)
	p.click(square("f3"))
	p.document("game-light.png")
	p.do("the evening", prefers("color-scheme", "dark"))
	p.document("game-dark.png")
	p.do("a phone", phone, prefers("color-scheme", "light"))
	p.document("game-phone.png")
	p.do("a table", table)
	p.as(nil)
	p.open("/")
	p.document("home-light.png")
}

// pictured is a game in its middle between two whose names are always the same.
func (s *site) pictured() *match {
	m := s.timed(300, 3)
	m.rename("Clever Heron", "Quiet Badger")
	m.play("e4", "e5", "Nf3", "Nc6", "Bc4", "Bc5", "d3", "Nf6", "O-O", "d6", "Nc3", "O-O", "Kh1", "Bg4")
	return m
}

// Every page as it is drawn wide and narrow, by day and by night: docs/pages.md
// shows them. Without a folder to keep them in, one of these will do.
func TestPicturesOfEveryPageAreSmall(t *testing.T) {
	t.Parallel()
	s := openSite(t, exhibiting)
	m, over := s.pictured(), s.match("", "e4", "e5", "Bc4", "Nc6", "Qh5", "Nf6", "Qxf7")
	windows, colors := map[string]action{"1280": desktop, "360": phone}, []string{"light", "dark"}
	if os.Getenv(shotsVariable) == "" {
		windows, colors = map[string]action{"360": phone}, colors[1:]
	}
	for width, window := range windows {
		p := s.person("visitor", keepsLab, window)
		p.allow("404")
		for _, look := range []struct {
			name, path string
			by         *http.Client
		}{
			{"home", "/", nil}, {"watch", "/watch", nil}, {"game", m.path, m.players["white"]}, {"spectator", m.path, nil},
			{"replay", over.path + "?ply=5", nil}, {"share", over.path + "/share", nil}, {"mine", "/mine", m.players["white"]},
			{"lab", "/lab", nil}, {"import", "/import", nil}, {"settings", "/settings", nil}, {"about", "/about", nil},
			{"keys", "/keys", nil}, {"missing", "/nothing", nil}, {"offline", "/offline", nil},
		} {
			p.as(look.by)
			p.open(look.path)
			for _, color := range colors {
				p.do("colors", prefers("color-scheme", color))
				if look.name == "lab" {
					p.until("news in all lanes", allLanes(`lane.updates >= 4`))
				}
				p.document(fmt.Sprintf("pages/%s-%s-%s.webp", look.name, width, color))
			}
		}
	}
}

// rename gives the guests of a match names that are the same in each picture.
func (m *match) rename(white, black string) {
	m.t.Helper()
	conn, err := postgres.Connect(m.t.Context(), m.database)
	if err != nil {
		m.t.Fatal(err)
	}
	defer conn.Close(m.t.Context())
	_, err = conn.Exec(m.t.Context(), `
		update players set name = case players.id when white_id then $2 else $3 end
		from games where games.id = $1 and players.id in (white_id, black_id)`, m.path[len("/games/"):], white, black)
	if err != nil {
		m.t.Fatal(err)
	}
}

// document takes a picture for the documentation.
func (p *person) document(name string) {
	p.t.Helper()
	if picture := p.shot(name); len(picture) > mostOfAPicture {
		p.t.Errorf("%s has %d bytes, more than %d", name, len(picture), mostOfAPicture)
	}
}

// shot takes a picture of what the window shows, and keeps it if a folder for
// pictures is named.
func (p *person) shot(name string) []byte {
	p.t.Helper()
	p.until("all pictures", `[...document.images].every((i) => i.complete || i.loading === 'lazy')`)
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	how := page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatPng}
	if filepath.Ext(name) == ".webp" {
		quality := int64(80)
		how = page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatWebp, Quality: &quality}
	}
	picture, err := chromedp.Run(ctx, func(ctx context.Context, t *chromedp.Target) ([]byte, error) {
		r, err := cdp.Call(ctx, t, page.CaptureScreenshot, how)
		return r.Data, err
	})
	if err != nil {
		p.fail("a picture: %v", err)
	}
	folder := os.Getenv(shotsVariable)
	if folder == "" {
		return picture
	}
	if !filepath.IsAbs(folder) {
		folder = filepath.Join("..", "..", folder)
	}
	file := filepath.Join(folder, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, picture, 0o644)); err != nil {
		p.t.Fatal(err)
	}
	return picture
}
