package view

import (
	"os"
	"strings"
	"testing"
)

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

// The browser's own toolbars have the color of the page.
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
