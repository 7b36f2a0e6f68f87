package web

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"kibitz/game/gametest"
	"kibitz/web/request"
)

// The longest header of a request besides the required ones: cmd/kibitz accepts 32
// KiB in all, and net/http adds 4.
const longestHeader = 36 << 10

// The cost of untrusted input is proportional to its length, whatever it contains.
func TestBombsDoNotGoOff(t *testing.T) {
	t.Run("fields", func(t *testing.T) {
		gametest.WantHarmless(t, bodyBombs(request.MaxBody, func(r *http.Request) { _, _ = request.ReadFields(r) })...)
	})
	t.Run("import", func(t *testing.T) {
		read := func(r *http.Request) { _, _, _ = readImport(r) }
		gametest.WantHarmless(t, append(bodyBombs(maxImportBody, read), partBombs(read)...)...)
	})
	t.Run("headers", func(t *testing.T) { gametest.WantHarmless(t, headerBombs()...) })
	t.Run("addresses", func(t *testing.T) { gametest.WantHarmless(t, addressBombs()...) })
}

// bodyBombs are forms and JSON for read.
func bodyBombs(most int, read func(r *http.Request)) []gametest.Bomb {
	var bombs []gametest.Bomb
	add := func(kind, name string, text func(n int) string) {
		bombs = append(bombs, gametest.Bomb{Name: name, Most: most, Make: text, Read: func(text string) {
			r := httptest.NewRequest("POST", "/", strings.NewReader(text))
			r.Header.Set("Content-Type", kind)
			read(r)
		}})
	}
	add(request.TypeJSON, "JSON of empty objects", gametest.Repeated(`{"a":[`, `{},`, `{}]}`))
	add(request.TypeJSON, "JSON of arrays in arrays", gametest.Repeated(`{"a":`, `[`, ``))
	add(request.TypeJSON, "JSON of objects in objects", gametest.Repeated(`{"a":`, `{"":`, ``))
	add(request.TypeJSON, "JSON of many fields", gametest.Numbered(`{`, `"%x":0,`, `"a":0}`))
	add(request.TypeJSON, "JSON of one field, many times", gametest.Repeated(`{`, `"id":0,`, `"id":0}`))
	add(request.TypeJSON, "JSON with a long text", gametest.Repeated(`{"pgn":"`, `a`, `"}`))
	add(request.TypeJSON, "JSON with a long name", gametest.Repeated(`{"`, `a`, `":0}`))
	add(request.TypeJSON, "JSON of escapes", gametest.Repeated(`{"pgn":"`, `\u0041`, `"}`))
	add(request.TypeJSON, "JSON that is not UTF-8", gametest.Repeated(`{"pgn":"`, "\xff", `"}`))
	add(request.TypeJSON, "JSON with a long number", gametest.Repeated(`{"seen":`, `1`, `}`))
	add(request.TypeJSON, "JSON of spaces", gametest.Repeated(`{`, ` `, `}`))
	add(request.TypeJSON, "JSON that is an array", gametest.Repeated(`[`, `{},`, `{}]`))
	add(request.TypeJSON, "JSON that goes on", gametest.Repeated(`{}`, `{}`, ``))
	add(request.TypeForm, "a form of names", gametest.Repeated("", "a&", "a"))
	add(request.TypeForm, "a form of many fields", gametest.Numbered("", "%x=&", "a"))
	add(request.TypeForm, "a form of ampersands", gametest.Repeated("", "&", ""))
	add(request.TypeForm, "a form of equal signs", gametest.Repeated("", "=", ""))
	add(request.TypeForm, "a form of escapes", gametest.Repeated("pgn=", "%41", ""))
	add(request.TypeForm, "a form of semicolons", gametest.Repeated("", "a;b&", "a"))
	return bombs
}

