package live_test

import (
	"testing"

	"kibitz/game/gametest"
	"kibitz/game/live"
)

// What comes over the bus costs as much as it is long, whoever wrote it.
func TestBombsOnTheBusDoNotGoOff(t *testing.T) {
	const longest, event = 8 << 10, "kibitz1 event S 1 someGame\n"
	var bombs []gametest.Bomb
	for name, text := range map[string]func(n int) string{
		"spaces":            gametest.Repeated("kibitz1 ", " ", "\n"),
		"words":             gametest.Repeated("kibitz1 ", "a ", "\n"),
		"zero bytes":        gametest.Repeated("kibitz1 event S 1 ", "\x00", "\n"),
		"empty objects":     gametest.Repeated(event+`{"Message":[`, "{},", "{}]}"),
		"arrays in arrays":  gametest.Repeated(event+`{"Game":`, "[", ""),
		"objects in events": gametest.Repeated(event, `{"Message":`, ""),
		"one field":         gametest.Repeated(event+"{", `"Ply":0,`, `"Ply":0}`),
		"many fields":       gametest.Numbered(event+"{", `"%x":0,`, `"a":0}`),
		"a long text":       gametest.Repeated(event+`{"FEN":"`, "8", `"}`),
		"what is no UTF-8":  gametest.Repeated(event+`{"FEN":"`, "\xff", `"}`),
		"bodies":            gametest.Repeated(event, "{}", ""),
		"another version":   gametest.Repeated("kibitz2 ", "a", "\n"),
	} {
		for _, most := range []int{longest, 1 << 20} { // the second is not looked at
			bombs = append(bombs, gametest.Bomb{Name: "a message of " + name, Most: most, Make: text,
				Read: func(text string) { _, _ = live.DecodeMessage([]byte(text)) }})
		}
	}
	gametest.WantHarmless(t, bombs...)
}
