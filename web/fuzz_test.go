package web

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"kibitz/game"
	"kibitz/game/pgn"
	"kibitz/game/wire"
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

func FuzzTag(f *testing.F) {
	for _, s := range []string{"", "0123456789abcdef", "0123456789ABCDEF", "0123456789abcde", "0123456789abcdeg", "17", "٣٣٣٣٣٣٣٣"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tag, err := wire.ParseListTag(text)
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
