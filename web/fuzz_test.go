package web

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"kibitz/game"
)

func FuzzCursor(f *testing.F) {
	for _, s := range []string{"", "0", "18", "-1", "abc", "9e99", "9223372036854775808", "+1", "0x1", "1_0", " 1", "٣"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := parseVersion(text)
		if err != nil {
			if !errors.Is(err, game.ErrBadCursor) {
				t.Errorf("%q: got %v, want ErrBadCursor", text, err)
			}
			return
		}
		if again, err := parseVersion(strconv.FormatInt(int64(v), 10)); v < 0 || again != v || err != nil {
			t.Errorf("%q is %d, which is %d, %v", text, v, again, err)
		}
	})
}

func FuzzFields(f *testing.F) {
	for _, body := range []string{"", "{}", `{"move":"e4","seen":17}`, `{"a":null,"b":true}`, `{"a":[1]}`, `{"a":1}{}`,
		"move=e4&seen=17", "move=%zz", "a;b", `{"a":1e999}`, "\xff", `{"a":"\ud800"}`} {
		f.Add(body, true)
		f.Add(body, false)
	}
	f.Fuzz(func(t *testing.T, body string, isJSON bool) {
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.Header.Set("Content-Type", typeForm)
		if isJSON {
			r.Header.Set("Content-Type", typeJSON)
		}
		r.Body = http.MaxBytesReader(httptest.NewRecorder(), r.Body, maxBody)
		got, err := readFields(r)
		if err == nil {
			_, _ = got.version("seen")
			_, _ = setupFrom(got)
			return
		}
		if status, _ := statusOf(err); status != 400 && status != 413 {
			t.Errorf("%q: status %d (%v)", body, status, err)
		}
	})
}

func FuzzAccept(f *testing.F) {
	for _, s := range []string{"", "*/*", "text/html", "application/json;q=0.5, */*;q=0.1", ";;;", "text/", "a/b;q=2", strings.Repeat("a/b,", 1000)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, accept string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header["Accept"] = []string{accept}
		switch got := negotiate(r, typeHTML, typeJSON, typePGN); got {
		case typeHTML, typeJSON, typePGN:
		default:
			t.Errorf("%q: got %q, which was not offered", accept, got)
		}
	})
}
