package web_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/web"
	"kibitz/web/webtest"
)

const lateness = time.Minute

// newDelayed is a bubble with a game that spectators see a minute late.
func newDelayed(t *testing.T) *webtest.Bubble {
	b := webtest.NewBubble(t, func(c *web.Config) {
		webtest.ListRunning(c, func(ctx context.Context, at time.Time, _ int) ([]game.Glance, error) { return nil, nil })
	})
	clock := gametest.NewClock()
	clock.Advance(time.Since(clock.Now()))
	g, created, err := game.New(game.Setup{Creator: gametest.Ann, Color: "white", Delay: lateness}, clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Games.Create(t.Context(), g, created); err != nil {
		t.Fatal(err)
	}
	b.ID = g.Record().ID
	if _, err := b.Games.Change(t.Context(), b.ID, func(g *game.Game) (game.Event, error) { return g.Join(gametest.Bob, clock.Now()) }); err != nil {
		t.Fatal(err)
	}
	return b
}

// Spectators see a move a minute after it was made, by every transport, and
// players at once.
func TestSpectatorsAreKeptBehindByEveryTransport(t *testing.T) {
	for _, tr := range webtest.Transports {
		t.Run(tr.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newDelayed(t)
				made := make(map[game.Version]time.Time)
				late, prompt := make(chan webtest.Heard, 100), make(chan webtest.Heard, 100)
				arrived := make(map[game.Version]time.Time)
				follow := func(as string, to chan webtest.Heard) {
					after := "2"
					for t.Context().Err() == nil {
						ended, _ := tr.Read(t.Context(), b.As(as), b.URL+"/games/"+string(b.ID)+"/feed", after, func(h webtest.Heard) bool {
							after = position(h.Version)
							to <- h
							return true
						})
						if ended {
							return
						}
						time.Sleep(100 * time.Millisecond)
					}
				}
				go follow("", late)
				go follow("ann", prompt)
				for i, move := range []string{"e4", "e5", "Nf3"} {
					time.Sleep(10 * time.Second)
					b.Move(move)
					made[game.Version(3+i)] = time.Now()
					if h := <-prompt; h.Version != game.Version(3+i) || time.Since(made[h.Version]) > time.Second {
						t.Errorf("a player had version %d after %v, want %d at once", h.Version, time.Since(made[h.Version]), 3+i)
					}
				}
				for range 3 {
					h := <-late
					arrived[h.Version] = time.Now()
				}
				for version, at := range made {
					if took := arrived[version].Sub(at); took < lateness || took > lateness+time.Second {
						t.Errorf("version %d came after %v, want %v", version, took, lateness)
					}
				}
				b.Move("Nc6")
				if _, err := b.Games.Change(t.Context(), b.ID, func(g *game.Game) (game.Event, error) { return g.Resign(gametest.Ann.ID, time.Now()) }); err != nil {
					t.Fatal(err)
				}
				b.Hub.Doubt(b.ID)
				end := time.Now()
				<-late
				if h := <-late; h.Kind != "resign" || time.Since(end) > time.Second {
					t.Errorf("the end came as %s after %v, want it at once: nothing is secret any more", h.Kind, time.Since(end))
				}
			})
		})
	}
}

func position(v game.Version) string { data, _ := json.Marshal(v); return string(data) }

// The same holds for everything else that shows the game.
func TestSpectatorsAreKeptBehindInEveryExport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newDelayed(t)
		b.Move("e4")
		time.Sleep(lateness)
		b.Move("Na6")
		place := b.URL + "/games/" + string(b.ID)
		for _, path := range []string{place, place + ".json", place + ".pgn", place + "/feed", place + "/feed?after=0", place + "/feed?after=4",
			b.URL + "/watch/feed?game=" + string(b.ID)} {
			accept := "text/html"
			if strings.Contains(path, "feed") {
				accept = "application/json"
			}
			if strings.Contains(path, "watch") {
				continue // a stream: below
			}
			for _, kind := range []string{accept, "*/*"} {
				spectator := b.Get(path, "Accept", kind)
				if spectator.Status != http.StatusOK || strings.Contains(spectator.Body, "Na6") || strings.Contains(spectator.Body, "b8a6") || !strings.Contains(spectator.Body, "e4") {
					t.Errorf("%s as %s: a spectator got %d:\n%.3000s", path, kind, spectator.Status, spectator.Body)
				}
				if player := b.Get(path, "Accept", kind, "Authorization", webtest.AsAnn); !strings.Contains(player.Body, "Na6") && !strings.HasSuffix(path, "after=4") {
					t.Errorf("%s as %s: a player does not see the move", path, kind)
				}
			}
		}
		board := b.Lines(b.Connect("/watch/feed?game="+string(b.ID), "Accept", "text/event-stream"))
		webtest.Want(t, board, "retry: ", "id: 3", "event: snapshot", `data: {"game":"`+string(b.ID)+`","version":3,`)
	})
}
