package view

import "kibitz/static/words"

// keyGroups are all keys and gestures, as the page of keys lists them. Keys of
// one row that are pressed together are one, with a plus in its name.
var keyGroups = []keyGroup{
	{"board", []keyRow{
		{[]string{"←", "→", "↑", "↓"}, "go"},
		{[]string{"home", "end"}, "row"},
		{[]string{"ctrlHome", "ctrlEnd"}, "corner"},
		{[]string{"enter", "space"}, "pick"},
		{[]string{"esc"}, "putBack"},
		{[]string{"f"}, "turn"},
		{[]string{"c"}, "clocks"},
	}},
	{"page", []keyRow{
		{[]string{"←", "→"}, "walk"},
		{[]string{"home", "end"}, "ends"},
		{[]string{"esc"}, "now"},
		{[]string{"enter"}, "confirm"},
		{[]string{"esc"}, "deny"},
	}},
	{"pointer", []keyRow{
		{[]string{"drag"}, "drag"},
		{[]string{"press"}, "press"},
		{[]string{"castle"}, "castle"},
		{[]string{"premove"}, "premove"},
		{[]string{"rightButton"}, "circle"},
		{[]string{"rightDrag"}, "arrow"},
		{[]string{"shift", "alt", "ctrl"}, "colors"},
	}},
}

type keyGroup struct {
	name string // by which the table of words has its title, and a hint if it has one
	rows []keyRow
}

type keyRow struct {
	keys []string // any of them
	does string   // by which the table of words has what it does
}

// keyName is what is written on a key; a letter or an arrow is the same everywhere.
func keyName(l *words.Language, key string) string {
	if named := "key." + key; l.Has(named) {
		return l.Say(named)
	}
	return key
}
