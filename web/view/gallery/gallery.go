// Package gallery shows every page of Kibitz in every state, with made-up data: one
// by one, at phone or desktop width, in light and dark, and all of them on one
// sheet.
package gallery

import (
	"bytes"
	_ "embed"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"kibitz/static/words"
	"kibitz/web/view/madeup"
)

//go:embed gallery.css
var style []byte

// The policy of the pages is that of Kibitz, except that the gallery may frame them.
// sandbox makes the browser treat scripts as disabled.
const (
	policy  = "default-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'self'"
	sandbox = "; sandbox allow-same-origin"
)

var script = regexp.MustCompile(`<script [^>]*></script>`)

type gallery struct {
	states    []madeup.State // in English
	bracketed []madeup.State // the same in Brackets, which reveals texts missing from the table of words
	style     []byte
}

// Languages are those in which the gallery shows its pages. Static files are needed
// in each of them.
func Languages() []*words.Language { return []*words.Language{words.English, madeup.Brackets} }

// Handler serves the gallery. Requests under prefix go to static. Pages at
// /states/{name} are byte for byte those of the product, so that they can be
// checked.
//
// Their scripts find no games: a feed stays open and silent, and any other request
// or button is answered with 204 No Content, so the browser stays on the page and
// reports no error.
func Handler(prefix string, static http.Handler) http.Handler {
	g := &gallery{states: madeup.States(madeup.Around(prefix)), bracketed: madeup.States(madeup.In(madeup.Brackets, prefix)), style: style}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", g.index)
	mux.HandleFunc("GET /gallery.css", g.css)
	mux.HandleFunc("GET /sheet", g.sheet)
	mux.HandleFunc("GET /show/{name}", g.show)
	mux.HandleFunc("GET /states/{name}", g.state)
	mux.HandleFunc("GET /games/{id}/feed", feed)
	mux.HandleFunc("GET /lobby/feed", feed)
	mux.HandleFunc("GET /watch/feed", feed)
	mux.HandleFunc("GET /games/{id}/{picture}", picture)
	mux.HandleFunc("GET /sw.js", worker)
	mux.Handle("GET "+prefix, static)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	return mux
}

func (g *gallery) index(w http.ResponseWriter, r *http.Request) {
	g.render(w, r, index(g.views(""), chosen(r)))
}

func (g *gallery) sheet(w http.ResponseWriter, r *http.Request) {
	g.render(w, r, sheet(g.views(chosen(r)["view"]), chosen(r)))
}

func (g *gallery) show(w http.ResponseWriter, r *http.Request) {
	i := g.find(r.PathValue("name"))
	if i < 0 {
		http.NotFound(w, r)
		return
	}
	n := len(g.states)
	g.render(w, r, show(g.states[i].Name, g.states[(i+n-1)%n].Name, g.states[(i+1)%n].Name, chosen(r)))
}

// state serves the page itself.
func (g *gallery) state(w http.ResponseWriter, r *http.Request) {
	i := g.find(r.PathValue("name"))
	if i < 0 {
		http.NotFound(w, r)
		return
	}
	var page bytes.Buffer
	states := g.states
	if chosen(r)["words"] == "bracketed" {
		states = g.bracketed
	}
	if err := states[i].Page.Render(r.Context(), &page); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	html, rules := page.Bytes(), policy
	if chosen(r)["scripts"] == "off" {
		// The browser would report an error for a script that is present but may not
		// run.
		html, rules = script.ReplaceAll(html, nil), rules+sandbox
	}
	w.Header().Set("Content-Security-Policy", rules)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(html)
}

func (g *gallery) find(name string) int {
	return slices.IndexFunc(g.states, func(s madeup.State) bool { return s.Name == name })
}

// A group is the states of one kind of page.
type group struct {
	View  string
	Names []string
}

// views are the states grouped by kind of page; if a kind is named, only that one.
func (g *gallery) views(only string) []group {
	var groups []group
	for _, s := range g.states {
		if only != "" && s.View != only {
			continue
		}
		i := slices.IndexFunc(groups, func(g group) bool { return g.View == s.View })
		if i < 0 {
			i = len(groups)
			groups = append(groups, group{View: s.View})
		}
		groups[i].Names = append(groups[i].Names, s.Name)
	}
	return groups
}

func (g *gallery) css(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Write(g.style)
}

func (g *gallery) render(w http.ResponseWriter, r *http.Request, page templ.Component) {
	w.Header().Set("Content-Security-Policy", policy)
	templ.Handler(page).ServeHTTP(w, r)
}

// worker is a service worker that unregisters itself at once: the gallery needs
// none.
func worker(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/javascript")
	w.Write([]byte("self.addEventListener('activate', () => self.registration.unregister());"))
}

// picture is a placeholder where the server would draw a position or a QR code.
func picture(w http.ResponseWriter, r *http.Request) {
	if !strings.HasSuffix(r.PathValue("picture"), ".svg") {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Write([]byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="#ccc" d="M0 0h8v8H0z"/><path fill="#888" d="M0 0h4v4H0zM4 4h4v4H4z"/></svg>`))
}
