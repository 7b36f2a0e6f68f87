package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/store/storetest"
)

func TestEngineIsFoundOrNamed(t *testing.T) {
	for _, test := range []struct{ named, want string }{
		{builtin, ""}, {"/usr/games/stockfish", "/usr/games/stockfish"}, {"sh", "/sh"}, {"", "/stockfish"},
	} {
		got, err := findEngine(test.named)
		if err != nil || !strings.HasSuffix(got, test.want) || (test.want == "" && got != "") {
			t.Errorf("%q: got %q, %v, want %q", test.named, got, err, test.want)
		}
	}
	missing := filepath.Join(t.TempDir(), "none")
	err := run(t.Context(), config{addr: "127.0.0.1:0", engine: missing}, slog.New(slog.DiscardHandler), t.Output())
	if err == nil || !strings.Contains(err.Error(), missing) || !strings.Contains(err.Error(), "KIBITZ_ENGINE") {
		t.Errorf("got %v, want an error that names the engine and the setting", err)
	}
}

// moves passes on what is announced.
type moves chan game.Event

func (m moves) Announce(c game.Change) { m <- c.Event }
func (moves) Doubt(game.ID)            {}

func (m moves) want(t *testing.T, kind game.Kind, by rules.Color) game.Event {
	t.Helper()
	select {
	case e := <-m:
		if e.Kind != kind || e.By != by {
			t.Fatalf("got a %s by %s, want a %s by %s", e.Kind, e.By, kind, by)
		}
		return e
	case <-time.After(20 * time.Second):
		t.Fatalf("no %s by %s within 20 s", kind, by)
		return game.Event{}
	}
}

// Stockfish plays in a real database, and after a restart it takes up the game
// that waits for it.
func TestComputerPlaysOnAfterARestart(t *testing.T) {
	t.Parallel()
	games := storetest.New(t)
	ann := game.NewGuest()
	if err := games.AddPlayer(t.Context(), ann, rand.Text()); err != nil {
		t.Fatal(err)
	}
	engine, err := findEngine("")
	if err != nil || engine == "" {
		t.Fatalf("this test needs Stockfish: got %q, %v", engine, err)
	}
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	heard := make(moves, 10)
	start := func(engine string) (service *game.Service, stop func()) {
		computers := newComputers(engine, games, time.Now, log)
		service = game.NewService(games, game.Listeners{heard, computers}, time.Now)
		return service, background(t.Context(), func(ctx context.Context) { computers.Run(ctx, service) })
	}
	service, stop := start(engine)
	created, err := service.Create(t.Context(), game.Setup{Creator: ann, Color: "white", Level: 3})
	if err != nil {
		t.Fatal(err)
	}
	heard.want(t, game.Created, rules.White)
	play(t, service, created.Game, ann, "e4")
	heard.want(t, game.Moved, rules.White)
	heard.want(t, game.Moved, rules.Black)
	stop()

	play(t, service, created.Game, ann, "a3") // nobody thinks
	heard.want(t, game.Moved, rules.White)
	_, stop = start("")
	defer stop()
	heard.want(t, game.Moved, rules.Black)
}

func play(t *testing.T, service *game.Service, id game.ID, by game.Player, move string) {
	t.Helper()
	if _, err := service.Play(t.Context(), id, by.ID, move, 0, game.Timing{}); err != nil {
		t.Fatal(err)
	}
}
