package feed

import (
	"strings"
	"testing"
)

// A number or a text is sent back as it came; anything else, or a long one, is null.
func TestCommandIsAnsweredWithItsID(t *testing.T) {
	long := strings.Repeat("7", 32)
	for frame, want := range map[string]string{
		`{"id":7}`:                    `7`,
		`{"id":"a"}`:                  `"a"`,
		`{"id":true}`:                 `true`,
		`{}`:                          `null`,
		`{"id":null}`:                 `null`,
		`{"id":{"a":1}}`:              `null`,
		`{"id":[1]}`:                  `null`,
		`{"id":` + long + `}`:         long,
		`{"id":` + long + `7}`:        `null`,
		`{"id":{"a":"` + long + `"}}`: `null`,
		`{"id":["` + long + `"]}`:     `null`,
	} {
		if c, code := parseCommand(textFrame, []byte(frame)); code != 0 || string(c.re) != want {
			t.Errorf("%s: got %s, %d; want %s", frame, c.re, code, want)
		}
	}
}
