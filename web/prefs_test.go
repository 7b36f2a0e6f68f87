package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"kibitz/web/view"
)

func TestWhatACookieWishesForIsTakenOrCountsForNothing(t *testing.T) {
	for _, c := range []struct {
		cookie string
		want   view.Prefs
	}{
		{"", view.Prefs{}},
		{"theme=dark&board=moss&confirm=1&sound=1&notify=1&awake=1", view.Prefs{Theme: "dark", Board: "moss", Confirm: true, Sound: true, Notify: true, Awake: true}},
		{"theme=purple&board=moss", view.Prefs{Board: "moss"}},
		{"board=linen", view.Prefs{}},
		{"theme=Dark&sound=yes&awake=0&notify=11", view.Prefs{}},
		{"theme=light&theme=dark", view.Prefs{Theme: "light"}},
		{"sound=1&unheard=of", view.Prefs{Sound: true}},
		{"theme=%zz", view.Prefs{}},
		{"theme=dark;board=sea", view.Prefs{Theme: "dark"}}, // a semicolon ends a cookie
		{"board=sea&x=" + strings.Repeat("x", maxPrefs), view.Prefs{}},
		{`board="><script>`, view.Prefs{}},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Cookie", prefsCookie+"="+c.cookie)
		if got := prefsOf(r); got != c.want {
			t.Errorf("%q: got %+v, want %+v", c.cookie, got, c.want)
		}
	}
	if got := prefsOf(httptest.NewRequest("GET", "/", nil)); got != (view.Prefs{}) {
		t.Errorf("without a cookie: got %+v, want none", got)
	}
}

// Whatever a cookie contains, the preferences read from it can be stored and read
// again.
func FuzzPrefs(f *testing.F) {
	for _, s := range []string{"", "theme=dark", "board=contrast&awake=1", "theme=%00", "a;b", "=&=&=", "%", "theme=dark&theme=", "\xff", strings.Repeat("&", 300)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header["Cookie"] = []string{prefsCookie + "=" + text}
		got := prefsOf(r)
		w := httptest.NewRecorder()
		(&Server{}).keepPrefs(w, r, got)
		again := httptest.NewRequest("GET", "/", nil)
		for _, c := range w.Result().Cookies() {
			if len(c.Value) > maxPrefs/2 {
				t.Errorf("%q is kept in %d bytes, more than half of what is read", text, len(c.Value))
			}
			again.AddCookie(c)
		}
		if back := prefsOf(again); back != got {
			t.Errorf("%q is %+v, which is read again as %+v", text, got, back)
		}
	})
}

func TestOnlyPagesOfThisServerAreGoneBackTo(t *testing.T) {
	for text, want := range map[string]string{
		"/":                                "/",
		"/watch":                           "/watch",
		"/games/k3XyZ9aB":                  "/games/k3XyZ9aB",
		"/games/k3XyZ9aB?ply=3&flip=1":     "/games/k3XyZ9aB?ply=3&flip=1",
		"/games/k3XyZ9aB/moves":            "/games/k3XyZ9aB",
		"/games":                           "/",
		"":                                 "",
		"watch":                            "",
		"//evil.example":                   "",
		"///evil.example":                  "",
		`/\evil.example`:                   "",
		`/watch\..\evil`:                   "",
		"/\t/evil.example":                 "",
		"/watch\r\nSet-Cookie: a=b":        "",
		" /watch":                          "",
		"https://evil.example/":            "",
		"javascript:alert(1)":              "",
		"/%zz":                             "",
		"/settings":                        "",
		"/settings?back=/watch":            "",
		"/é":                               "",
		"/" + strings.Repeat("x", maxBack): "",
	} {
		if got := ownPath(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// The address to go back to is always on this server.
func FuzzOwnPath(f *testing.F) {
	for _, s := range []string{"/", "//a", `/\a`, "/a?b#c", "/./" + "/a", "/..//a", "/%2f/a", "/games/AAAAAAAA/x", "/:80"} {
		f.Add(s)
	}
	here, _ := url.Parse("https://kibitz.example/settings")
	f.Fuzz(func(t *testing.T, text string) {
		place := ownPath(text)
		if place == "" {
			return
		}
		w := httptest.NewRecorder()
		http.Redirect(w, httptest.NewRequest("POST", "/settings", nil), place, http.StatusSeeOther)
		to, err := here.Parse(w.Header().Get("Location"))
		if err != nil || to.Host != here.Host || to.Scheme != here.Scheme {
			t.Errorf("%q leads to %v, %v", text, to, err)
		}
	})
}
