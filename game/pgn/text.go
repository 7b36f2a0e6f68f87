package pgn

import (
	"strings"
	"unicode/utf8"
)

// The characters of Windows-1252 from 0x80 on, where Latin-1 has none; old
// files have them as quotes and dashes. What is not assigned is "?".
const windows1252 = "€?‚ƒ„…†‡ˆ‰Š‹Œ?Ž??‘’“”•–—˜™š›œ?žŸ"

// decode makes text of a file: UTF-8, or Latin-1 as the standard has it
// (PGN 4.1), with lines that end in "\n". The error wraps ErrLarge or
// ErrBad.
func decode(file []byte) (string, error) {
	if len(file) > MaxFile {
		return "", ErrLarge
	}
	text := strings.TrimSuffix(strings.TrimPrefix(string(file), "\ufeff"), "\x1a") // the end of a file in MS-DOS
	if i := strings.IndexFunc(text, notText); i >= 0 {
		return "", &Error{Line: 1 + strings.Count(text[:i], "\n"), Err: errBinary}
	}
	if !utf8.ValidString(text) {
		text = fromLatin1(text)
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), nil
}

// notText reports whether no text has such a character.
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
