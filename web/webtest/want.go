package webtest

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"kibitz/game"
)

// Want waits for lines or frames that begin with prefixes, one after the other.
func Want(t *testing.T, lines <-chan string, prefixes ...string) {
	t.Helper()
	for _, prefix := range prefixes {
		select {
		case got, ok := <-lines:
			if !ok {
				t.Fatalf("the end came, want %q…", prefix)
			}
			if !strings.HasPrefix(got, prefix) {
				t.Fatalf("got %q, want %q…", got, prefix)
			}
		case <-time.After(time.Minute):
			t.Fatalf("nothing came in a minute, want %q…", prefix)
		}
	}
}

// WantEnd waits for the end of lines or frames; nothing may come before it.
func WantEnd(t *testing.T, lines <-chan string) {
	t.Helper()
	select {
	case got, open := <-lines:
		if open {
			t.Fatalf("got %q, want the end", got)
		}
	case <-time.After(time.Minute):
		t.Fatal("no end came in a minute")
	}
}

// WantBoth waits for two frames that may come in any order.
func WantBoth(t *testing.T, frames <-chan string, one, other string) {
	t.Helper()
	first := <-frames
	if !strings.HasPrefix(first, one) {
		one, other = other, one
	}
	if second := <-frames; !strings.HasPrefix(first, one) || !strings.HasPrefix(second, other) {
		t.Fatalf("got %q and %q, want %q… and %q…", first, second, one, other)
	}
}

// A Problem is the error in the answer to a command.
type Problem struct {
	Type    string
	Status  int
	Detail  string
	Version game.Version
}

// ProblemIn returns the error in the answer to a command; the test fails without one.
func ProblemIn(t *testing.T, frame string) Problem {
	t.Helper()
	var answer struct {
		Re      any
		Version game.Version
		Error   *Problem
	}
	if err := json.Unmarshal([]byte(frame), &answer); err != nil || answer.Error == nil || answer.Version != 0 {
		t.Fatalf("got %s (%v), want an error", frame, err)
	}
	return *answer.Error
}

// present matches what a snapshot says of who is there.
var present = regexp.MustCompile(`,"online":(true|false)|,"away":\d+|,"spectators":\d+`)

// WantSame compares events with those of the log. Who is there in a snapshot may
// differ.
func WantSame(t *testing.T, got, want []Heard) {
	t.Helper()
	for i := range min(len(got), len(want)) {
		got[i].Data, want[i].Data = present.ReplaceAllString(got[i].Data, ""), present.ReplaceAllString(want[i].Data, "")
		if got[i] != want[i] {
			t.Fatalf("event %d:\n got %v\nwant %v", i+1, got[i], want[i])
		}
	}
	if len(got) != len(want) {
		t.Fatalf("got %d events, want %d", len(got), len(want))
	}
}
