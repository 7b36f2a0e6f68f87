package view

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"kibitz/game"
	"kibitz/game/rules"
)

// words is what the pages say about a game. The script says the same:
// static/js/words.js holds this table again, and a test compares the two.
var words = map[string]string{
	"open":                 "Waiting for an opponent",
	"playing white":        "White to move",
	"playing black":        "Black to move",
	"playing you":          "Your move",
	"your turn":            "Your turn",
	"mate 1-0":             "Checkmate. White wins",
	"mate 0-1":             "Checkmate. Black wins",
	"flag 1-0":             "Black ran out of time. White wins",
	"flag 0-1":             "White ran out of time. Black wins",
	"flag 1/2-1/2":         "Draw: time ran out, and the other side cannot mate",
	"abandoned 1-0":        "Black left the game. White wins",
	"abandoned 0-1":        "White left the game. Black wins",
	"abandoned 1/2-1/2":    "Draw: a player left, and the other side cannot mate",
	"agreement 1/2-1/2":    "Draw by agreement",
	"threefold 1/2-1/2":    "Draw by threefold repetition",
	"fifty 1/2-1/2":        "Draw by the fifty-move rule",
	"length 1/2-1/2":       "Draw: the game has 300 moves",
	"resignation 1-0":      "Black resigned. White wins",
	"resignation 0-1":      "White resigned. Black wins",
	"stalemate 1/2-1/2":    "Draw by stalemate",
	"fivefold 1/2-1/2":     "Draw by fivefold repetition",
	"seventyfive 1/2-1/2":  "Draw by the 75-move rule",
	"material 1/2-1/2":     "Draw. Neither side can mate",
	"abort *":              "Game aborted",
	"imported 1-0":         "White won",
	"imported 0-1":         "Black won",
	"imported 1/2-1/2":     "Draw",
	"imported *":           "No result",
	"over":                 "Game over",
	"offer draw white":     "White offers a draw",
	"offer draw black":     "Black offers a draw",
	"offer draw you":       "You offered a draw",
	"offer takeback white": "White would like to take back a move",
	"offer takeback black": "Black would like to take back a move",
	"offer takeback you":   "You asked to take back a move",
	"offer rematch white":  "White would like a rematch",
	"offer rematch black":  "Black would like a rematch",
	"offer rematch you":    "You offered a rematch",
	"clock white":          "White’s clock",
	"clock black":          "Black’s clock",
	"open seat":            "Open seat",
	"white":                "White",
	"black":                "Black",
	"K":                    "king",
	"Q":                    "queen",
	"R":                    "rook",
	"B":                    "bishop",
	"N":                    "knight",
	"P":                    "pawn",
	"to":                   "to",
	"takes":                "takes",
	"castles short":        "castles short",
	"castles long":         "castles long",
	"becomes":              "becomes a",
	"check":                "check",
	"checkmate":            "checkmate",
	"empty":                "empty",
	"in check":             "in check",
	"last move":            "Last move",
	"no moves":             "No moves yet",
	"position after":       "After",
	"position at start":    "At the start",
	"has more":             "has more:",
	"watching":             "watching",
	"no clock":             "No clock",
	"ultrabullet":          "Ultrabullet",
	"bullet":               "Bullet",
	"blitz":                "Blitz",
	"rapid":                "Rapid",
	"classical":            "Classical",
	"you play white":       "you play White",
	"you play black":       "you play Black",
	"play against":         "Play against",
}

// stateWords says where the game stands, to the player at color you.
func stateWords(e game.Event, you rules.Color) string {
	var key string
	switch {
	case e.Status == game.Over:
		key = string(e.Reason) + " " + string(e.Result)
	case e.Status == game.Open:
		key = "open"
	case you == e.Turn():
		key = "playing you"
	default:
		key = "playing " + string(e.Turn())
	}
	if text, ok := words[key]; ok {
		return text
	}
	return words["over"]
}

// spoken says a move in full: "White knight takes f3, check".
func spoken(by rules.Color, san string) string {
	text := words[string(by)] + " "
	move := strings.TrimRight(san, "+#")
	switch move {
	case "O-O":
		text += words["castles short"]
	case "O-O-O":
		text += words["castles long"]
	default:
		text += spokenMove(move)
	}
	switch {
	case strings.HasSuffix(san, "#"):
		text += ", " + words["checkmate"]
	case strings.HasSuffix(san, "+"):
		text += ", " + words["check"]
	}
	return text
}

func spokenMove(move string) string {
	move, promotion, _ := strings.Cut(move, "=")
	if len(move) < 2 {
		return move
	}
	piece, ok := words[move[:1]]
	if !ok {
		piece = words["P"]
	}
	verb := words["to"]
	if strings.Contains(move, "x") {
		verb = words["takes"]
	}
	text := piece + " " + verb + " " + move[len(move)-2:]
	if promotion != "" {
		text += ", " + words["becomes"] + " " + words[promotion]
	}
	return text
}

// pieceName is "white knight"; "empty" for no piece.
func pieceName(p rules.Piece) string {
	if p == 0 {
		return words["empty"]
	}
	return strings.ToLower(words[string(p.Color())]) + " " + words[string(p.Kind())]
}

// sentence gives the text of an error the capital that a page wants.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
