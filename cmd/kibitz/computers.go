package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os/exec"
	"runtime"
	"sync"
	"time"

	"kibitz/game"
	"kibitz/game/bot"
)

// builtin is what one names in place of an engine to have none.
const builtin = "builtin"

// findEngine returns the path of the engine that was named; else of Stockfish,
// if the machine has it; else "" for the built-in player.
func findEngine(named string) (string, error) {
	switch named {
	case builtin:
		return "", nil
	case "":
		path, err := exec.LookPath("stockfish")
		if err != nil { // Debian's is not in everybody's PATH
			path, _ = exec.LookPath("/usr/games/stockfish")
		}
		return path, nil
	}
	path, err := exec.LookPath(named)
	if err != nil {
		return "", fmt.Errorf("finding the chess engine: %w; -engine or KIBITZ_ENGINE names another, or %q for none", err, builtin)
	}
	return path, nil
}

// startComputers has the computers hear what happens and play, until stop is
// called, which returns when no engine is left. Half of the machine is theirs.
func startComputers(ctx context.Context, engine string, games bot.Games, service *game.Service, now func() time.Time, log *slog.Logger) (computers *bot.Computers, stop func()) {
	thinker := func() bot.Thinker { return bot.Builtin{} }
	if engine != "" {
		thinker = func() bot.Thinker { return bot.NewEngine(engine) }
	}
	thinkers := max(1, runtime.NumCPU()/2)
	log.Info("computers are ready to play", "engine", cmp.Or(engine, builtin), "thinkers", thinkers)
	computers = bot.NewComputers(bot.Options{
		Games: games, Now: now, Pause: bot.HumanPause,
		Pool:   bot.NewPool(thinkers, thinker, func(err error) { log.Warn("the built-in player stands in for the engine", "err", err) }),
		Failed: func(err error) { log.Warn("a computer could not play, and tries again", "err", err) },
	})
	service.AfterChange(computers.Hear)
	ctx, cancel := context.WithCancel(ctx)
	var playing sync.WaitGroup
	playing.Go(func() { computers.Run(ctx, service) })
	return computers, func() { cancel(); playing.Wait() }
}
