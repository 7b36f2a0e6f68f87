package feed

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"kibitz/game/gametest"
)

// What a reader may send costs as much as it is long, whatever it is.
func TestBombsDoNotGoOff(t *testing.T) {
	var bombs []gametest.Bomb
	for name, text := range map[string]func(n int) string{
		"empty objects":      gametest.Repeated(`{"a":[`, `{},`, `{}]}`),
		"arrays in arrays":   gametest.Repeated(`{"a":`, `[`, ``),
		"objects in objects": gametest.Repeated(`{"a":`, `{"":`, ``),
		"many fields":        gametest.Numbered(`{`, `"%x":0,`, `"a":0}`),
		"one field":          gametest.Repeated(`{`, `"id":0,`, `"id":0}`),
		"a long id":          gametest.Repeated(`{"id":`, `1`, `}`),
		"a long text":        gametest.Repeated(`{"text":"`, `a`, `"}`),
		"spaces":             gametest.Repeated(`{`, ` `, `}`),
		"objects that go on": gametest.Repeated(`{}`, `{}`, ``),
	} {
		bombs = append(bombs, gametest.Bomb{Name: "a command of " + name, Most: maxFrame, Make: text,
			Read: func(text string) { parseCommand(textFrame, []byte(text)) }})
	}
	header := func(name string, read func(*http.Request), units ...string) {
		for _, unit := range units {
			bombs = append(bombs, gametest.Bomb{Name: name + " of " + unit, Most: 36 << 10, Make: gametest.Repeated("", unit, ""), Read: func(text string) {
				r := httptest.NewRequest("GET", "/watch/feed?game=AAAAAAAA", nil)
				r.Header[name] = []string{text}
				read(r)
			}})
		}
	}
	header("Prefer", func(r *http.Request) { _, _ = waitOf(r) }, ",", "wait=,", ";", "wait=0,")
	header("Last-Event-Id", func(r *http.Request) { _, _ = NewBoards(r, nil, View{}, nil) }, ",", "1,", "1")
	gametest.WantHarmless(t, bombs...)
}
