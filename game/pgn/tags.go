package pgn

import (
	"fmt"
	"slices"
	"strings"

	"kibitz/game/plaintext"
	"kibitz/game/rules"
)

// Tags are those of a game: the seven tag roster, whole, and then others.
type Tags []Tag

// Value returns the value of a tag, "" if it is not there.
func (tags Tags) Value(name string) string {
	for _, t := range tags {
		if t.Name == name {
			return t.Value
		}
	}
	return ""
}

// Text writes tags and the empty line after them: the roster, and then the
// others in the order of their names (PGN 8.1).
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

// escapeTag makes text safe inside the quotes of a tag: backslash and quote are
// escaped (PGN 7).
func escapeTag(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(plaintext.OneLine(s))
}
