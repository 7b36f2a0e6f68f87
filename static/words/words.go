// Package words holds the texts that people read: for each language one table by
// key, which pages, errors and scripts share. It knows nothing of chess or HTML.
//
// A table is JSON. A key has a text, several plural forms of a text, or a group of
// texts of which the program chooses one at run time:
//
//	"openSeat": "Open seat"
//	"watchers": {"one": "{n} person is watching", "other": "{n} people are watching"}
//	"side":     {"white": "White", "black": "Black"}
//
// A name in braces is a placeholder. The plural forms are those of CLDR, chosen by
// the placeholder n. {look}…{/look} marks a part that the page turns into something,
// such as a link, because a text has no markup of its own. Keys are JavaScript names,
// so that the bundler can leave out the keys that a bundle's scripts do not name.
//
// A new language is a table with the same keys, and a line in All.
package words

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

//go:embed *.json
var tables embed.FS

// English is the default language.
var English = mustRead("en")

// All are the available languages, the default first.
var All = []*Language{English}

// A Language has the texts of a language. The nil Language is English. It does not
// change, and may be used from many goroutines.
type Language struct {
	tag   language.Tag
	table []byte
	texts map[string]forms // a text of a group is under "group.key"
}

// forms are a text's plural forms. A text without a number has only the form other.
type forms map[plural.Form]text

var formNames = map[string]plural.Form{
	"zero": plural.Zero, "one": plural.One, "two": plural.Two, "few": plural.Few, "many": plural.Many, "other": plural.Other,
}

func mustRead(tag string) *Language {
	table, err := tables.ReadFile(tag + ".json")
	if err != nil {
		panic(err) // the tables are part of the program
	}
	l, err := New(tag, table)
	if err != nil {
		panic(err)
	}
	return l
}

// New makes a language from its BCP 47 tag, such as "en", and its table.
func New(tag string, table []byte) (*Language, error) {
	parsed, err := language.Parse(tag)
	if err != nil {
		return nil, fmt.Errorf("language %s: %w", tag, err)
	}
	var raw map[string]any
	if err := json.Unmarshal(table, &raw); err != nil {
		return nil, fmt.Errorf("language %s: %w", tag, err)
	}
	l := &Language{tag: parsed, table: table, texts: map[string]forms{}}
	for key, value := range raw {
		if err := l.add(key, value); err != nil {
			return nil, fmt.Errorf("language %s: %w", tag, err)
		}
	}
	return l, nil
}

func (l *Language) add(key string, value any) error {
	switch value := value.(type) {
	case string:
		l.texts[key] = forms{plural.Other: parse(value)}
		return nil
	case map[string]any:
		if _, ok := value["other"]; ok {
			return l.addForms(key, value)
		}
		for member, value := range value {
			if err := l.add(key+"."+member, value); err != nil {
				return err
			}
		}
		return nil
	}
	return fmt.Errorf("%s is neither a text nor several", key)
}

func (l *Language) addForms(key string, value map[string]any) error {
	l.texts[key] = forms{}
	for name, value := range value {
		form, known := formNames[name]
		written, isText := value.(string)
		if !known || !isText {
			return fmt.Errorf("%s: there is no plural form %q of it", key, name)
		}
		l.texts[key][form] = parse(written)
	}
	return nil
}

// Tag is the language's BCP 47 tag, for HTML's lang attribute.
func (l *Language) Tag() string { return l.or().tag.String() }

// Table is the JSON that the language was made from, for the scripts. Callers must
// not change it.
func (l *Language) Table() []byte { return l.or().table }

// File is the name under which a file is served in this language: "main.js" in
// English, "main.de.js" in German.
func (l *Language) File(name string) string {
	if l = l.or(); l == English {
		return name
	}
	ending := path.Ext(name)
	return strings.TrimSuffix(name, ending) + "." + l.Tag() + ending
}

func (l *Language) or() *Language {
	if l == nil {
		return English
	}
	return l
}

// Say returns the text of a key, which is "group.key" in a group. fill has the names
// of its placeholders, each followed by its value: Say("goneSoon", "n", 5). For a
// missing key, Say returns the key; tests keep that from happening.
func (l *Language) Say(key string, fill ...any) string {
	parts := l.Parts(key, fill...)
	if len(parts) == 1 {
		return parts[0].Text
	}
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.Text)
	}
	return b.String()
}

// Has reports whether there is a text with that key, which may be "group.key".
func (l *Language) Has(key string) bool {
	_, ok := l.or().texts[key]
	return ok
}

// A Part is a piece of a text as shown.
type Part struct {
	Mark string // the name of the marked part that it is in; "" for none
	Text string // its text; "" for a placeholder without a value
}

// Parts returns the text of a key in reading order: marked parts and the text between
// them. A placeholder without a value is a marked part, too.
func (l *Language) Parts(key string, fill ...any) []Part {
	l = l.or()
	found, ok := l.texts[key]
	if !ok {
		return []Part{{Text: key}}
	}
	return found.choose(l.tag, fill).fill(fill)
}

// choose picks the form for the number among the values.
func (f forms) choose(tag language.Tag, fill []any) text {
	if len(f) > 1 {
		if n, ok := value(fill, "n").(int); ok {
			if chosen, ok := f[plural.Cardinal.MatchPlural(tag, max(n, -n), 0, 0, 0, 0)]; ok {
				return chosen
			}
		}
	}
	return f[plural.Other]
}
