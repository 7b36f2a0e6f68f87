package pgn

import (
	"strings"
	"unicode/utf8"
)

// windows1252 has the characters of Windows-1252 from 0x80 on, where Latin-1 has
// none; old files use them for quotes and dashes. Unassigned ones are "?".
const windows1252 = "€?‚ƒ„…†‡ˆ‰Š‹Œ?Ž??‘’“”•–—˜™š›œ?žŸ"

// decode converts a file to text with lines ending in "\n". The file is UTF-8, or
// Latin-1 as in the standard (PGN 4.1). The error wraps ErrLarge or ErrBad.
func decode(file []byte) (string, error) {
	if len(file) > MaxFile {
		return "", ErrLarge
	}
	text := strings.TrimSuffix(strings.TrimPrefix(string(file), "\ufeff"), "\x1a") // the MS-DOS end-of-file mark
	if i := strings.IndexFunc(text, notText); i >= 0 {
		return "", &Error{Line: 1 + strings.Count(text[:i], "\n"), Err: errBinary}
	}
	if !utf8.ValidString(text) {
		text = fromLatin1(text)
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), nil
}

// notText reports whether a character cannot occur in text.
func notText(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\n\v\f\r", r) }

func fromLatin1(text string) string {
	high := []rune(windows1252)
	var b strings.Builder
	b.Grow(len(text) + len(text)/8)
	for _, c := range []byte(text) {
		r := rune(c)
		if c >= 0x80 && c < 0xa0 {
			r = high[c-0x80]
		}
		b.WriteRune(r)
	}
	return b.String()
}
