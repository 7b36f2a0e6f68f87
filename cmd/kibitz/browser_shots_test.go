package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	postgres "github.com/jackc/pgx/v5"
)

// shotsVariable names a folder for pictures, from the top of the repository.
const shotsVariable = "KIBITZ_SHOTS"

// The pictures in the documentation, which are small enough for a repository:
//
//	KIBITZ_SHOTS=docs/img go test ./cmd/kibitz -run Screenshots
func TestScreenshotsAreSmall(t *testing.T) {
	t.Parallel()
	const limit = 150_000 // bytes
	m := openSite(t).timed(300, 3)
	m.rename("Clever Heron", "Quiet Badger")
	m.play("e4", "e5", "Nf3", "Nc6", "Bc4", "Bc5", "d3", "Nf6", "O-O", "d6", "Nc3", "O-O", "Kh1", "Bg4")
	p := m.sit("white")
	take := func(name string) {
		t.Helper()
		p.until("all pictures", `[...document.images].every((i) => i.complete || i.loading === 'lazy')`)
		if picture := p.shot(name); len(picture) > limit {
			t.Errorf("%s has %d bytes, more than %d", name, len(picture), limit)
		}
	}
	table := chromedp.EmulateViewport(1200, 800)
	p.do("a table", table)
	p.click(square("f3"))
	take("game-light.png")
	p.do("the evening", prefers("color-scheme", "dark"))
	take("game-dark.png")
	p.do("a phone", phone, prefers("color-scheme", "light"))
	take("game-phone.png")
	p.do("a table", table)
	p.as(nil)
	p.open("/")
	take("home-light.png")
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

// shot takes a picture of what the window shows, and keeps it if a folder for
// pictures is named.
func (p *person) shot(name string) []byte {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
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
	if err := errors.Join(os.MkdirAll(folder, 0o755), os.WriteFile(filepath.Join(folder, name), picture, 0o644)); err != nil {
		p.t.Fatal(err)
	}
	return picture
}
