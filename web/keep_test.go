package web_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/web/webtest"
)

// sweep ends games whose time is up, as the server does.
func sweep(b *webtest.Bubble) {
	ctx, cancel := context.WithCancel(b.T.Context())
	b.T.Cleanup(cancel)
	flags := game.NewDeadlines(b.Games, time.Now, func(err error) { b.T.Error(err) })
	if err := flags.Start(ctx, game.NewService(b.Games, game.Listeners{b.Hub, b.Lobby, flags}, time.Now)); err != nil {
		b.T.Fatal(err)
	}
	go flags.Run(ctx)
}

// A seek lives while its creator's page is open, by whatever transport, and ends
// half a minute after the last sign of life.
func TestSeekLivesWhileItsPageIsOpen(t *testing.T) {
	for name, look := range map[string]func(b *webtest.Bubble, id game.ID, until time.Time) (closed func()){
		"a stream": func(b *webtest.Bubble, id game.ID, until time.Time) func() {
			conn := b.Connect("/games/"+string(id)+"/feed", "Accept", "text/event-stream", "Authorization", webtest.AsAnn)
			go func() {
				for range b.Lines(conn) {
				}
			}()
			time.Sleep(time.Until(until))
			return func() { conn.Close() }
		},
		"long polling": again("/feed?wait=25&after=1", time.Millisecond),
		"polling":      again("/feed?after=1", 10*time.Second),
		"page loads":   again("", 5*time.Second),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := webtest.NewBubble(t)
				sweep(b)
				id := b.Seek(gametest.Ann)
				closed := look(b, id, time.Now().Add(5*time.Minute))
				if len(b.List().Seeks) != 1 {
					t.Fatal("the seek has ended though its page is open")
				}
				closed()
				time.Sleep(20 * time.Second)
				if len(b.List().Seeks) != 1 {
					t.Error("the seek has ended at once")
				}
				time.Sleep(30 * time.Second)
				if len(b.List().Seeks) != 0 {
					t.Error("the seek is still there")
				}
				if s, err := b.Games.Snapshot(t.Context(), id); err != nil || s.Reason != game.ByAbort {
					t.Errorf("the game is %s, %s, %v; want it aborted", s.Status, s.Reason, err)
				}
			})
		})
	}
}

// again requests something of a game repeatedly, with a pause after each answer.
func again(what string, pause time.Duration) func(*webtest.Bubble, game.ID, time.Time) func() {
	return func(b *webtest.Bubble, id game.ID, until time.Time) func() {
		for time.Now().Before(until) {
			b.Get(b.URL+"/games/"+string(id)+what, "Authorization", webtest.AsAnn)
			time.Sleep(pause)
		}
		return func() {}
	}
}

func TestSeekIsNotKeptAliveBySpectators(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		sweep(b)
		id := b.Seek(gametest.Ann)
		again("", 5*time.Second)(b, b.ID, time.Now()) // Ann is at another game
		for range 7 {
			b.Get(b.URL + "/games/" + string(id))
			b.Get(b.URL+"/games/"+string(b.ID), "Authorization", webtest.AsAnn)
			time.Sleep(5 * time.Second)
		}
		if len(b.List().Seeks) != 0 {
			t.Error("the seek is still there")
		}
	})
}
