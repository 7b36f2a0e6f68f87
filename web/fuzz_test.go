package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"kibitz/game"
	"kibitz/game/pgn"
	"kibitz/web/request"
)

func FuzzCursor(f *testing.F) {
	for _, s := range []string{"", "0", "18", "-1", "abc", "9e99", "9223372036854775808", "+1", "0x1", "1_0", " 1", "٣"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := request.ParseVersion(text)
		if err != nil {
			if !errors.Is(err, game.ErrBadCursor) {
				t.Errorf("%q: got %v, want ErrBadCursor", text, err)
			}
			return
		}
		if again, err := request.ParseVersion(strconv.FormatInt(int64(v), 10)); v < 0 || again != v || err != nil {
			t.Errorf("%q is %d, which is %d, %v", text, v, again, err)
		}
	})
}

func FuzzPly(f *testing.F) {
	for _, s := range []string{"", "0", "3", "-1", "+2", "99999999999999999999", "1e0", "٣", "0x1", " 1"} {
		f.Add(s, 3)
	}
	f.Fuzz(func(t *testing.T, text string, plies int) {
		if plies < 0 {
			plies = ^plies
		}
		got := plyAsked(text, plies)
		if n, err := strconv.Atoi(text); err == nil && n >= 0 && n <= plies && got != n {
			t.Errorf("%q of %d plies: got %d, want %d", text, plies, got, n)
		}
		if got < 0 || got > plies {
			t.Errorf("%q of %d plies: got %d", text, plies, got)
		}
	})
}

// Whatever the fields of a new game say, it can be set up or is refused.
func FuzzSetup(f *testing.F) {
	for _, body := range []string{"", "color=white&initial=300&increment=3", "fen=x", "initial=1e9", "opponent=computer&level=9", "color=\xff"} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.Header.Set("Content-Type", request.TypeForm)
		got, err := request.ReadFields(r)
		if err != nil {
			return
		}
		if _, err := setupFrom(got); err != nil {
			if status, _ := statusOf(err); status != 400 {
				t.Errorf("%q: status %d (%v)", body, status, err)
			}
		}
	})
}

// A frame either closes the socket with a code, or is answered with the
// client's own number for it.
func FuzzCommand(f *testing.F) {
	for _, s := range []string{"", "{}", "null", "[]", "1", `{"id":7,"do":"move","move":"e2e4","seen":17}`, `{"id":"a","do":1}`,
		`{"id":{"a":1}}`, `{"id":1e999,"do":"resign"}`, `{"ID":3}`, `{"id":1}{}`, `{"id":"\ud800"}`, "\xff", `{"id":"</script>"}`,
		`{"id":12345678901234567890123456789012345}`, `{"do":[1]}`, `{"id":true}`, ` {"id" : 1 } `} {
		f.Add(1, []byte(s))
	}
	f.Add(2, []byte("{}"))
	f.Fuzz(func(t *testing.T, kind int, frame []byte) {
		c, code := parseCommand(kind, frame)
		if code != 0 {
			if code != 1003 && code != 1007 {
				t.Errorf("%d %q: closes with %d", kind, frame, code)
			}
			return
		}
		var answer struct {
			Re      json.RawMessage
			Version game.Version
			Error   *problem
		}
		text := reply(c.re, c.err, func() (game.Event, error) { return game.Event{Version: 18}, nil })
		if err := json.Unmarshal(text, &answer); err != nil || !utf8.Valid(text) {
			t.Fatalf("%q is answered with %q: %v", frame, text, err)
		}
		if (c.err == nil) != (answer.Version == 18) || (c.err == nil) != (answer.Error == nil) {
			t.Errorf("%q (%v) is answered with %s", frame, c.err, text)
		}
		if answer.Error != nil && answer.Error.Status != 400 {
			t.Errorf("%q: status %d", frame, answer.Error.Status)
		}
		if len(text) > 2<<10 { // what a client says is not said back
			t.Errorf("%q is answered with %d bytes", frame, len(text))
		}
	})
}

