// Package madeup has every page of Kibitz in every state, from made-up data: to look
// at in the gallery, to check in browsers, and to compare with golden files.
package madeup

import (
	"slices"

	"github.com/a-h/templ"

	"kibitz/static/words"
	"kibitz/web/view"
)

// A State is a page in one of its states.
type State struct {
	View string // what kind of page: "game", "home" …
	Name string // unique, and the name of its golden file
	Page templ.Component
}

// Frames are the frames of pages for a stranger and for a player who has a name.
type Frames struct{ Stranger, Player view.Frame }

// Around makes English frames that load static files under a prefix.
func Around(static string) Frames { return In(words.English, static) }

// In makes frames in a language.
func In(l *words.Language, static string) Frames {
	return Frames{
		Stranger: view.Frame{Language: l, Static: static},
		Player:   view.Frame{Language: l, Static: static, Player: "Brave Fox"},
	}
}

// States has all pages in all states. Add a function here for each new page.
func States(f Frames) []State {
	return slices.Concat(
		homes(f), open(f), playing(f), clocks(f), offers(f), over(f), talks(f),
		watches(f), lists(f), imports(f), shares(f), labs(f), plain(f),
	)
}
