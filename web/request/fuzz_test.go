package request

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// decodedFields is what jsonFields has to come to, by way of a whole value in
// memory.
func decodedFields(body string) (Fields, error) {
	var object map[string]any
	decoder := json.NewDecoder(strings.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(&object); err != nil || object == nil {
		return nil, errNoObject
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errAfterJSON
	}
	f := Fields{}
	for name, value := range object {
		switch v := value.(type) {
		case string:
			f[name] = v
		case json.Number:
			f[name] = v.String()
		case bool:
			f[name] = strconv.FormatBool(v)
		}
	}
	return f, nil
}

func FuzzJSONFields(f *testing.F) {
	for _, body := range []string{
		``, `{}`, ` { } `, `null`, `nul`, `null x`, `true`, `1`, `"a"`, `[`, `[1]`, `{`, `}`, `{]`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,}`, `{,}`, `{"a" 1}`, `{"a":,1}`, `{"a"::1}`, `{1:2}`, `{"a":1 "b":2}`,
		`{"a":1}{}`, `{"a":1}x`, "{\"a\":1}\n\t", `{"a":1,"a":2}`, `{"a":1,"a":null}`, `{"a":null,"a":1}`, `{"a":01}`, `{"a":-0,"b":1e999,"c":1E+2,"d":123456789012345678901234567890}`, `{"a":1.}`, `{"a":+1}`,
		`{"a":"\ud800","b":"\udc00\ud800","c":"\u00e9\/\b"}`, "{\"a\":\"\xff\",\"\xfe\":1}", "{\"a\":\"\n\"}", `{"a":"\x"}`, `{"":""}`, `{"a":true,"b":false,"c":tru}`, "\ufeff{}", `{"a":[]}`, `{"a":{}}`, "{\"a\":1}\x00",
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		got, err := ReadJSON([]byte(body))
		if errors.Is(err, errNested) || errors.Is(err, errManyFields) {
			if !strings.ContainsAny(body, "[{") && strings.Count(body, ":") <= maxFields {
				t.Errorf("%q: %v", body, err)
			}
			return
		}
		want, wantErr := decodedFields(body)
		if !errors.Is(err, wantErr) || err != nil && wantErr == nil || !maps.Equal(got, want) {
			t.Errorf("%q: got %q, %v; want %q, %v", body, got, err, want, wantErr)
		}
	})
}

func FuzzFormFields(f *testing.F) {
	for _, body := range []string{"", "a", "a=", "=a", "a=b=c", "a=1&a=2", "&&a&", "a+b=%20+", "%zz", "a=%", "%61=1&a=2", "a;b", "a=1;b=2&c", "\xff=\x00"} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		got, err := formFields([]byte(body))
		if errors.Is(err, errManyFields) && strings.Count(body, "&") >= maxFields {
			return
		}
		values, wantErr := url.ParseQuery(body)
		if (err == nil) != (wantErr == nil) || err != nil && !errors.Is(err, ErrBadForm) {
			t.Fatalf("%q: got %v, want %v", body, err, wantErr)
		}
		if err != nil {
			return
		}
		want := Fields{}
		for name := range values {
			want[name] = values.Get(name)
		}
		if !maps.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", body, got, want)
		}
	})
}

// Cookie finds the same cookie as net/http.
func FuzzCookie(f *testing.F) {
	for _, header := range []string{"", "a=b", "kibitz=x", "kibitz", "kibitz=", `kibitz="x"`, `kibitz="`, `kibitz="; kibitz=y`, "a=b; kibitz = x ;c", "kibitz=a b", "kibitz=\x00", "Kibitz=x", "kibitz=x=y", ";;kibitz=1"} {
		f.Add(header, "kibitz=2")
		f.Add("kibitz-prefs=a", header)
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header["Cookie"] = []string{first, second}
		if strings.Count(first+";"+second, "kibitz") > maxTwins {
			return
		}
		want, err := r.Cookie("kibitz")
		got, found := Cookie(r, "kibitz")
		if found != (err == nil) || found && got != want.Value {
			t.Errorf("%q: got %q, %v; want %v, %v", r.Header["Cookie"], got, found, want, err)
		}
	})
}

// sender agrees with a search through a list of all hops.
func TestSenderIsFoundFromTheEnd(t *testing.T) {
	slow := func(headers []string) netip.Addr {
		peer := netip.MustParseAddr("10.0.0.1")
		hops := strings.Split(strings.Join(headers, ","), ",")
		for n := len(hops) - 1; n >= 0; n-- {
			addr, ok := parseHop(strings.TrimSpace(hops[n]))
			if !ok {
				return peer
			}
			if peer = addr; !within(trustedForTest, peer) {
				return peer
			}
		}
		return peer
	}
	for _, headers := range [][]string{nil, {""}, {","}, {"10.1.1.1"}, {"10.1.1.1,"}, {",10.1.1.1"}, {"1.1.1.1,10.1.1.1", "10.2.2.2, 10.3.3.3"}, {"1.1.1.1", "", "10.2.2.2"}, {"x,10.4.4.4"}} {
		if got, want := sender(trustedForTest, netip.MustParseAddr("10.0.0.1"), headers), slow(headers); got != want {
			t.Errorf("%q: got %v, want %v", headers, got, want)
		}
	}
}

// A list header that is too long counts as empty, and a short one is kept whole.
func TestWishesThatAreTooLongCountForNothing(t *testing.T) {
	r := httptest.NewRequest("GET", "/", nil)
	r.Header["Accept"] = []string{"text/html;q=0.1", TypeJSON}
	if got := Negotiate(r, TypeHTML, TypeJSON); got != TypeJSON {
		t.Errorf("a short list: got %s, want JSON", got)
	}
	r.Header["Accept"] = append(r.Header["Accept"], strings.Repeat("a/b,", 300)+"a/b")
	if got := Negotiate(r, TypeHTML, TypeJSON); got != TypeHTML {
		t.Errorf("a long one: got %s, want the first that is offered", got)
	}
}

func FuzzFields(f *testing.F) {
	for _, body := range []string{"", "{}", `{"move":"e4","seen":17}`, `{"a":null,"b":true}`, `{"a":[1]}`, `{"a":1}{}`,
		"move=e4&seen=17", "move=%zz", "a;b", `{"a":1e999}`, "\xff", `{"a":"\ud800"}`} {
		f.Add(body, true)
		f.Add(body, false)
	}
	f.Fuzz(func(t *testing.T, body string, isJSON bool) {
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.Header.Set("Content-Type", TypeForm)
		if isJSON {
			r.Header.Set("Content-Type", TypeJSON)
		}
		r.Body = http.MaxBytesReader(httptest.NewRecorder(), r.Body, MaxBody)
		got, err := ReadFields(r)
		if err == nil {
			_, _ = got.Version("seen")
			return
		}
		if !errors.Is(err, ErrBadBody) && !errors.Is(err, ErrTooLarge) {
			t.Errorf("%q: got %v", body, err)
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
		switch got := Negotiate(r, TypeHTML, TypeJSON, TypePGN); got {
		case TypeHTML, TypeJSON, TypePGN:
		default:
			t.Errorf("%q: got %q, which was not offered", accept, got)
		}
	})
}
