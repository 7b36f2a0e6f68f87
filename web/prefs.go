package web

import (
	"net/http"
	"net/url"

	"kibitz/web/request"
	"kibitz/web/view"
)

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
