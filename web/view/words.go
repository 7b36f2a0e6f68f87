package view

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/static/words"
)

// stateWords describes the state of the game to the player of color you.
func stateWords(l *words.Language, e game.Event, you rules.Color) string {
	switch {
	case e.Status == game.Over:
		if key := "outcome." + string(e.Reason) + " " + string(e.Result); l.Has(key) {
			return l.Say(key)
		}
		return l.Say("over")
	case e.Status == game.Open:
		return l.Say("waiting")
	case you == e.Turn():
		return l.Say("turn.you")
	}
	return l.Say("turn." + string(e.Turn()))
}

// spoken is a move in full words: "White knight takes f3, check".
func spoken(l *words.Language, by rules.Color, san string) string {
	move := strings.TrimRight(san, "+#")
	text := l.Say("sideMoves", "side", l.Say("side."+string(by)), "move", spokenMove(l, move))
	switch {
	case strings.HasSuffix(san, "#"):
		return l.Say("withCheckmate", "move", text)
	case strings.HasSuffix(san, "+"):
		return l.Say("withCheck", "move", text)
	}
	return text
}

func spokenMove(l *words.Language, move string) string {
	switch move {
	case "O-O":
		return l.Say("castlesShort")
	case "O-O-O":
		return l.Say("castlesLong")
	}
	move, promotion, _ := strings.Cut(move, "=")
	if len(move) < 2 {
		return move
	}
	piece := "piece." + move[:1]
	if !l.Has(piece) {
		piece = "piece.P"
	}
	text := l.Say("moveTo", "piece", l.Say(piece), "square", move[len(move)-2:])
	if strings.Contains(move, "x") {
		text = l.Say("moveTakes", "piece", l.Say(piece), "square", move[len(move)-2:])
	}
	if promotion != "" {
		text = l.Say("promotes", "move", text, "piece", l.Say("piece."+promotion))
	}
	return text
}

// pieceName is "white knight"; "empty" for no piece.
func pieceName(l *words.Language, p rules.Piece) string {
	if p == 0 {
		return l.Say("empty")
	}
	return l.Say("figure." + string(p))
}

// sentence capitalizes the text of an error for a page.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// day formats a date, "2 Jan 2006", and moment adds the time of day.
func day(l *words.Language, t time.Time) string {
	t = t.UTC()
	return l.Say("day", "day", t.Day(), "month", l.Say("month."+strconv.Itoa(int(t.Month()))), "year", t.Format("2006"))
}

func moment(l *words.Language, t time.Time) string {
	return l.Say("moment", "day", day(l, t), "time", t.UTC().Format("15:04"))
}
