package bot

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"kibitz/game/rules"
)

// The test program is also an engine that misbehaves: started with this as its
// first argument, and how as its second.
const asEngine = "fake-engine"

func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == asEngine {
		fakeEngine(os.Args[2], os.Args[3:])
		return
	}
	os.Exit(m.Run())
}

// fake returns an engine that misbehaves. With a file, it does so only until
// there is one, and leaves one there.
func fake(how string, file ...string) *Engine {
	e := NewEngine(os.Args[0], append([]string{asEngine, how}, file...)...)
	e.start = 2 * time.Second
	return e
}

func fakeEngine(how string, files []string) {
	if len(files) > 0 {
		if _, err := os.Stat(files[0]); err == nil {
			how = "good"
		} else if err := os.WriteFile(files[0], nil, 0o600); err != nil {
			panic(err)
		}
	}
	best := ""
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		switch line := lines.Text(); {
		case how == "mute":
		case line == "uci":
			fmt.Print("id name Fake\noption name Skill Level type spin default 20 min 0 max 20\nuciok\n")
		case line == "isready":
			fmt.Println("readyok")
		case strings.HasPrefix(line, "position "):
			best = firstLegal(line)
		case strings.HasPrefix(line, "go "):
			misbehave(how, best)
		case line == "stop" && how == "waits for stop":
			fmt.Println("info depth 1 score cp 12\nbestmove", best)
		}
	}
}

func misbehave(how, best string) {
	switch how {
	case "dies":
		os.Exit(3)
	case "hangs", "waits for stop":
	case "hangs with a child":
		child := exec.Command("sleep", "1000")
		child.Stdout = os.Stdout
		if err := child.Start(); err != nil {
			panic(err)
		}
	case "floods":
		for text := strings.Repeat("x", 1<<16); ; {
			fmt.Print(text)
		}
	case "babbles":
		for range 1000 {
			fmt.Print("info string score cp 9 bestmove\n\n\x00\xff\nbestmoves a1a1\nreadyok\n")
		}
		fmt.Println(strings.Repeat("bestmove a1a1 ", 100_000))
		fmt.Println("bestmove", best)
	case "cheats":
		fmt.Println("bestmove a1a1")
	case "says nothing":
		fmt.Println("bestmove")
	default:
		fmt.Println("info depth 1 score cp 12\nbestmove", best, "ponder e7e5")
	}
}

// firstLegal returns a legal move in the position that a command sets up.
func firstLegal(line string) string {
	fen, moves, _ := strings.Cut(strings.TrimPrefix(line, "position fen "), " moves ")
	p, err := rules.ParseFEN(fen)
	if err != nil {
		panic(err)
	}
	for _, m := range strings.Fields(moves) {
		if p, _, err = p.Move(m); err != nil {
			panic(err)
		}
	}
	return p.Legal()[0]
}

// opening is a task with a history.
func opening(level int) Task {
	return Task{
		Level: level, StartFEN: rules.StartFEN, Moves: []string{"e2e4", "e7e5"}, Limit: levelOf(level).limit,
		FEN: "rnbqkbnr/pppp1ppp/8/4p3/4P3/8/PPPP1PPP/RNBQKBNR w KQkq e6 0 2",
	}
}

// running runs something until the test ends, and waits for its end.
func running(t *testing.T, run func(context.Context)) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); run(ctx) }()
	t.Cleanup(func() { cancel(); <-ended })
}
