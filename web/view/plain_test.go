package view

import (
	"os"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

// plainPages are the pages that need no game.
func plainPages(visitor Frame) map[string]templ.Component {
	wishing := frame
	wishing.Prefs = Prefs{Theme: "dark", Board: "moss", Confirm: true, Sound: true, Notify: true, Awake: true}
	return map[string]templ.Component{
		"settings":        Settings(visitor, SettingsPage{}),
		"settings-chosen": Settings(wishing, SettingsPage{Back: `/games/k3XyZ9aB?ply=3&flip=1`}),
		"about":           About(visitor, AboutPage{Commit: "0123456789ab", Changed: true, Built: "22 Nov 2026", Go: "go1.26"}),
		"about-unknown":   About(frame, AboutPage{Go: "go1.26"}),
		"keys":            Keys(visitor),
		"problem-fast":    Problem(frame, ProblemPage{Status: 429, Title: "Slow down a little", Detail: "that was too fast", Advice: "Nothing is lost.", Wait: 12, Back: "/"}),
		"problem-away":    Problem(Frame{Static: frame.Static, Prefs: wishing.Prefs}, ProblemPage{Status: 503, Title: "Kibitz cannot reach its games", Detail: "the database cannot be reached", Advice: "Load the page again in a moment.", Wait: 1, Back: "/"}),
		"settings-saved":  Settings(wishing, SettingsPage{Saved: true}),
	}
}

func TestWishesAreReadAsTheyAreWritten(t *testing.T) {
	for _, want := range []Prefs{
		{}, {Theme: "light"}, {Board: "contrast", Awake: true}, {Confirm: true}, {Sound: true}, {Notify: true},
		{Theme: "dark", Board: "sea", Confirm: true, Sound: true, Notify: true, Awake: true},
	} {
		written := map[string]string{}
		want.Each(func(name, value string) { written[name] = value })
		if got := PrefsFrom(func(name string) string { return written[name] }); got != want {
			t.Errorf("%v is read as %+v, want %+v", written, got, want)
		}
	}
}

// The browser's own bars have the color of the page.
func TestBarsOfTheBrowserHaveTheColorOfThePage(t *testing.T) {
	sheet, err := os.ReadFile("../../static/css/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	colors := Prefs{}.themeColors()
	if want := "--bg: light-dark(" + colors[0].color + ", " + colors[1].color + ");"; !strings.Contains(string(sheet), want) {
		t.Errorf("the styles have no %s", want)
	}
}
