package plaintext

import (
	"strings"
	"unicode"
)

// Clip cuts text longer than most bytes and adds an ellipsis.
func Clip(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// joiners join or separate the characters around them, as in emoji and some scripts,
// and mean nothing alone.
const joiners = "\u200c\u200d"

// Unprintable reports whether a character acts on the text instead of being part of
// it: controls, line ends, and characters that change the reading direction.
func Unprintable(r rune) bool {
	return !strings.ContainsRune(joiners, r) && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)
}

// Blank reports whether a text shows nothing visible.
func Blank(text string) bool { return strings.TrimLeftFunc(text, Invisible) == "" }

// Invisible reports whether a character is invisible at the beginning of a text: a
// space, a character without a shape, or a combining mark without a letter.
func Invisible(r rune) bool {
	return strings.ContainsRune(shapeless, r) || unicode.In(r, unicode.Z, unicode.C, unicode.M, unicode.White_Space,
		unicode.Noncharacter_Code_Point, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// shapeless are letters and symbols whose shape is empty: the blank Braille pattern,
// the object replacement character, the null notehead, hieroglyphic blanks.
const shapeless = "\u2800\ufffc\U0001d159\U00013441\U00013442"

// Or returns text, or other if text shows nothing visible.
func Or(text, other string) string {
	if Blank(text) {
		return other
	}
	return text
}

// DropUnprintable, passed to strings.Map, drops the characters that are not part of
// a text.
func DropUnprintable(r rune) rune {
	if Unprintable(r) {
		return -1
	}
	return r
}

// OneLine replaces with spaces what some reader may take for a line end, or cannot
// show: control characters and line separators.
func OneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
}
