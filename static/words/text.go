package words

import (
	"fmt"
	"regexp"
	"strings"
)

// A text is a sequence of literal pieces and placeholders.
type text []piece

// A piece is a literal text or a placeholder, or opens or closes a marked part.
type piece struct {
	literal     string
	name        string // "" for a literal
	open, close bool
}

var placeholder = regexp.MustCompile(`\{(/?)(\w+)\}`)

func parse(written string) text {
	var t text
	at := 0
	for _, m := range placeholder.FindAllStringSubmatchIndex(written, -1) {
		if m[0] > at {
			t = append(t, piece{literal: written[at:m[0]]})
		}
		name := written[m[4]:m[5]]
		t = append(t, piece{
			name: name, close: m[2] < m[3],
			open: m[2] == m[3] && strings.Contains(written[m[1]:], "{/"+name+"}"),
		})
		at = m[1]
	}
	if at < len(written) {
		t = append(t, piece{literal: written[at:]})
	}
	return t
}

// fill puts the values into a text.
func (t text) fill(values []any) []Part {
	var parts []Part
	mark := ""
	write := func(said string) {
		if n := len(parts); n > 0 && parts[n-1].Mark == mark {
			parts[n-1].Text += said
			return
		}
		parts = append(parts, Part{Mark: mark, Text: said})
	}
	for _, p := range t {
		switch given := value(values, p.name); {
		case p.name == "":
			write(p.literal)
		case p.open:
			mark = p.name
		case p.close:
			mark = ""
		case given != nil:
			write(fmt.Sprint(given))
		default:
			parts = append(parts, Part{Mark: p.name})
		}
	}
	return parts
}

// value returns the value after a name, or nil if it is not given.
func value(values []any, name string) any {
	for i := 0; i+1 < len(values); i += 2 {
		if values[i] == name {
			return values[i+1]
		}
	}
	return nil
}
