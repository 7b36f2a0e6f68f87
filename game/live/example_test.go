package live_test

import (
	"context"
	"fmt"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/live"
)

// A reader follows a game and is woken by the hub when something happens there.
func Example() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	games := gametest.NewGames()
	hub := live.NewHub(games)
	defer hub.Close()
	service := game.NewService(games, game.Listeners{hub}, time.Now)
	defer service.Close()
	begun, err := service.Create(ctx, game.Setup{Creator: gametest.Ann, Color: "white"})
	if err != nil {
		fmt.Println(err)
		return
	}

	reader, err := hub.Follow(game.Cursor{Game: begun.Game, After: begun.Version, Aside: game.NoAside})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer reader.Close() // before the hub
	go func() {
		_, _ = service.Join(ctx, begun.Game, gametest.Bob)
		_, _ = service.Play(ctx, begun.Game, gametest.Ann.ID, "e4", 2, game.Timing{})
	}()
	for last := game.Version(0); last < 3; {
		_, events, err := reader.Next(ctx) // one event, or all that have happened meanwhile
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, e := range events {
			fmt.Printf("version %d: %s by %s\n", e.Version, e.Kind, e.By)
			last = e.Version
		}
	}
	// Output:
	// version 2: joined by black
	// version 3: move by white
}