// A list of cursors that is taken is the list that is given back.
func FuzzCursors(f *testing.F) {
	for _, s := range []string{"", ",", ",,", "1,2,3", "1,,3", "12,7,40", "1,2", "1,2,3,4", "-1,2,3", "x,y,z", "9223372036854775808,1,1", "01,2,3", "+1,2,3"} {
		f.Add(s, false)
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, cursors string, inHeader bool) {
		r := httptest.NewRequest("GET", "/watch/feed?game=AAAAAAAA&game=BBBBBBBB&game=CCCCCCCC", nil)
		if inHeader {
			r.Header["Last-Event-Id"] = []string{cursors}
		} else {
			r.URL.RawQuery += "&after=" + url.QueryEscape(cursors)
		}
		m, err := new(Server).manyGames(r)
		if err != nil {
			if !errors.Is(err, game.ErrBadCursor) {
				t.Errorf("%q: got %v, want ErrBadCursor", cursors, err)
			}
			return
		}
		r.Header.Set("Last-Event-ID", m.position())
		again, err := new(Server).manyGames(r)
		if err != nil || !slices.Equal(again.boards, m.boards) {
			t.Errorf("%q is %v, which is %v, %v", cursors, m.boards, again, err)
		}
	})
}

// A wait is 0 or in bounds, whatever is wished for.
func FuzzWait(f *testing.F) {
	for _, s := range []string{"", "wait=25", "wait=0", "wait=3600", "wait=-36028797018963943", `wait="5"`, "respond-async, wait=7;x=y", "wait", "=", ",,,", "wait=99999999999999999999"} {
		f.Add(s, "")
		f.Add("", strings.TrimPrefix(s, "wait="))
	}
	f.Fuzz(func(t *testing.T, prefer, query string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header["Prefer"] = []string{prefer}
		if query != "" {
			r.URL.RawQuery = "wait=" + url.QueryEscape(query)
		}
		wait, err := waitOf(r)
		switch {
		case err != nil && (query == "" || !errors.Is(err, errBadWait)):
			t.Errorf("prefer %q, %q: %v", prefer, query, err)
		case err == nil && wait != 0 && (wait < time.Second || wait > 55*time.Second || wait%time.Second != 0):
			t.Errorf("prefer %q, %q: %v", prefer, query, wait)
		case err == nil && query != "" && wait == 0:
			t.Errorf("%q asks for nothing", query)
		}
	})
}

func FuzzTag(f *testing.F) {
	for _, s := range []string{"", "0123456789abcdef", "0123456789ABCDEF", "0123456789abcde", "0123456789abcdeg", "17", "٣٣٣٣٣٣٣٣"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tag, err := game.ParseListTag(text)
		if err != nil {
			if status, _ := statusOf(err); status != 400 || tag != "" {
				t.Errorf("%q: got %q, status %d", text, tag, status)
			}
			return
		}
		if string(tag) != text || len(text) != 16 || strings.Trim(text, "0123456789abcdef") != "" {
			t.Errorf("%q is taken for a tag", text)
		}
	})
}

func FuzzImport(f *testing.F) {
	for kind, body := range map[string]string{
		"application/x-chess-pgn":         "1. e4 e5 {x} (1... c5) 1-0",
		request.TypeForm:                  "pgn=1.+e4",
		request.TypeJSON:                  `{"pgn":"1. e4"}`,
		"multipart/form-data; boundary=b": "--b\r\nContent-Disposition: form-data; name=\"pgn\"\r\n\r\n1. e4\r\n--b--\r\n",
		"multipart/form-data":             "",
		"text/plain":                      "1. e4",
	} {
		f.Add(kind, []byte(body))
	}
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		r := httptest.NewRequest("POST", "/import", strings.NewReader(string(body)))
		r.Header.Set("Content-Type", kind)
		r.Body = http.MaxBytesReader(httptest.NewRecorder(), r.Body, maxImportBody)
		text, _, err := readImport(r)
		if err == nil {
			_, err = pgn.Read(text)
		}
		if status, detail := statusOf(err); err != nil && status != 400 && status != 413 && status != 415 {
			t.Errorf("%q, %q: status %d, %s (%v)", kind, body, status, detail, err)
		}
	})
}
