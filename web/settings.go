package web

import (
	"net/http"
	"net/url"
	"strings"

	"kibitz/game"
	"kibitz/web/request"
	"kibitz/web/view"
)

// Longest address to go back to.
const maxBack = 500

// settings shows the form for the visitor's preferences.
func (s *Server) settings(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	s.render(w, r, http.StatusOK, view.Settings(s.frame(r), view.SettingsPage{
		Back: s.cameFrom(r, query.Get("back")), Saved: query.Has("saved"),
	}))
	return nil
}

// saveSettings stores the visitor's preferences and redirects to the page they came
// from.
func (s *Server) saveSettings(w http.ResponseWriter, r *http.Request) error {
	f, err := request.ReadFields(r)
	if err != nil {
		return err
	}
	s.keepPrefs(w, r, view.PrefsFrom(func(name string) string { return f[name] }))
	place := ownPath(f["back"])
	if place == "" {
		place = "/settings?saved=1"
	}
	http.Redirect(w, r, place, http.StatusSeeOther)
	return nil
}

// cameFrom is the page of ours that the visitor came from: the one that the form
// names, or else the Referer; "" if there is none.
func (s *Server) cameFrom(r *http.Request, named string) string {
	if place := ownPath(named); place != "" {
		return place
	}
	from, err := url.Parse(r.Referer())
	if err != nil || from.Host == "" {
		return ""
	}
	base, err := url.Parse(s.baseURL(r))
	if err != nil || !strings.EqualFold(from.Host, r.Host) && !strings.EqualFold(from.Host, base.Host) {
		return ""
	}
	return ownPath(from.RequestURI())
}

// ownPath returns an untrusted address if it is the path of a page of this server,
// or else "". Browsers treat "//x" and "/\x" as other servers. An address that only
// takes forms is replaced by the page that has the form.
func ownPath(text string) string {
	if len(text) > maxBack || !strings.HasPrefix(text, "/") || strings.HasPrefix(text, "//") ||
		strings.ContainsFunc(text, func(c rune) bool { return c <= ' ' || c == '\\' || c >= 0x7f }) {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.Host != "" || u.Path == "/settings" {
		return ""
	}
	if u.Path == "/games" {
		return "/"
	}
	if rest, in := strings.CutPrefix(u.Path, "/games/"); in {
		if id, action, sent := strings.Cut(rest, "/"); sent && action != "" && game.ValidID(id) {
			return "/games/" + id
		}
	}
	return text
}

// prefsCookie is the cookie with a visitor's preferences, encoded as a form:
// "board=moss&sound=1".
const prefsCookie = "kibitz-prefs"

// Longest preferences cookie that is read; ours have less than 100 bytes.
const maxPrefs = 200

// prefsOf returns the visitor's preferences. The cookie is untrusted: invalid values
// are ignored.
func prefsOf(r *http.Request) view.Prefs {
	cookie, found := request.Cookie(r, prefsCookie)
	if !found || len(cookie) > maxPrefs {
		return view.Prefs{}
	}
	values, err := url.ParseQuery(cookie)
	if err != nil {
		return view.Prefs{}
	}
	return view.PrefsFrom(values.Get)
}

// keepPrefs stores preferences in the browser, for as long as a guest is remembered.
func (s *Server) keepPrefs(w http.ResponseWriter, r *http.Request, p view.Prefs) {
	values := url.Values{}
	p.Each(values.Set)
	http.SetCookie(w, &http.Cookie{
		Name: prefsCookie, Value: values.Encode(), Path: "/", MaxAge: int(cookieAge.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secureCookies(r),
	})
}
