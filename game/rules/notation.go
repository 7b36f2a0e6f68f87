package rules

import (
	"fmt"
	"regexp"
	"strings"

	"kibitz/game/plaintext"
)

// maxMove is the longest move text that is read: "Qa1xb2=Q#" and some punctuation.
const maxMove = 16

// A moveText is a move as written, in UCI or SAN; what was left out is zero. The
// move need not be legal.
type moveText struct {
	text      string
	castle    string // "g" or "c": the file the king goes to
	kind      byte   // K Q R B N P; 0 in UCI, where the from square determines it
	from, to  string // from may be a file, a rank or both
	promotion byte   // q r b n
}

var (
	uciForm    = regexp.MustCompile(`^([a-h][1-8])([a-h][1-8])([qrbn]?)$`)
	sanForm    = regexp.MustCompile(`^([KQRBN]?)([a-h]?[1-8]?)x?([a-h][1-8])(?:=?([QRBN]))?[+#]?[!?]{0,2}$`)
	castleForm = regexp.MustCompile(`^(?:O-O|0-0)(-O|-0)?[+#]?[!?]{0,2}$`)
)

// parseMove reads UCI or SAN; the error wraps ErrBadMove.
func parseMove(text string) (moveText, error) {
	text = strings.TrimSpace(text)
	if len(text) > maxMove {
		return moveText{}, fmt.Errorf("%w: %q is too long", ErrBadMove, clip(text))
	}
	w := moveText{text: text}
	if m := uciForm.FindStringSubmatch(text); m != nil {
		w.from, w.to = m[1], m[2]
		if m[3] != "" {
			w.promotion = m[3][0]
		}
		return w, nil
	}
	if m := castleForm.FindStringSubmatch(text); m != nil {
		w.castle = "g"
		if m[1] != "" {
			w.castle = "c"
		}
		return w, nil
	}
	m := sanForm.FindStringSubmatch(text)
	if m == nil {
		return moveText{}, fmt.Errorf("%w: %q", ErrBadMove, clip(text))
	}
	w.kind, w.from, w.to = 'P', m[2], m[3]
	if m[1] != "" {
		w.kind = m[1][0]
	}
	if m[4] != "" {
		w.promotion = m[4][0] - 'A' + 'a'
	}
	return w, nil
}

// fits reports whether the text describes the legal move uci of a piece of the given
// kind.
func (w moveText) fits(uci string, kind byte) bool {
	from, to := uci[:2], uci[2:4]
	if w.castle != "" {
		return kind == 'K' && from[0] == 'e' && to == w.castle+from[1:]
	}
	if to != w.to || (w.kind != 0 && w.kind != kind) {
		return false
	}
	if len(w.from) > 0 && !strings.Contains(from, w.from) {
		return false
	}
	// In SAN a king's move of two squares is castling, and is written as such.
	if w.kind == 'K' && from[0] == 'e' && (to[0] == 'g' || to[0] == 'c') {
		return false
	}
	promotes := len(uci) == 5
	return w.promotion == 0 || (promotes && uci[4] == w.promotion)
}

// clip shortens text from outside for an error message.
func clip(text string) string { return plaintext.Clip(text, maxMove) }
