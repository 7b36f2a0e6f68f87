package madeup

import (
	"encoding/json"
	"regexp"

	"kibitz/static/words"
)

// Brackets is a pseudo-language: English with each text in brackets. Any text that a
// page shows without brackets is missing from the table of words.
var Brackets = must(words.New("en-XA", bracketed(words.English.Table())))

// bracketed puts each text of a table in brackets.
func bracketed(table []byte) []byte {
	var texts any
	if err := json.Unmarshal(table, &texts); err != nil {
		panic(err) // the table is part of the program
	}
	return must(json.Marshal(inBrackets(texts)))
}

func inBrackets(value any) any {
	group, ok := value.(map[string]any)
	if !ok {
		return "[" + marked.ReplaceAllString(value.(string), "$1[$2]$3") + "]"
	}
	for key, value := range group {
		group[key] = inBrackets(value)
	}
	return group
}

// marked is a part of a text that a page may turn into a link.
var marked = regexp.MustCompile(`(\{\w+\})([^{}]*)(\{/\w+\})`)
