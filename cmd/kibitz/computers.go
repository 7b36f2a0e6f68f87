package main

import (
	"cmp"
	"fmt"
	"log/slog"
	"os/exec"
	"runtime"
	"time"

	"kibitz/game/bot"
)

// builtin stands in place of an engine's name to use none.
const builtin = "builtin"

// findEngine returns the path of the named engine; else of Stockfish, if the machine
// has it; else "" for the built-in player.
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

// newComputers makes the computers that people play against. They may use half of
// the machine.
func newComputers(engine string, games bot.Games, now func() time.Time, log *slog.Logger) *bot.Computers {
	thinker := func() bot.Thinker { return bot.Builtin{} }
	if engine != "" {
		thinker = func() bot.Thinker { return bot.NewEngine(engine) }
	}
	thinkers := max(1, runtime.NumCPU()/2)
	log.Info("computers are ready to play", "engine", cmp.Or(engine, builtin), "thinkers", thinkers)
	return bot.NewComputers(bot.Options{
		Games: games, Now: now, Pause: bot.HumanPause,
		Pool:   bot.NewPool(thinkers, thinker, func(err error) { log.Warn("the built-in player stands in for the engine", "err", err) }),
		Failed: func(err error) { log.Warn("a computer could not play, and tries again", "err", err) },
	})
}
