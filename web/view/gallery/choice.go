package gallery

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
)

// switches are the options of the gallery; the first of each is the default.
var switches = []struct {
	Name, Label string
	Values      []string
}{
	{"width", "Width", []string{"1280", "360"}},
	{"scheme", "Colors", []string{"light", "dark"}},
	{"scripts", "Scripts", []string{"on", "off"}},
	{"words", "Words", []string{"English", "bracketed"}},
}

// A choice is the selected option of each switch by name, and "view", the only kind
// of page shown, if any.
type choice map[string]string

func chosen(r *http.Request) choice {
	c := choice{"view": r.FormValue("view")}
	for _, s := range switches {
		c[s.Name] = s.Values[0]
		if value := r.FormValue(s.Name); slices.Contains(s.Values, value) {
			c[s.Name] = value
		}
	}
	return c
}

// to is the address of another page with the same choice.
func (c choice) to(path string) string {
	query := url.Values{}
	for name, value := range c {
		if value != "" {
			query.Set(name, value)
		}
	}
	return path + "?" + query.Encode()
}

// with is the choice with one option changed.
func (c choice) with(name, value string) choice {
	c = maps.Clone(c)
	c[name] = value
	return c
}
