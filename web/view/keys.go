package view

import "kibitz/static/words"

// keyGroups are all keys and gestures, as the page of keys lists them. A plus joins
// keys that are pressed together.
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
	name string // key of its title in the table of words, and of its hint if it has one
	rows []keyRow
}

type keyRow struct {
	keys []string // alternatives
	does string   // key of its description in the table of words
}

// keyName is the label of a key; letters and arrows are the same in every language.
func keyName(l *words.Language, key string) string {
	if named := "key." + key; l.Has(named) {
		return l.Say(named)
	}
	return key
}
