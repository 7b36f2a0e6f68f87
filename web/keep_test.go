package web_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
)

// sweep ends games whose time is up, as the server does.
func (b *bubble) sweep() {
	ctx, cancel := context.WithCancel(b.t.Context())
	b.t.Cleanup(cancel)
	flags := game.NewDeadlines(b.games, time.Now, func(err error) { b.t.Error(err) })
	if err := flags.Start(ctx, game.NewService(b.games, game.Listeners{b.hub, b.lobby, flags}, time.Now)); err != nil {
		b.t.Fatal(err)
	}
	go flags.Run(ctx)
}

// A seek lives while its creator's page is open, whatever the page follows its
// game by, and ends half a minute after the last sign of life.
func TestSeekLivesWhileItsPageIsOpen(t *testing.T) {
	for name, look := range map[string]func(b *bubble, id game.ID, until time.Time) (closed func()){
		"a stream": func(b *bubble, id game.ID, until time.Time) func() {
			conn := b.connect("/games/"+string(id)+"/feed", "Accept", "text/event-stream", "Authorization", asAnn)
			go func() {
				for range b.lines(conn) {
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
				b := newBubble(t)
				b.sweep()
				id := b.seek(gametest.Ann)
				closed := look(b, id, time.Now().Add(5*time.Minute))
				if len(b.list().Seeks) != 1 {
					t.Fatal("the seek has ended though its page is open")
				}
				closed()
				time.Sleep(20 * time.Second)
				if len(b.list().Seeks) != 1 {
					t.Error("the seek has ended at once")
				}
				time.Sleep(30 * time.Second)
				if len(b.list().Seeks) != 0 {
					t.Error("the seek is still there")
				}
				if s, err := b.games.Snapshot(t.Context(), id); err != nil || s.Reason != game.ByAbort {
					t.Errorf("the game is %s, %s, %v; want it aborted", s.Status, s.Reason, err)
				}
			})
		})
	}
}

// again asks for something of a game, with a pause after each answer.
func again(what string, pause time.Duration) func(*bubble, game.ID, time.Time) func() {
	return func(b *bubble, id game.ID, until time.Time) func() {
		for time.Now().Before(until) {
			b.get(b.url+"/games/"+string(id)+what, "Authorization", asAnn)
			time.Sleep(pause)
		}
		return func() {}
	}
}

func TestSeekIsNotKeptAliveBySpectators(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		b.sweep()
		id := b.seek(gametest.Ann)
		again("", 5*time.Second)(b, b.id, time.Now()) // Ann is at another game
		for range 7 {
			b.get(b.url + "/games/" + string(id))
			b.get(b.url+"/games/"+string(b.id), "Authorization", asAnn)
			time.Sleep(5 * time.Second)
		}
		if len(b.list().Seeks) != 0 {
			t.Error("the seek is still there")
		}
	})
}
