package web

import (
	"net/http"
	"net/url"
	"strings"

	"kibitz/game"
	"kibitz/web/request"
	"kibitz/web/view"
)

// Longest address that is gone back to.
const maxBack = 500

// settings shows what the visitor wishes for, to be changed.
func (s *Server) settings(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	s.render(w, r, http.StatusOK, view.Settings(s.frame(r), view.SettingsPage{
		Back: s.cameFrom(r, query.Get("back")), Saved: query.Has("saved"),
	}))
	return nil
}

// saveSettings keeps what the visitor wishes for and goes back to where they
// came from.
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

// cameFrom is the page of ours that the visitor came from: the one named, else
// the one that the browser names; "" if there is none.
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

// ownPath returns an address from outside if it is one of a page of this server,
// and else "". Browsers take "//x" and "/\x" for other servers. What only forms
// are sent to is replaced by the page that the form is on.
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

// prefsCookie is the cookie that holds what a visitor wishes for, in the words
// of a form: "board=moss&sound=1".
const prefsCookie = "kibitz-prefs"

// Longest cookie with wishes that is looked at; ours have less than 100 bytes.
const maxPrefs = 200

// prefsOf returns the wishes of whoever asks. A cookie comes from outside: what
// makes no sense in it counts for nothing.
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

// keepPrefs has the browser remember what was wished for, as long as it
// remembers a guest.
func (s *Server) keepPrefs(w http.ResponseWriter, r *http.Request, p view.Prefs) {
	values := url.Values{}
	p.Each(values.Set)
	http.SetCookie(w, &http.Cookie{
		Name: prefsCookie, Value: values.Encode(), Path: "/", MaxAge: int(cookieAge.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secureCookies(r),
	})
}
