package https

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestSelfMadeCertificateIsKeptUntilItWillNotDo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "tls", "made.pem")
	now := time.Now()
	open := func(names ...string) []byte {
		t.Helper()
		s := &selfMade{path: path, names: names, log: slog.New(slog.DiscardHandler), now: func() time.Time { return now }}
		c, err := s.certificate(nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if err := c.Leaf.VerifyHostname(name); err != nil {
				t.Error(err)
			}
		}
		return c.Certificate[0]
	}
	first := open("localhost", "127.0.0.1")
	for file, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: got %v, %v, want %v", file, info.Mode(), err, want)
		}
	}
	if !bytes.Equal(open("localhost", "127.0.0.1"), first) {
		t.Error("after a restart there is another one")
	}
	now = now.Add(330 * 24 * time.Hour)
	if !bytes.Equal(open("localhost"), first) {
		t.Error("it was made again long before its end")
	}
	now = now.Add(10 * 24 * time.Hour)
	second := open("localhost")
	if bytes.Equal(second, first) {
		t.Error("near its end it was not made again")
	}
	third := open("localhost", "club.example")
	if bytes.Equal(third, second) {
		t.Error("for another name it was not made again")
	}
	if err := os.WriteFile(path, []byte("rubbish"), 0o600); err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(open("localhost"), third) {
		t.Error("it was read from rubbish")
	}
}

func TestSelfMadeCertificateThatCannotBeKeptServesAnyway(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	s := &selfMade{path: filepath.Join(file, "tls", "made.pem"), names: []string{"localhost"}, log: slog.New(slog.NewTextHandler(&log, nil)), now: time.Now}
	c, err := s.certificate(nil)
	again, _ := s.certificate(nil)
	if err != nil || c == nil || c != again || strings.Count(log.String(), "cannot be kept") != 1 {
		t.Errorf("got %v, %v and %q, want a certificate and one warning", c, err, log.String())
	}
}

func TestCertificateOnDiskIsReadAgainWhenItChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pair.pem")
	write := func(text []byte, at time.Time) {
		t.Helper()
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	make := func() []byte {
		text, err := (&selfMade{names: []string{"localhost"}, now: time.Now}).make()
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	d := &onDisk{cert: path, key: path, log: slog.New(slog.DiscardHandler)}
	if _, err := d.certificate(nil); err == nil {
		t.Error("a file that is not there is no error")
	}
	at := time.Now().Add(-time.Hour)
	write(make(), at)
	first, err := d.certificate(nil)
	if err != nil {
		t.Fatal(err)
	}
	write([]byte("half of"), at.Add(time.Minute))
	if got, err := d.certificate(nil); got != first || err != nil {
		t.Errorf("while it is written: got %v, %v, want the last one", got, err)
	}
	write(make(), at.Add(2*time.Minute))
	if got, err := d.certificate(nil); got == first || err != nil {
		t.Errorf("after that: got the last one, %v", err)
	}
}
