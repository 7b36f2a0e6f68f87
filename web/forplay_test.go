package web_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/web"
	"kibitz/web/shelf"
	"kibitz/web/webtest"
)

// hungReads is a database whose read connections are all in use.
type hungReads struct{ shelf.Snapshots }

func (hungReads) Head(ctx context.Context, _ game.ID) (game.Head, error) {
	<-ctx.Done()
	return game.Head{}, ctx.Err()
}

func (hungReads) Snapshot(ctx context.Context, _ game.ID) (game.Snapshot, error) {
	<-ctx.Done()
	return game.Snapshot{}, ctx.Err()
}

// A player unknown to this server can play and chat while all reads hang.
func TestPlayDoesNotWaitForThoseWhoRead(t *testing.T) {
	for what, body := range map[string]string{"moves": `{"move":"e4"}`, "abort": `{}`, "chat": `{"text":"hello"}`} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := webtest.NewBubble(t, func(c *web.Config) {
					c.PlayersForPlay = c.Players
					c.Players, c.Snapshots = hungPlayers{c.Players}, hungReads{c.Snapshots}
				})
				began := time.Now()
				got := b.Send(b.URL+"/games/"+string(b.ID)+"/"+what, webtest.AsAnn, body)
				if took := time.Since(began); got.Status != http.StatusOK || took > time.Second {
					t.Errorf("got %d %s after %v, want 200 at once", got.Status, got.Body, took)
				}
			})
		})
	}
}
