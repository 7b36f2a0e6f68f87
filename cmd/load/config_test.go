package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kibitz/web/transport"
)

func TestWrongUseIsRefusedWithAReason(t *testing.T) {
	for _, test := range []struct{ args, want string }{
		{"-url http://example.org", "-allow-remote"},
		{"-url http://192.0.2.1:8080", "192.0.2.1 is not this machine"},
		{"-url localhost:8080", "not like http://localhost:8080"},
		{"-transports sse,telegraph", "telegraph"},
		{"-transports sse,sse", "once at most"},
		{"-rate 41", "rate limits"},
		{"-rate 20 -games 10", "rate limits"},
		{"-rate NaN", "rate limits"},
		{"-spectators 0", "nothing to do"},
		{"-hold 90s", "1 to 55"},
		{"-duration 0s", "-duration"},
		{"now", "no argument"},
		{"-spectators 2000000000", "ulimit -n"},
	} {
		var out, errOut bytes.Buffer
		code := run(t.Context(), strings.Fields(test.args), &out, &errOut)
		if code != misuse || !strings.Contains(errOut.String(), test.want) {
			t.Errorf("load %s: exit code %d, %q; want %d and %q", test.args, code, errOut.String(), misuse, test.want)
		}
	}
}

func TestLoopbackAndAllowedTargetsAreTaken(t *testing.T) {
	for _, args := range []string{"", "-url http://127.0.0.2:1", "-url http://[::1]:8080/", "-url https://chess.example.org/club -allow-remote"} {
		if _, err := readConfig(strings.Fields(args), new(bytes.Buffer)); err != nil {
			t.Errorf("load %s: %v", args, err)
		}
	}
}

func TestServerThatIsNotThereIsAnError(t *testing.T) {
	var out, errOut bytes.Buffer
	if code := run(t.Context(), []string{"-url", "http://127.0.0.1:1"}, &out, &errOut); code != faulty {
		t.Errorf("exit code %d, want %d", code, faulty)
	}
	if want := "beginning a game"; !strings.Contains(errOut.String(), want) {
		t.Errorf("got %q, want %q", errOut.String(), want)
	}
}

func TestTooFewFilesAreAClearError(t *testing.T) {
	err := enoughFiles(5068, 1024)
	if err == nil || !strings.Contains(err.Error(), "5068 open files") || !strings.Contains(err.Error(), "ulimit -n 5068") {
		t.Errorf("got %v, want the number that is needed", err)
	}
	if err := enoughFiles(5068, 5068); err != nil {
		t.Errorf("just enough: %v", err)
	}
}

func TestResultsAreAddedToThoseOfTheSameCommit(t *testing.T) {
	c := config{json: filepath.Join(t.TempDir(), "results.json"), commit: "abc", note: "a quiet machine"}
	for want := range 2 {
		r, err := newReport(c)
		if err != nil || r.earlier != want || r.fine() {
			t.Fatalf("got %+v, %v; want %d earlier runs", r, err, want)
		}
		r.Runs = append(r.Runs, runReport{Command: "load", PerSecond: []flow{{}}, LoadAverage: [2]float64{1, 2}})
		if err := r.save(c.json); err != nil || !r.fine() {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(c.json)
	if want := `"loadAverage": [1,2]`; err != nil || !strings.Contains(string(text), want) {
		t.Errorf("got %s, %v; want it to have %s", text, err, want)
	}
	c.commit = "def"
	if _, err := newReport(c); err == nil || !strings.Contains(err.Error(), "commit abc") {
		t.Errorf("got %v, want an error that names the other commit", err)
	}
}

func TestEveryTransportCanBeMeasured(t *testing.T) {
	for _, of := range transport.All() {
		if reads[of.Name] == nil {
			t.Errorf("no reader follows by %s", of.Name)
		}
	}
	if got, want := readTransports("poll,longpoll,sse"), []string{"polling", "long-polling", "sse"}; !slices.Equal(got, want) {
		t.Errorf("the names of old mean %q, want %q", got, want)
	}
}
