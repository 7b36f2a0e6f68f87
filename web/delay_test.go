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
)

const lateness = time.Minute

// newDelayed is a bubble with a game that spectators see a minute late.
func newDelayed(t *testing.T) *bubble {
	b := newBubble(t, func(c *web.Config) {
		c.Running = func(ctx context.Context, at time.Time, _ int) ([]game.Glance, error) { return nil, nil }
	})
	clock := gametest.NewClock()
	clock.Advance(time.Since(clock.Now()))
	g, created, err := game.New(game.Setup{Creator: gametest.Ann, Color: "white", Delay: lateness}, clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := b.games.Create(t.Context(), g, created); err != nil {
		t.Fatal(err)
	}
	b.id = g.Record().ID
	if _, err := b.games.Change(t.Context(), b.id, func(g *game.Game) (game.Event, error) { return g.Join(gametest.Bob, clock.Now()) }); err != nil {
		t.Fatal(err)
	}
	return b
}

// Spectators see a move a minute after it was made, by every transport, and
// players at once.
func TestSpectatorsAreKeptBehindByEveryTransport(t *testing.T) {
	for _, tr := range transports {
		t.Run(tr.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newDelayed(t)
				made := make(map[game.Version]time.Time)
				late, prompt := make(chan heard, 100), make(chan heard, 100)
				arrived := make(map[game.Version]time.Time)
				follow := func(as string, to chan heard) {
					after := "2"
					for t.Context().Err() == nil {
						ended, _ := tr.read(t.Context(), b.as(as), b.url+"/games/"+string(b.id)+"/feed", after, func(h heard) bool {
							after = position(h.version)
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
					b.move(move)
					made[game.Version(3+i)] = time.Now()
					if h := <-prompt; h.version != game.Version(3+i) || time.Since(made[h.version]) > time.Second {
						t.Errorf("a player had version %d after %v, want %d at once", h.version, time.Since(made[h.version]), 3+i)
					}
				}
				for range 3 {
					h := <-late
					arrived[h.version] = time.Now()
				}
				for version, at := range made {
					if took := arrived[version].Sub(at); took < lateness || took > lateness+time.Second {
						t.Errorf("version %d came after %v, want %v", version, took, lateness)
					}
				}
				b.move("Nc6")
				if _, err := b.games.Change(t.Context(), b.id, func(g *game.Game) (game.Event, error) { return g.Resign(gametest.Ann.ID, time.Now()) }); err != nil {
					t.Fatal(err)
				}
				b.hub.Doubt(b.id)
				end := time.Now()
				<-late
				if h := <-late; h.kind != "resign" || time.Since(end) > time.Second {
					t.Errorf("the end came as %s after %v, want it at once: nothing is secret any more", h.kind, time.Since(end))
				}
			})
		})
	}
}

func position(v game.Version) string { data, _ := json.Marshal(v); return string(data) }

// The same holds for whatever else shows the game.
func TestSpectatorsAreKeptBehindInEveryExport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newDelayed(t)
		b.move("e4")
		time.Sleep(lateness)
		b.move("Na6")
		place := b.url + "/games/" + string(b.id)
		for _, path := range []string{place, place + ".json", place + ".pgn", place + "/feed", place + "/feed?after=0", place + "/feed?after=4",
			b.url + "/watch/feed?game=" + string(b.id)} {
			accept := "text/html"
			if strings.Contains(path, "feed") {
				accept = "application/json"
			}
			if strings.Contains(path, "watch") {
				continue // a stream: below
			}
			for _, kind := range []string{accept, "*/*"} {
				spectator := b.get(path, "Accept", kind)
				if spectator.status != http.StatusOK || strings.Contains(spectator.body, "Na6") || strings.Contains(spectator.body, "b8a6") || !strings.Contains(spectator.body, "e4") {
					t.Errorf("%s as %s: a spectator got %d:\n%.3000s", path, kind, spectator.status, spectator.body)
				}
				if player := b.get(path, "Accept", kind, "Authorization", asAnn); !strings.Contains(player.body, "Na6") && !strings.HasSuffix(path, "after=4") {
					t.Errorf("%s as %s: a player does not see the move", path, kind)
				}
			}
		}
		board := b.lines(b.connect("/watch/feed?game="+string(b.id), "Accept", "text/event-stream"))
		want(t, board, "retry: ", "id: 3", "event: snapshot", `data: {"game":"`+string(b.id)+`","version":3,`)
	})
}
