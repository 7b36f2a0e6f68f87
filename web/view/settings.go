package view

import "cmp"

// SettingsPage is the form for a visitor's preferences, whose current values are in
// the frame.
type SettingsPage struct {
	Back  string // the page that the visitor came from; "" if unknown
	Saved bool   // the preferences have just been saved
}

// A choice is one of several values, exactly one of which is selected. The first is
// the default.
type choice struct {
	value string // in forms and cookies
	usual string // its name if value is ""
}

var (
	themeChoices = []choice{{usual: "device"}, {value: "light"}, {value: "dark"}}
	boardChoices = []choice{{usual: "linen"}, {value: "moss"}, {value: "sea"}, {value: "slate"}, {value: "contrast"}}
)

// name identifies a choice in styles and in the table of words.
func (c choice) name() string { return cmp.Or(c.value, c.usual) }

// A toggle is a preference that is on or off.
type toggle struct {
	name string
	on   func(Prefs) bool
}

var switches = []toggle{
	{"confirm", func(p Prefs) bool { return p.Confirm }},
	{"sound", func(p Prefs) bool { return p.Sound }},
	{"notify", func(p Prefs) bool { return p.Notify }},
	{"awake", func(p Prefs) bool { return p.Awake }},
}

// previewFEN has pieces of both sides on squares of both colors.
const previewFEN = "r1bqkb1r/pppp1ppp/2n2n2/4p3/2B1P3/5N2/PPPP1PPP/RNBQK2R w KQkq - 4 4"
