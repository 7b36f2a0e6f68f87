package web_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/web"
	"kibitz/web/webtest"
)

// A database that hangs delays the boards, but not the form.
func TestStartPageDoesNotWaitLongForItsBoards(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t, func(c *web.Config) {
			webtest.ListRunning(c, func(ctx context.Context, _ time.Time, _ int) ([]game.Glance, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			})
		})
		begun := time.Now()
		page := b.Get(b.URL+"/", "Accept", "text/html")
		if took := time.Since(begun); took > 2*time.Second {
			t.Errorf("the page took %v", took)
		}
		if page.Status != http.StatusOK || !strings.Contains(page.Body, `action="/games"`) || strings.Contains(page.Body, "list is unavailable right now") {
			t.Errorf("got %d, and not the form with the seeks: %s", page.Status, page.Body)
		}
		time.Sleep(5 * time.Second) // the shared reading of the boards ends by itself
	})
}

// hungPlayers is a database that hangs when asked who somebody is.
type hungPlayers struct{ web.Players }

func (hungPlayers) PlayerByToken(ctx context.Context, _ string) (game.Player, error) {
	<-ctx.Done()
	return game.Player{}, fmt.Errorf("reading a player: %w: %w", game.ErrUnavailable, ctx.Err())
}

// No page waits long for an identity that it can do without, not even an error page,
// and none of them is blank.
func TestPagesComeWhileItCannotBeReadWhoAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t, func(c *web.Config) { c.Players = hungPlayers{c.Players} })
		for _, c := range []struct {
			method, path string
			status       int
		}{
			{"GET", "/", 200},
			{"GET", "/about", 200},
			{"GET", "/watch", 200},
			{"GET", "/settings", 200},
			{"GET", "/nothing", 404},
			{"PUT", "/about", 405},
			{"GET", "/about?" + strings.Repeat("a", 9000), 400},
			{"POST", "/games", 403}, // from another site
			{"GET", "/mine", 503},   // which needs to know the visitor
		} {
			header := []string{"Accept", "text/html", "Cookie", "kibitz=ABCDEFGHABCDEFGHABCDEFGHAB"}
			if c.method == "POST" {
				header = append(header, "Sec-Fetch-Site", "cross-site")
			}
			begun, most := time.Now(), 3*time.Second
			if c.status == 503 {
				most += 10 * time.Second
			}
			page := b.Ask(c.method, b.URL+c.path, header...)
			if took := time.Since(begun); page.Status != c.status || took > most {
				t.Errorf("%s %.20s: %d after %v, want %d within %v", c.method, c.path, page.Status, took, c.status, most)
			}
			if !strings.Contains(page.Body, "</html>") {
				t.Errorf("%s %.20s: %d with %d bytes, want a whole page", c.method, c.path, page.Status, len(page.Body))
			}
		}
	})
}
