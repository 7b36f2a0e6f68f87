package pgn

import (
	"fmt"
	"strings"

	"kibitz/game/plaintext"
)

// Bounds of what a PGN file may hold; real files are far below all of them.
const (
	// MaxFile is the size of a file, in bytes.
	MaxFile = 1 << 20
	// MaxGames is how many games one file may hold.
	MaxGames = 64

	maxMoves   = 40_000    // of all games together, including variations: about a second of work
	maxChoices = 2_000_000 // legal moves that those were chosen from; typically 35 for each, but up to 218 in made-up positions
	maxDepth   = 64        // variations within variations
	maxTags    = 64        // of a game
	maxTag     = 500       // bytes of a tag's value
	maxTagName = 64
	maxShown   = 16       // bytes of faulty text that an error shows
	maxComment = 16 << 10 // bytes of comment on one move
)

// tokenKind says what a token is.
type tokenKind byte

const (
	endToken tokenKind = iota
	tagToken
	commentToken
	openToken  // (
	closeToken // )
	glyphToken // $3, without the $
	wordToken  // a move, a move number, a result
)

// A token is a piece of PGN.
type token struct {
	kind        tokenKind
	text, value string // of a tag: name and value
	line        int    // where it begins, from 1
}

// A scanner splits PGN into tokens. It reads each byte once or twice.
type scanner struct {
	text string
	at   int
	line int
}

// next returns the next token.
func (s *scanner) next() (token, error) {
	s.skip()
	t := token{line: s.line}
	if s.at == len(s.text) {
		return t, nil
	}
	switch c := s.text[s.at]; c {
	case '[':
		return s.tag()
	case '{', ';':
		end, missing := "}", "the comment is not closed with }"
		if c == ';' {
			end, missing = "\n", ""
		}
		t.kind = commentToken
		var closed bool
		t.text, closed = s.until(end)
		if !closed && missing != "" {
			return t, fmt.Errorf("%s", missing)
		}
		return t, nil
	case '(', ')':
		s.at++
		t.kind = openToken
		if c == ')' {
			t.kind = closeToken
		}
		return t, nil
	case '$':
		s.at++
		t.kind, t.text = glyphToken, s.word()
		return t, nil
	}
	t.kind, t.text = wordToken, s.word()
	if t.text == "" { // an unmatched closing brace
		return t, fmt.Errorf("there is a %q that belongs to nothing", s.text[s.at:s.at+1])
	}
	return t, nil
}

// skip skips white space and lines that begin with "%" (PGN 6).
func (s *scanner) skip() {
	for s.at < len(s.text) {
		switch c := s.text[s.at]; {
		case c == '\n':
			s.line++
		case c == '%' && (s.at == 0 || s.text[s.at-1] == '\n'):
			if end := strings.IndexByte(s.text[s.at:], '\n'); end >= 0 {
				s.at += end
			} else {
				s.at = len(s.text)
			}
			continue
		case c != ' ' && c != '\t' && c != '\v' && c != '\f':
			return
		}
		s.at++
	}
}

// until returns the text up to an end mark, without the marks.
func (s *scanner) until(end string) (text string, found bool) {
	text, _, found = strings.Cut(s.text[s.at+1:], end)
	s.at = min(len(s.text), s.at+1+len(text)+len(end))
	s.line += strings.Count(text, "\n")
	if end == "\n" && found {
		s.line++
	}
	return text, found
}

func (s *scanner) word() string {
	end := strings.IndexAny(s.text[s.at:], " \t\n\v\f()[]{};$")
	if end < 0 {
		end = len(s.text) - s.at
	}
	word := s.text[s.at : s.at+end]
	s.at += end
	return word
}

// tag reads [Name "value"]. A quote within the value should be escaped; an unescaped
// one that does not end the tag is accepted as part of the value.
func (s *scanner) tag() (token, error) {
	t := token{kind: tagToken, line: s.line}
	s.at++
	s.skip()
	end := strings.IndexFunc(s.text[s.at:], func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
	if end < 1 || end > maxTagName {
		return t, errBadTag
	}
	t.text = s.text[s.at : s.at+end]
	s.at += end
	s.skip()
	if !strings.HasPrefix(s.text[s.at:], `"`) {
		return t, errBadTag
	}
	s.at++
	var value strings.Builder
	for ; s.at < len(s.text) && s.text[s.at] != '\n'; s.at++ {
		rest := s.text[s.at:]
		if rest[0] == '"' {
			if after := strings.TrimLeft(rest[1:min(len(rest), 8)], " \t"); strings.HasPrefix(after, "]") {
				s.at += strings.IndexByte(rest, ']') + 1
				t.value = strings.TrimSpace(plaintext.OneLine(value.String()))
				return t, nil
			}
		}
		if len(rest) > 1 && rest[0] == '\\' && (rest[1] == '"' || rest[1] == '\\') {
			s.at++
		}
		value.WriteByte(s.text[s.at])
		if value.Len() > maxTag {
			return t, fmt.Errorf("the tag %s is longer than %d characters", plaintext.Clip(t.text, maxShown), maxTag)
		}
	}
	return t, errBadTag
}
