package plaintext

import (
	"strings"
	"unicode"
)

// Clip shortens text to so many bytes.
func Clip(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// joiners join or part the letters around them, as in emoji and some scripts,
// and say nothing alone.
const joiners = "\u200c\u200d"

// Unprintable reports whether a character does something to the text instead of
// being part of it: controls, line ends, and what turns the direction of
// reading around.
func Unprintable(r rune) bool {
	return !strings.ContainsRune(joiners, r) && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)
}

// Blank reports whether nothing of a text is to be seen.
func Blank(text string) bool { return strings.TrimLeftFunc(text, Invisible) == "" }

// Invisible reports whether nothing of a character is to be seen where a text begins:
// a space, one without a shape, or a mark that has no letter to stand at.
func Invisible(r rune) bool {
	return strings.ContainsRune(shapeless, r) || unicode.In(r, unicode.Z, unicode.C, unicode.M, unicode.White_Space,
		unicode.Noncharacter_Code_Point, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// shapeless are letters and symbols whose shape is empty: a Braille pattern without
// dots, what stands for an object, a note without a head, hieroglyphic blanks.
const shapeless = "\u2800\ufffc\U0001d159\U00013441\U00013442"

// Or returns a text, or another one if nothing of it is to be seen.
func Or(text, other string) string {
	if Blank(text) {
		return other
	}
	return text
}

// DropUnprintable drops, in strings.Map, the characters that are no part of a text.
func DropUnprintable(r rune) rune {
	if Unprintable(r) {
		return -1
	}
	return r
}

// OneLine makes spaces of what some reader may take for the end of a line, or
// cannot show: control characters and separators of lines.
func OneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
}
