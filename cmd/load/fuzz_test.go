package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"kibitz/game"
)

const someEvent = `{"game":"k3XyZ9aB","version":18,"at":1763754000123,"kind":"move","ply":17,"uci":"c8g4","san":"Bg4",` +
	`"fen":"r2q1rk1/8 w","clock":{"white":161000,"at":1,"running":"white"},"status":"over","offer":null,"chat":{"text":"\"},{\"version\":1"}}`

func TestEventIsRead(t *testing.T) {
	want := event{version: 18, at: 1763754000123, over: true}
	if got, err := parseEvent([]byte(someEvent)); err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	for _, wrong := range []string{"", "{}", "[]", `{"kind":"move"}`, `{"version":"3"}`, `{"version":3`, `{"version":3,}`, `{"kind":"presence"`} {
		if got, err := parseEvent([]byte(wrong)); err == nil {
			t.Errorf("%s: got %+v, want an error", wrong, got)
		}
	}
}

// What encoding/json takes for an event is the same event here.
func FuzzEvent(f *testing.F) {
	for _, seed := range []string{someEvent, `{"kind":"ping","version":3}`, `{ "version" : 1 , "x" : [ {}, "]" ] }`, `{"kind":"presence"}`, "{}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := parseEvent(data)
		var fields map[string]json.RawMessage
		if json.Unmarshal(data, &fields) != nil || fields == nil || bytes.ContainsRune(data, '\\') {
			return
		}
		text := func(name string) string { return string(fields[name]) }
		version, versionErr := strconv.ParseInt(text("version"), 10, 64)
		at, atErr := strconv.ParseInt(text("at"), 10, 64)
		aside := text("kind") == `"presence"` || text("kind") == `"ping"`
		bad := (versionErr != nil && (fields["version"] != nil || !aside)) || (atErr != nil && fields["at"] != nil)
		if bad && err == nil && strings.Count(string(data), `"version"`)+strings.Count(string(data), `"at"`) < 3 {
			t.Fatalf("%s: got %+v, want an error", data, got)
		}
		if err != nil {
			if !bad && strings.Count(string(data), `"version"`)+strings.Count(string(data), `"at"`) < 3 {
				t.Fatalf("%s: %v", data, err)
			}
			return
		}
		want := event{game.Version(version), at, text("kind") == `"snapshot"`, aside, text("status") == `"over"`}
		if !bad && got != want {
			t.Fatalf("%s: got %+v, want %+v", data, got, want)
		}
	})
}

func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"version":18,"events":[` + someEvent + `,` + someEvent + `],"presence":{"kind":"presence"}}`))
	f.Add([]byte(`{"events":[]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		r := &reader{bench: &bench{}, tally: &tally{}, round: newRound("abcdefgh"), checker: checker{at: beginning}}
		var answer struct {
			Events []json.RawMessage `json:"events"`
		}
		events, err := r.takeAll(body, time.Now())
		if err == nil && json.Unmarshal(body, &answer) == nil && bytes.Count(body, []byte("vents")) == 1 &&
			!bytes.ContainsAny(body, `\E`) && events != len(answer.Events) {
			t.Fatalf("%s: took %d events, want %d", body, events, len(answer.Events))
		}
	})
}

// An event stream is read as its lines say, however they end.
func FuzzSSE(f *testing.F) {
	f.Add("retry: 2000\n\nid: 3\nevent: move\ndata: {}\n\n: a comment\nevent: end\r\ndata:x\r\ndata: y\r\n\r\ndata: cut")
	f.Add(strings.Repeat("data: "+strings.Repeat("x", 3*readBuffer)+"\n", 3) + "\n")
	f.Fuzz(func(t *testing.T, text string) {
		var got, want []string
		err := readSSE(bufio.NewReaderSize(strings.NewReader(text), 16), func(kind string, data []byte) error {
			got = append(got, kind+"|"+string(data))
			return nil
		})
		if err == nil {
			t.Fatal("a stream without an end")
		}
		kind, data := "", []string(nil)
		for line := range strings.Lines(text) {
			line, whole := strings.CutSuffix(line, "\n")
			line = strings.TrimSuffix(line, "\r")
			name, value, _ := strings.Cut(line, ":")
			value = strings.TrimPrefix(value, " ")
			switch {
			case !whole:
			case line == "" && data != nil:
				want = append(want, kind+"|"+strings.Join(data, "\n"))
				fallthrough
			case line == "":
				kind, data = "", nil
			case name == "event" && line != "event":
				kind = value
			case name == "data" && line != "data":
				data = append(data, value)
			}
		}
		if g, w := strings.Join(got, "\x00"), strings.Join(want, "\x00"); g != w {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}

// A frame that is read is the one that was sent; others are errors.
func FuzzFrame(f *testing.F) {
	f.Add([]byte("\x81\x02{}"))
	f.Add([]byte("\x89\x00"))
	f.Add([]byte("\x88\x02\x03\xe8"))
	f.Add(append([]byte("\x81\x7e\x01\x00"), make([]byte, 256)...))
	f.Add([]byte("\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		in := bufio.NewReader(bytes.NewReader(data))
		got, err := readFrame(in, make([]byte, 0, 16))
		if err != nil {
			return
		}
		if len(got.payload) > maxLine || data[1] >= 128 || got.op != data[0]&15 {
			t.Fatalf("%x: got %+v", data, got)
		}
		if end := len(data) - in.Buffered(); !bytes.HasSuffix(data[:end], got.payload) {
			t.Fatalf("%x: got the payload %x", data, got.payload)
		}
		_ = closedWith(got.payload)
		if len(got.payload) < 126 {
			sent := appendFrame(nil, got.op, got.payload, [4]byte{1, 2, 3, 4})
			if sent[0] != 0x80|got.op || sent[1] != 0x80|byte(len(got.payload)) || len(sent) != len(got.payload)+6 {
				t.Fatalf("%x: answered with %x", data, sent)
			}
		}
	})
}

func FuzzServer(f *testing.F) {
	f.Add("go_goroutines 17\nprocess_cpu_seconds_total 1.25\n")
	f.Add("42 (a) S 1 42")
	f.Fuzz(func(t *testing.T, text string) {
		parseMetrics(strings.NewReader(text))
		parseStat(text)
	})
}
