package webtest

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"kibitz/game"
)

// Want waits for lines or frames that begin so.
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

// WantEnd waits until no more comes, for which nothing else may come.
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

// WantBoth waits for two frames that come in any order.
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

type Problem struct {
	Type    string
	Status  int
	Detail  string
	Version game.Version
}

// ProblemIn reads the error out of a command's answer.
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

// present is who is there in a snapshot, which tests of the log are not about.
var present = regexp.MustCompile(`,"online":(true|false)|,"away":\d+|,"spectators":\d+`)

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
