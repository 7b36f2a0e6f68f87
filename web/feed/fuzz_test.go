package feed

import (
	"encoding/json"
	"errors"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"kibitz/game"
	"kibitz/web/request"
)

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
			Error   string
		}
		o := &socket{problem: func(err error) any { return err.Error() }}
		text := o.reply(c, func(request.Fields) (game.Event, error) { return game.Event{Version: 18}, nil })
		if err := json.Unmarshal(text, &answer); err != nil || !utf8.Valid(text) {
			t.Fatalf("%q is answered with %q: %v", frame, text, err)
		}
		if (c.err == nil) != (answer.Version == 18) || (c.err == nil) != (answer.Error == "") {
			t.Errorf("%q (%v) is answered with %s", frame, c.err, text)
		}
		if c.err != nil && !errors.Is(c.err, request.ErrBadBody) {
			t.Errorf("%q: got %v, want ErrBadBody", frame, c.err)
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
		m, err := NewBoards(r, nil, View{}, nil)
		if err != nil {
			if !errors.Is(err, game.ErrBadCursor) {
				t.Errorf("%q: got %v, want ErrBadCursor", cursors, err)
			}
			return
		}
		r.Header.Set("Last-Event-ID", m.position())
		again, err := NewBoards(r, nil, View{}, nil)
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
		case err != nil && (query == "" || !errors.Is(err, ErrBadWait)):
			t.Errorf("prefer %q, %q: %v", prefer, query, err)
		case err == nil && wait != 0 && (wait < time.Second || wait > 55*time.Second || wait%time.Second != 0):
			t.Errorf("prefer %q, %q: %v", prefer, query, wait)
		case err == nil && query != "" && wait == 0:
			t.Errorf("%q asks for nothing", query)
		}
	})
}
