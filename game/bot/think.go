package bot

import (
	"context"
	"time"
)

// A Task is a position to find a move in. It has at least one legal move.
type Task struct {
	Level    int // 1 to game.Levels
	StartFEN string
	Moves    []string      // played since, in UCI
	FEN      string        // the position after them
	Limit    time.Duration // to answer within
}

// A Thought is what a thinker found.
type Thought struct {
	Move  string // in UCI
	Score int    // in centipawns, for the side to move; a mate is more than any material
}

// A Thinker finds moves. It belongs to one goroutine.
type Thinker interface {
	// Ready prepares for thinking, unless all is ready.
	Ready(ctx context.Context) error
	// Think answers within the task's limit and some grace. After an error, Ready has
	// to be called again.
	Think(ctx context.Context, t Task) (Thought, error)
	// Close releases what Ready has acquired. Ready may be called again.
	Close()
}
