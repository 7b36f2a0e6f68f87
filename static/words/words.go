// Package words holds what people read: one table by key for each language, which
// pages, errors and scripts share. It knows nothing of chess or of HTML.
//
// A table is JSON. A key has a text, several forms of one by the number in it, or a
// group of texts of which one is chosen while the program runs:
//
//	"openSeat": "Open seat"
//	"watchers": {"one": "{n} person is watching", "other": "{n} people are watching"}
//	"side":     {"white": "White", "black": "Black"}
//
// A name in braces is a placeholder. The forms are those of CLDR, chosen by the
// placeholder n. {look}…{/look} marks a part that the page makes something of, such
// as a link: a text has no markup of its own. Keys are names in JavaScript, because
// the bundler leaves out of a bundle the keys that its scripts do not name.
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

// English is the language of whoever has not chosen another.
var English = mustRead("en")

// All are the languages that there are, the usual one first.
var All = []*Language{English}

// A Language says things in a language. The nil Language is English. It does not
// change, and may be used from many goroutines.
type Language struct {
	tag   language.Tag
	table []byte
	texts map[string]forms // a text of a group is under "group.key"
}

// forms are a text by the plural form that it is for; a text without a number has
// only the other form.
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

// New makes a language of its BCP 47 tag, such as "en", and its table.
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

// Tag is the language's BCP 47 tag, as HTML has it in lang.
func (l *Language) Tag() string { return l.or().tag.String() }

// Table is the JSON that the language was made of, for the scripts, not to be
// changed.
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

// Say returns the text of a key; of a group, that is "group.key". fill has the values of its placeholders, each
// after its name: Say("goneSoon", "n", 5). A key that is not there is its own text;
// tests keep that from happening.
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

// Has reports whether there is a text of that key, which may be "group.key".
func (l *Language) Has(key string) bool {
	_, ok := l.or().texts[key]
	return ok
}

// A Part is a piece of a text, as it is shown.
type Part struct {
	Mark string // the name of the place that it stands in; "" for none
	Text string // what the place is made of; "" for a placeholder without a value
}

// Parts returns the text of a key in the order in which it is read: marked places
// and what is between them. A placeholder that has no value is a place, too.
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
