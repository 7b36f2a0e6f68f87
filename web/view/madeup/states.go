// Package madeup has every page of Kibitz in every state it can be in, from data
// that somebody made up: to look at in the gallery, to check in browsers, and to
// compare with golden files.
package madeup

import (
	"slices"

	"github.com/a-h/templ"

	"kibitz/static/words"
	"kibitz/web/view"
)

// A State is a page in one of the states it can be in.
type State struct {
	View string // what kind of page: "game", "home" …
	Name string // unique, and the name of its golden file
	Page templ.Component
}

// Frames are what surrounds the pages: that of a stranger, and that of somebody
// who has a name.
type Frames struct{ Stranger, Player view.Frame }

// Around makes frames for static files under a prefix, in English.
func Around(static string) Frames { return In(words.English, static) }

// In makes frames in a language.
func In(l *words.Language, static string) Frames {
	return Frames{
		Stranger: view.Frame{Language: l, Static: static},
		Player:   view.Frame{Language: l, Static: static, Player: "Brave Fox"},
	}
}

// States are all pages in all states. A new page gets a function of its own here.
func States(f Frames) []State {
	return slices.Concat(
		homes(f), open(f), playing(f), clocks(f), offers(f), over(f), talks(f),
		watches(f), lists(f), imports(f), shares(f), labs(f), plain(f),
	)
}
