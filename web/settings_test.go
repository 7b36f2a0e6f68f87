package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"kibitz/web"
	"kibitz/web/webtest"
)

func TestWishesAreKeptAndPagesHaveThem(t *testing.T) {
	c := webtest.NewSite(t).Client()
	saved := c.Form("/settings", "theme=dark&board=sea&confirm=1&notify=1&back=%2Fwatch")
	if saved.Status != http.StatusSeeOther || saved.Header.Get("Location") != "/watch" {
		t.Fatalf("saving: got %d to %q, want 303 to /watch", saved.Status, saved.Header.Get("Location"))
	}
	cookie, err := http.ParseSetCookie(saved.Header.Get("Set-Cookie"))
	if err != nil {
		t.Fatal(err)
	}
	year := int((365 * 24 * time.Hour).Seconds())
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.MaxAge != year || cookie.Path != "/" || cookie.Secure {
		t.Errorf("got the cookie %v, want one of a year for this site's requests alone, also by HTTP", cookie)
	}
	for _, path := range []string{"/", "/watch", "/settings", "/nothing", "/games/AAAAAAAA"} {
		html := c.Get(path, "Accept", "text/html").Body
		head, _, _ := strings.Cut(html, "<head>")
		if want := `<html lang="en" data-theme="dark" data-board="sea" data-confirm data-notify>`; !strings.Contains(head, want) {
			t.Errorf("%s begins with %q, want %s", path, head, want)
		}
		if strings.Contains(html, "prefers-color-scheme") || !strings.Contains(html, `name="theme-color" content="#13161b"`) || !strings.Contains(html, `name="color-scheme" content="dark"`) {
			t.Errorf("%s does not tell the browser that it is dark", path)
		}
	}
	c.Form("/settings", "theme=&board=")
	if html := c.Get("/", "Accept", "text/html").Body; !strings.Contains(html, `<html lang="en">`) {
		t.Error("wishes that were taken back are still there")
	}
}

func TestWishesAreForHTTPSAloneWhereKibitzIs(t *testing.T) {
	m := webtest.Serve(t, func(config *web.Config) { config.BaseURL = "https://kibitz.example" })
	m.Client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	got := m.Ask("POST", m.URL+"/settings")
	if cookie := got.Header.Get("Set-Cookie"); !strings.Contains(cookie, "; Secure") {
		t.Errorf("got the cookie %q, want a secure one", cookie)
	}
}

func TestSettingsLeadBackToWhereOneCameFrom(t *testing.T) {
	s := webtest.NewSite(t)
	for _, c := range []struct{ name, path, referer, want string }{
		{"nowhere", "/settings", "", ""},
		{"a page of ours", "/settings", s.URL + "/watch?refresh=0", "/watch?refresh=0"},
		{"a named page", "/settings?back=/mine", s.URL + "/watch", "/mine"},
		{"a refused move", "/settings", s.URL + "/games/k3XyZ9aB/moves", "/games/k3XyZ9aB"},
		{"another site", "/settings", "https://evil.example/watch", ""},
		{"another site by name", "/settings?back=//evil.example", "", ""},
		{"another site by backslash", `/settings?back=/%5Cevil.example`, "", ""},
		{"the settings", "/settings", s.URL + "/settings", ""},
	} {
		got := s.Client().Get(c.path, "Accept", "text/html", "Referer", c.referer)
		if want := `name="back" value="` + c.want + `"`; !strings.Contains(got.Body, want) {
			t.Errorf("from %s: the form has no %s", c.name, want)
		}
	}
}

func TestBadWishesChangeNothingAndLeadNowhereElse(t *testing.T) {
	c := webtest.NewSite(t).Client()
	for _, body := range []string{"", "theme=%22%3E&board=x", "back=%2F%2Fevil.example", "back=%2F%5Cevil.example", "back=https%3A%2F%2Fevil.example", "back=%2Fa%0D%0AX%3A+y", "confirm=on&back=" + strings.Repeat("%2F", 2000)} {
		got := c.Form("/settings", body)
		if place := got.Header.Get("Location"); got.Status != http.StatusSeeOther || place != "/settings?saved=1" {
			t.Errorf("%.60q: got %d to %q, want 303 to /settings?saved=1", body, got.Status, place)
		}
		if html := c.Get("/").Body; !strings.Contains(html, `<html lang="en">`) {
			t.Errorf("%.60q is a wish", body)
		}
	}
	for name, header := range map[string][]string{"by Sec-Fetch-Site": {"Sec-Fetch-Site", "cross-site"}, "by Origin": {"Origin", "https://evil.example"}} {
		got := c.Request("POST", "/settings", "theme=dark", append(header, "Content-Type", webtest.TypeForm)...)
		if got.Status != http.StatusForbidden || got.Header.Get("Set-Cookie") != "" {
			t.Errorf("from another site, %s: got %d and cookie %q, want 403 and none", name, got.Status, got.Header.Get("Set-Cookie"))
		}
	}
	if got := c.Form("/settings", "theme="+strings.Repeat("x", 20_000)); got.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("20 KB: got %d, want 413", got.Status)
	}
}

func TestEveryPageLeadsToWhatIsAboutKibitz(t *testing.T) {
	c := webtest.NewSite(t).Client()
	home := c.Get("/", "Accept", "text/html").Body
	for path, title := range map[string]string{"/about": "About Kibitz", "/keys": "Keys and gestures", "/settings": "Settings"} {
		if !strings.Contains(home, `href="`+path+`"`) {
			t.Errorf("the start page does not lead to %s", path)
		}
		got := c.Get(path, "Accept", "text/html")
		if got.Status != http.StatusOK || !strings.Contains(got.Body, title+"</h1>") || !strings.Contains(got.Body, `href="`+path+`" aria-current="page"`) {
			t.Errorf("%s: got %d, want the page %q", path, got.Status, title)
		}
		if got.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s: looking at it set a cookie", path)
		}
	}
}
