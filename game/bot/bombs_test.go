package bot

import (
	"os"
	"strings"
	"testing"

	"kibitz/game/gametest"
)

// A line of an engine costs as much as it is long, and one that is too long costs
// nothing that is kept.
func TestBombsOfAnEngineDoNotGoOff(t *testing.T) {
	var bombs []gametest.Bomb
	for name, line := range map[string]func(n int) string{
		"spaces":          gametest.Repeated("option ", " ", ""),
		"names":           gametest.Repeated("option ", "name ", ""),
		"words of a name": gametest.Repeated("option name ", "a ", ""),
		"bounds":          gametest.Repeated("option name a ", "min 1 ", ""),
		"scores":          gametest.Repeated("info ", "score cp x ", ""),
		"long numbers":    gametest.Repeated("info score cp ", "9", ""),
		"moves":           gametest.Repeated("bestmove ", "e2e4 ", ""),
		"zero bytes":      gametest.Repeated("info ", "\x00", ""),
	} {
		bombs = append(bombs, gametest.Bomb{Name: "a line of " + name, Most: maxLine, Make: line, Read: func(text string) { parseReply(text) }})
	}
	for name, unit := range map[string]string{"lines": "uciok\n", "empty lines": "\n", "a line without an end": "option name a", "long lines": "option name " + strings.Repeat("a ", maxLine) + "\n"} {
		bombs = append(bombs, gametest.Bomb{Name: "an engine that says " + name, Most: 1 << 20, Make: gametest.Repeated("", unit, ""), Read: func(text string) { hearAll(t, text) }})
	}
	gametest.WantHarmless(t, bombs...)
}

// hearAll has a process read what an engine says, to its end.
func hearAll(t *testing.T, text string) {
	t.Helper()
	out, theirOut, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	p := &process{out: out, replies: make(chan reply), killed: make(chan struct{})}
	go p.read()
	go func() {
		defer theirOut.Close()
		_, _ = theirOut.WriteString(text)
	}()
	for range p.replies {
	}
}
