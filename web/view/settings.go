package view

// SettingsPage is the form for a visitor's wishes, which are those of the frame.
type SettingsPage struct {
	Back  string // where the visitor came from; "" when not known
	Saved bool   // they have just been saved
}

// A choice is one of several values, of which one is always chosen.
type choice struct{ value, label, hint string }

var themeChoices = []choice{
	{"", "As my device", "Light by day and dark by night, if your device does so."},
	{"light", "Light", "Dark letters on a bright page."},
	{"dark", "Dark", "Bright letters on a dark page."},
}

var boardChoices = []choice{
	{"", "Linen", "Warm wood"},
	{"moss", "Moss", "Soft green"},
	{"sea", "Sea", "Cool blue"},
	{"slate", "Slate", "Calm gray"},
	{"contrast", "High contrast", "Bold marks"},
}

// style is the name by which styles know a board.
func (c choice) style() string {
	if c.value == "" {
		return "linen"
	}
	return c.value
}

// A toggle is a wish that is on or off.
type toggle struct {
	name, label, hint string
	on                func(Prefs) bool
}

var switches = []toggle{
	{"confirm", "Confirm my moves", "A move waits until you say yes to it. Good for touch screens and slow games.", func(p Prefs) bool { return p.Confirm }},
	{"sound", "Sounds", "A short sound for each move, and a warning when your time runs low.", func(p Prefs) bool { return p.Sound }},
	{"notify", "Tell me when it is my turn", "A notification of this browser, only while the game is out of sight. Your browser will ask whether you allow it.", func(p Prefs) bool { return p.Notify }},
	{"awake", "Keep the screen on", "Your screen does not go dark while you play with a clock.", func(p Prefs) bool { return p.Awake }},
}

// previewFEN has both sides' pieces on squares of both colors.
const previewFEN = "r1bqkb1r/pppp1ppp/2n2n2/4p3/2B1P3/5N2/PPPP1PPP/RNBQK2R w KQkq - 4 4"