// partBombs are multipart forms.
func partBombs(read func(r *http.Request)) []gametest.Bomb {
	const field = "--b\r\nContent-Disposition: form-data"
	var bombs []gametest.Bomb
	for name, text := range map[string]func(n int) string{
		"parts":                  gametest.Repeated("", "--b\r\n\r\n\r\n", "--b--"),
		"headers":                gametest.Repeated("--b\r\n", "a:b\r\n", "\r\n--b--"),
		"headers of many names":  gametest.Numbered("--b\r\n", "%x:b\r\n", "\r\n--b--"),
		"headers in each part":   gametest.Repeated("", gametest.Repeated("--b\r\n", "a:b\r\n", "\r\n")(49_000), "--b--"),
		"a long header":          gametest.Repeated(field+`; name="`, "a", "\"\r\n\r\n--b--"),
		"parameters":             gametest.Numbered(field, ";a%x=b", "\r\n\r\nx\r\n--b--"),
		"continued parameters":   gametest.Numbered(field, ";a*%d=b", "\r\n\r\nx\r\n--b--"),
		"what is no boundary":    gametest.Repeated("--b\r\n\r\n", "\r\n--", "\r\n--b--"),
		"nearly boundaries":      gametest.Repeated("--b\r\n\r\n", "\r\n--bx", "\r\n--b--"),
		"quoted-printable lines": gametest.Repeated(field+"; name=pgn\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", "=\r\n", "\r\n--b--"),
		"lines before the first": gametest.Repeated("", "-\r\n", "--b--"),
	} {
		bombs = append(bombs, gametest.Bomb{Name: "a multipart form of " + name, Most: maxImportBody, Make: text, Read: func(text string) {
			r := httptest.NewRequest("POST", "/import", strings.NewReader(text))
			r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
			read(r)
		}})
	}
	return bombs
}

func headerBombs() []gametest.Bomb {
	var bombs []gametest.Bomb
	add := func(header string, read func(s *Server, r *http.Request), units ...string) {
		for _, unit := range units {
			bombs = append(bombs, gametest.Bomb{Name: header + " of " + unit, Most: longestHeader,
				Make: func(n int) string {
					if strings.Contains(unit, "%d") {
						return gametest.Numbered("", unit, "")(n)
					}
					return gametest.Repeated("", unit, "")(n)
				},
				Read: func(text string) {
					r := httptest.NewRequest("GET", "/watch/feed?game=AAAAAAAA", nil)
					r.Header[header] = []string{text}
					read(new(Server), r)
				}})
		}
	}
	add("Accept", func(_ *Server, r *http.Request) {
		request.Negotiate(r, request.TypeHTML, request.TypeJSON, request.TypePGN)
	}, "a/b,", "a/b;a=b;q=1;c=d,", ",", "a/b;%d=1;", " ")
	add("Content-Type", func(_ *Server, r *http.Request) { request.BodyType(r) }, "a/b", "a/b;a%d=b", ";a*%d=b", ";")
	add("Cookie", func(s *Server, r *http.Request) { _, _ = s.visitor(r); prefsOf(r) },
		"kibitz=;", `kibitz=",;`, ";", "a;", "kibitz-prefs=a%%26%d;", "kibitz=a")
	add("X-Forwarded-For", func(_ *Server, r *http.Request) {
		request.ThroughProxies([]netip.Prefix{netip.MustParsePrefix("::/0"), netip.MustParsePrefix("0.0.0.0/0")}, http.NotFoundHandler()).ServeHTTP(httptest.NewRecorder(), r)
	}, ",::", ",1.2.3.4", "1,")
	add("Referer", func(s *Server, r *http.Request) { s.cameFrom(r, "") }, "http://a/", "/..", "%%%d")
	add("Origin", func(s *Server, r *http.Request) { s.sameOrigin(r) }, "http://", "@", ":")
	add("Authorization", func(s *Server, r *http.Request) { _, _ = s.visitor(r) }, "Bearer ", " ", "a")
	return bombs
}

// addressBombs are addresses with a query, which handlers behind tidy may parse more
// than once.
func addressBombs() []gametest.Bomb {
	var bombs []gametest.Bomb
	for _, unit := range []string{"a&", "&", "%%41", "game=AAAAAAAA&", "a%d&", "a;b&", "after=,&", "="} {
		bombs = append(bombs, gametest.Bomb{Name: "an address of " + unit, Most: longestHeader,
			Make: gametest.Numbered("/watch/feed?", strings.ReplaceAll(unit, "%d", "%[1]d")+"%.0[1]d", ""),
			Read: func(text string) {
				r := httptest.NewRequest("GET", "/watch/feed", nil)
				_, r.URL.RawQuery, _ = strings.Cut(text, "?")
				new(Server).tidy(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
					for range 5 {
						r.URL.Query()
					}
				})).ServeHTTP(httptest.NewRecorder(), r)
			}})
	}
	return bombs
}
