package view

// keyGroups are all keys and gestures, as the page of keys lists them. Keys of
// one row that are pressed together are in one text, with a plus.
var keyGroups = []keyGroup{
	{"On the board", "Press Tab until a square has a frame; then:", []keyRow{
		{[]string{"←", "→", "↑", "↓"}, "Go from square to square"},
		{[]string{"Home", "End"}, "To the first or last square of the row"},
		{[]string{"Ctrl + Home", "Ctrl + End"}, "To a corner of the board"},
		{[]string{"Enter", "Space"}, "Pick up a piece; put it down"},
		{[]string{"Esc"}, "Put it back, or take back a move made in advance"},
		{[]string{"f"}, "Turn the board round"},
		{[]string{"c"}, "Hear both clocks"},
	}},
	{"Anywhere on the page of a game", "Outside the board and fields to type in.", []keyRow{
		{[]string{"←", "→"}, "Look at the move before, or after"},
		{[]string{"Home", "End"}, "To the start of the game, or back to now"},
		{[]string{"Esc"}, "Back to now"},
		{[]string{"Enter"}, "Play the move that waits for your yes, if you have asked for that in the settings"},
		{[]string{"Esc"}, "Do not play it"},
	}},
	{"With a mouse, a pen or a finger", "", []keyRow{
		{[]string{"Drag"}, "Move a piece"},
		{[]string{"Press, press"}, "Move a piece: first the piece, then the square"},
		{[]string{"King to rook"}, "Castle; two squares to the side do as well"},
		{[]string{"Move while the other thinks"}, "Play it as soon as it is your turn, if it is possible then"},
		{[]string{"Right button"}, "Take back a move made in advance; else draw a circle"},
		{[]string{"Right button, drag"}, "Draw an arrow, for your eyes only; the same again takes it away"},
		{[]string{"Shift", "Alt", "Ctrl"}, "Held while drawing: another color and line"},
	}},
}

type keyGroup struct {
	title, hint string
	rows        []keyRow
}

type keyRow struct {
	keys []string // any of them
	does string
}
