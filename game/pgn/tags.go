package pgn

import (
	"fmt"
	"slices"
	"strings"

	"kibitz/game/plaintext"
	"kibitz/game/rules"
)

// Tags are the tags of a game: the complete seven tag roster, then others.
type Tags []Tag

// Value returns the value of a tag, "" if it is missing.
func (tags Tags) Value(name string) string {
	for _, t := range tags {
		if t.Name == name {
			return t.Value
		}
	}
	return ""
}

// Text writes the tags, the roster first and the others sorted by name, and the
// empty line after them (PGN 8.1).
func (tags Tags) Text() string {
	slices.SortStableFunc(tags[len(roster):], func(a, b Tag) int { return strings.Compare(a.Name, b.Name) })
	var b strings.Builder
	for _, t := range tags {
		fmt.Fprintf(&b, "[%s \"%s\"]\n", t.Name, escapeTag(t.Value))
	}
	b.WriteByte('\n')
	return b.String()
}

// WithOpening adds the name of the opening to tags that have none.
func (tags Tags) WithOpening(o rules.Opening) Tags {
	if o == (rules.Opening{}) || tags.Value("ECO") != "" || tags.Value("Opening") != "" {
		return tags
	}
	return append(tags, Tag{"ECO", o.ECO}, Tag{"Opening", o.Name})
}

// escapeTag escapes the backslashes and quotes in a tag's value (PGN 7).
func escapeTag(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(plaintext.OneLine(s))
}
