package view

import "slices"

// Prefs are a visitor's preferences; the zero Prefs are the defaults. Pages have
// them as attributes of <html>, which is all that styles and scripts know of them.
type Prefs struct {
	Theme string // one of Themes; "" for the system's
	Board string // one of Boards; "" for linen

	Confirm bool // moves await confirmation
	Sound   bool
	Notify  bool // notify of the visitor's turn while the page is hidden
	Awake   bool // keep the screen on during a game with a clock
}

// Values of Prefs other than "".
var (
	Themes = []string{"light", "dark"}
	Boards = []string{"moss", "sea", "slate", "contrast"}
)

// PrefsFrom reads preferences by name from a form or a cookie. Unknown values count
// as not set.
func PrefsFrom(get func(name string) string) Prefs {
	known := func(name string, values []string) string {
		if v := get(name); slices.Contains(values, v) {
			return v
		}
		return ""
	}
	return Prefs{
		Theme: known("theme", Themes), Board: known("board", Boards),
		Confirm: get("confirm") == "1", Sound: get("sound") == "1", Notify: get("notify") == "1", Awake: get("awake") == "1",
	}
}

// Each calls set with the name and value of each preference, as PrefsFrom reads
// them.
func (p Prefs) Each(set func(name, value string)) {
	for _, text := range []struct{ name, value string }{{"theme", p.Theme}, {"board", p.Board}} {
		if text.value != "" {
			set(text.name, text.value)
		}
	}
	for _, s := range switches {
		if s.on(p) {
			set(s.name, "1")
		}
	}
}

// colorScheme is the color scheme for what the browser draws itself, such as scroll
// bars.
func (p Prefs) colorScheme() string {
	if p.Theme == "" {
		return "light dark"
	}
	return p.Theme
}

// themeColors are the page's colors for the browser's own toolbars.
func (p Prefs) themeColors() []themeColor {
	light, dark := themeColor{color: "#f6f4ee"}, themeColor{color: "#13161b"}
	switch p.Theme {
	case "light":
		return []themeColor{light}
	case "dark":
		return []themeColor{dark}
	}
	light.media, dark.media = "(prefers-color-scheme: light)", "(prefers-color-scheme: dark)"
	return []themeColor{light, dark}
}

type themeColor struct{ color, media string }
