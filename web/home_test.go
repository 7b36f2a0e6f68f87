package web_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/web"
)

// A database that takes questions and does not answer holds up the boards, and
// not the form.
func TestStartPageDoesNotWaitLongForItsBoards(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(c *web.Config) {
			c.Running = func(ctx context.Context, _ time.Time, _ int) ([]game.Glance, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			}
		})
		begun := time.Now()
		page := b.get(b.url+"/", "Accept", "text/html")
		if took := time.Since(begun); took > 2*time.Second {
			t.Errorf("the page took %v", took)
		}
		if page.status != http.StatusOK || !strings.Contains(page.body, `action="/games"`) || strings.Contains(page.body, "cannot be read just now") {
			t.Errorf("got %d, and not the form with the seeks: %s", page.status, page.body)
		}
		time.Sleep(5 * time.Second) // the shared reading of the boards ends by itself
	})
}
