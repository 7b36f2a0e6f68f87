package words_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"kibitz/static/words"
)

const table = `{
	"plain": "Open seat",
	"named": "{name} invites you, {name}",
	"moves": {"one": "{n} move", "other": "{n} moves"},
	"days":  {"one": "{n} den", "few": "{n} dny", "other": "{n} dní"},
	"side":  {"white": "White", "count": {"one": "{n} side", "other": "{n} sides"}},
	"linked": "Or {look}look again{/look} in {clock}, {name}."
}`

func made(t *testing.T, tag string) *words.Language {
	t.Helper()
	l, err := words.New(tag, []byte(table))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestSay(t *testing.T) {
	l := made(t, "en")
	for _, tt := range []struct{ got, want string }{
		{l.Say("plain"), "Open seat"},
		{l.Say("named", "name", "Brave {n} Fox"), "Brave {n} Fox invites you, Brave {n} Fox"},
		{l.Say("moves", "n", 0), "0 moves"},
		{l.Say("moves", "n", 1), "1 move"},
		{l.Say("moves", "n", 21), "21 moves"},
		{l.Say("side.white"), "White"},
		{l.Say("side.count", "n", 1), "1 side"},
		{l.Say("not there"), "not there"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

// Each language has its own plural forms.
func TestFormsAreThoseOfTheLanguage(t *testing.T) {
	l := made(t, "cs")
	for n, want := range map[int]string{0: "0 dní", 1: "1 den", 2: "2 dny", 4: "4 dny", 5: "5 dní", 22: "22 dní"} {
		if got := l.Say("days", "n", n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestHas(t *testing.T) {
	l := made(t, "en")
	for key, want := range map[string]bool{"plain": true, "side.white": true, "side.green": false, "side": false, "moves": true} {
		if got := l.Has(key); got != want {
			t.Errorf("%s is there: %t, want %t", key, got, want)
		}
	}
}

func TestParts(t *testing.T) {
	got := made(t, "en").Parts("linked", "name", "you")
	want := []words.Part{{"", "Or "}, {"look", "look again"}, {"", " in "}, {"clock", ""}, {"", ", you."}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWhatIsNoTableIsRefused(t *testing.T) {
	for _, tt := range [][2]string{{"en", `{`}, {"en", `{"n": 1}`}, {"en", `{"n": {"lots": "x", "other": "y"}}`}, {"no language", `{}`}} {
		if _, err := words.New(tt[0], []byte(tt[1])); err == nil {
			t.Errorf("%s %s was taken", tt[0], tt[1])
		}
	}
}

// English is the default language.
func TestNoLanguageIsEnglish(t *testing.T) {
	var none *words.Language
	if none.Tag() != "en" || !bytes.Equal(none.Table(), words.English.Table()) {
		t.Errorf("no language is %s", none.Tag())
	}
}

// JSON silently keeps the last of two values of a key.
func TestKeysAreThereOnce(t *testing.T) {
	for _, l := range words.All {
		if err := once(json.NewDecoder(bytes.NewReader(l.Table()))); err != nil {
			t.Errorf("%s: %v", l.Tag(), err)
		}
	}
}

// once reads an object of strings and objects.
func once(d *json.Decoder) error {
	if _, err := d.Token(); err != nil {
		return err
	}
	seen := map[string]bool{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		name, isName := key.(string)
		if !isName { // the brace of a value
			return fmt.Errorf("%v is no key", key)
		}
		if seen[name] {
			return fmt.Errorf("%s is there twice", name)
		}
		seen[name] = true
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return err
		}
		if bytes.HasPrefix(value, []byte("{")) {
			if err := once(json.NewDecoder(bytes.NewReader(value))); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return nil
}
