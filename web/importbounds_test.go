package web_test

import (
	"bufio"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/web/webtest"
)

// The cost of a body is charged to its address before any of it is read, so a
// request with a large body is refused while it is on its way.
func TestAnImportIsChargedBeforeItsBodyComes(t *testing.T) {
	for _, length := range []string{"Content-Length: 3000000", "Transfer-Encoding: chunked"} {
		synctest.Test(t, func(t *testing.T) {
			b := webtest.NewBubble(t)
			began := time.Now()
			for range 4 { // bodies that never come
				beginImport(b, length)
				synctest.Wait()
			}
			response, err := http.ReadResponse(bufio.NewReader(beginImport(b, length)), nil)
			if err != nil {
				t.Fatal(err)
			}
			if response.StatusCode != http.StatusTooManyRequests || response.Header.Get("Retry-After") == "" || time.Since(began) > time.Second {
				t.Errorf("%s: got %s after %v, want 429 at once", length, response.Status, time.Since(began))
			}
		})
	}
}

// beginImport sends the header of an import and none of its body.
func beginImport(b *webtest.Bubble, length string) io.Reader {
	b.T.Helper()
	conn, _ := b.Dial(b.T.Context(), "", "")
	b.T.Cleanup(func() { conn.Close() })
	head := "POST /import HTTP/1.1\r\nHost: kibitz\r\nContent-Type: application/x-chess-pgn\r\n" + length + "\r\n\r\n"
	if _, err := io.WriteString(conn, head); err != nil {
		b.T.Fatal(err)
	}
	return conn
}

func TestABodyThatSaysToBeTooLargeIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		began := time.Now()
		response, err := http.ReadResponse(bufio.NewReader(beginImport(b, "Content-Length: 5000000")), nil)
		if err != nil {
			t.Fatal(err)
		}
		if response.StatusCode != http.StatusRequestEntityTooLarge || time.Since(began) > time.Second {
			t.Errorf("got %s after %v, want 413 at once", response.Status, time.Since(began))
		}
	})
}

// A visitor who imports while the server reads other files waits briefly at most,
// and loses nothing that they pasted.
func TestAnImportThatMayNotBeReadNowIsToldToComeBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		goOn := make(chan struct{})
		b.Games.FailBefore(func(call string) error {
			if call == "Import" {
				<-goOn
			}
			return nil
		})
		first := make(chan int)
		send := func(accept string) *httptest.ResponseRecorder {
			r := httptest.NewRequest("POST", "/import", strings.NewReader("pgn="+url.QueryEscape(toImport)))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Accept", accept)
			w := httptest.NewRecorder()
			b.Kibitz.ServeHTTP(w, r)
			return w
		}
		go func() { first <- send("application/json").Code }()
		synctest.Wait()
		for accept, want := range map[string]string{
			"application/json": `"status":429,"title":"Too Many Requests"`,
			toPages:            "[White &#34;Morphy&#34;]",
		} {
			began := time.Now()
			got := send(accept)
			if got.Code != http.StatusTooManyRequests || got.Header().Get("Retry-After") != "3" || time.Since(began) != 3*time.Second {
				t.Errorf("%s: got %d after %v, Retry-After %q", accept, got.Code, time.Since(began), got.Header().Get("Retry-After"))
			}
			for _, want := range []string{strings.Split(want, ",")[0], "too many games are being read"} {
				if body := got.Body.String(); !strings.Contains(strings.ToLower(body), strings.ToLower(want)) {
					t.Errorf("%s: want %q in\n%s", accept, want, body)
				}
			}
		}
		close(goOn)
		if got := <-first; got != http.StatusCreated {
			t.Errorf("the one that was read: got %d, want 201", got)
		}
		if got := send("application/json"); got.Code != http.StatusCreated {
			t.Errorf("one that comes later: got %d, want 201", got.Code)
		}
	})
}

// Answers to forms, JSON objects and addresses larger than anybody needs; reasonable
// ones are accepted.
func TestRequestsOfUnreasonableSizeAreRefused(t *testing.T) {
	c := (&webtest.Site{T: t, URL: webtest.Serve(t).URL}).Client()
	many := func(n int, unit string) string {
		return strings.TrimSuffix(strings.Repeat(unit, n), unit[len(unit)-1:])
	}
	for _, test := range []struct {
		name   string
		got    webtest.Answer
		status int
		text   string
	}{
		{"a form of 64 fields", c.Request("POST", "/settings", many(64, "a=1&"), "Content-Type", "application/x-www-form-urlencoded"), 303, ""},
		{"a form of 65 fields", c.Request("POST", "/settings", many(65, "a=1&"), "Content-Type", "application/x-www-form-urlencoded"), 400, "more than 64 fields"},
		{"JSON of 64 fields", c.Request("POST", "/settings", "{"+many(64, `"a":1,`)+"}", "Content-Type", "application/json"), 303, ""},
		{"JSON of 65 fields", c.Request("POST", "/settings", "{"+many(65, `"a":1,`)+"}", "Content-Type", "application/json"), 400, "more than 64 fields"},
		{"64 boards by name, with who is there", c.Get("/watch?" + many(64, "game=AAAAAAAA&presence=AAAAAAAA&") + "&after=" + many(64, "1234567,")), 200, ""},
		{"a query of 257 fields", c.Get("/watch?" + many(257, "a&")), 400, "too many fields"},
		{"a query of 9 KB", c.Get("/watch?a=" + strings.Repeat("a", 9<<10)), 400, "too long"},
		{"the same for a person", c.Get("/watch?a="+strings.Repeat("a", 9<<10), "Accept", toPages), 400, "too long"},
		{"a long Content-Type", c.Request("POST", "/settings", "a=1", "Content-Type", "application/x-www-form-urlencoded"+strings.Repeat(";a=b", 100), "Accept", "application/json"), 415, "send a form"},
	} {
		if test.got.Status != test.status || !strings.Contains(test.got.Body, test.text) {
			t.Errorf("%s: got %d, want %d and %q:\n%.500s", test.name, test.got.Status, test.status, test.text, test.got.Body)
		}
	}
}

// An impossible host is refused, so that it cannot fail where the host's name is
// drawn.
func TestHostThatCannotBeOneIsRefused(t *testing.T) {
	m := webtest.Serve(t)
	r, err := http.NewRequestWithContext(t.Context(), "GET", m.URL+"/games/"+string(m.ID)+"/qr.svg", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = strings.Repeat("a", 5000)
	response, err := m.Client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusBadRequest {
		t.Errorf("got %s, want 400", response.Status)
	}
}

// Each range of a file costs more to answer than to ask for.
func TestManyRangesAreAnsweredWithTheWholePicture(t *testing.T) {
	m := webtest.Serve(t)
	c := (&webtest.Site{T: t, URL: m.URL}).Client()
	path := "/games/" + string(m.ID) + "/board.svg"
	whole := c.Get(path)
	for ranges, want := range map[string]int{"bytes=0-9": 206, "bytes=" + strings.Repeat("0-0,", 3) + "0-0": 206, "bytes=" + strings.Repeat("0-0,", 4) + "0-0": 200} {
		if got := c.Get(path, "Range", ranges); got.Status != want || want == 200 && got.Body != whole.Body {
			t.Errorf("%s: got %d with %d bytes, want %d", ranges, got.Status, len(got.Body), want)
		}
	}
}
