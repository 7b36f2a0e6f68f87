package view

import "cmp"

// SettingsPage is the form for a visitor's wishes, which are those of the frame.
type SettingsPage struct {
	Back  string // where the visitor came from; "" when not known
	Saved bool   // they have just been saved
}

// A choice is one of several values, of which one is always chosen. The first is
// that of who has not chosen.
type choice struct {
	value string // in forms and cookies
	usual string // its name if it has no value
}

var (
	themeChoices = []choice{{usual: "device"}, {value: "light"}, {value: "dark"}}
	boardChoices = []choice{{usual: "linen"}, {value: "moss"}, {value: "sea"}, {value: "slate"}, {value: "contrast"}}
)

// name is that by which styles and the table of words know a choice.
func (c choice) name() string { return cmp.Or(c.value, c.usual) }

// A toggle is a wish that is on or off.
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

// previewFEN has both sides' pieces on squares of both colors.
const previewFEN = "r1bqkb1r/pppp1ppp/2n2n2/4p3/2B1P3/5N2/PPPP1PPP/RNBQK2R w KQkq - 4 4"
