package web

import (
	"encoding/json"
	"fmt"
	"net/http"

	"kibitz/web/view"
)

// What makes Kibitz an installable app: the manifest, and a service worker with a
// page for when the server cannot be reached.

// An appIcon is an icon of the installed app.
type appIcon struct {
	Src     string `json:"src"`
	Sizes   string `json:"sizes"`
	Type    string `json:"type"`
	Purpose string `json:"purpose,omitempty"`
}

// A shortcut is a page at which the app can be opened directly.
type shortcut struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

type manifest struct {
	ID          string     `json:"id"`
	Name        string     `json:"name"`
	ShortName   string     `json:"short_name"`
	Description string     `json:"description"`
	Lang        string     `json:"lang"`
	StartURL    string     `json:"start_url"`
	Scope       string     `json:"scope"`
	Display     string     `json:"display"`
	Background  string     `json:"background_color"`
	Theme       string     `json:"theme_color"`
	Categories  []string   `json:"categories"`
	Icons       []appIcon  `json:"icons"`
	Shortcuts   []shortcut `json:"shortcuts"`
}

// manifest describes the app. Its colors are those of static/css/tokens.css;
// cmd/drawings makes its bitmaps.
func (s *Server) manifest(w http.ResponseWriter, r *http.Request) error {
	l := languageOf(r)
	img := s.config.StaticPrefix + "img/"
	body, err := json.Marshal(manifest{
		ID: "/", Name: l.Say("appName"), ShortName: "Kibitz", Lang: l.Tag(),
		Description: l.Say("slogan"),
		StartURL:    "/", Scope: "/", Display: "standalone", Background: "#f6f4ee", Theme: "#f6f4ee",
		Categories: []string{"games"},
		Icons: []appIcon{
			{img + "favicon.svg", "any", "image/svg+xml", ""},
			{img + "icon-192.png", "192x192", "image/png", ""},
			{img + "icon-512.png", "512x512", "image/png", ""},
			{img + "icon-mask.png", "384x384", "image/png", "maskable"},
		},
		Shortcuts: []shortcut{{l.Say("newGame"), "/"}, {l.Say("navWatch"), "/watch"}},
	})
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/manifest+json")
	h.Set("Cache-Control", "no-cache")
	_, _ = w.Write(body) // a client that has gone needs no answer
	return nil
}

// worker is the service worker of a release. It has to be at the root to control all
// pages; its code is static/js/sw.js.
func (s *Server) worker(w http.ResponseWriter, r *http.Request) error {
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	_, _ = fmt.Fprintf(w, "self.files = '%s';\nimportScripts(self.files + 'js/sw.js');\n", s.config.StaticPrefix)
	return nil
}

// offline is the page that the service worker stores, the same for everybody.
func (s *Server) offline(w http.ResponseWriter, r *http.Request) error {
	s.render(w, r, http.StatusOK, view.Offline(view.Frame{Language: languageOf(r), Static: s.config.StaticPrefix}))
	return nil
}
