package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"kibitz/store/storetest"
)

// verified runs "kibitz verify" on a database and returns the faults it prints.
func verified(ctx context.Context, database string, progress io.Writer) (faults []string, err error) {
	v, err := readVerification([]string{"-database", database}, func(string) string { return "" }, io.Discard)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = v.run(ctx, slog.New(slog.DiscardHandler), &out, progress)
	return strings.FieldsFunc(out.String(), func(r rune) bool { return r == '\n' }), err
}

// wantVerified wants all that is kept in a database to agree, and returns the summary.
func wantVerified(t testing.TB, database string) string {
	t.Helper()
	var progress bytes.Buffer
	faults, err := verified(t.Context(), database, &progress)
	for _, f := range faults {
		t.Error("verify: " + f)
	}
	if err != nil {
		t.Errorf("verify: %v", err)
	}
	return strings.TrimSpace(progress.String())
}

// The servers go on while all games are read: the private Postgres is adopted.
func TestVerifyBesideAServer(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	p := start(t, dir)
	white, black := newPlayer(t), newPlayer(t)
	path := p.begin(white, black)
	run := func(args ...string) (status int, text string) {
		cmd := exec.Command(os.Args[0], append([]string{"verify", "-data", dir}, args...)...)
		cmd.Env = append(os.Environ(), asServer+"=1", "DATABASE_URL=")
		out, err := cmd.CombinedOutput()
		var failed *exec.ExitError
		if err != nil && !errors.As(err, &failed) {
			t.Fatal(err)
		}
		return cmd.ProcessState.ExitCode(), string(out)
	}
	for i, move := range knights[:6] {
		if _, err := send([]*http.Client{white, black}[i%2], p.url+path+"/moves", map[string]any{"move": move, "seen": i + 2}); err != nil {
			t.Fatal(err)
		}
		if status, text := run(); status != 0 || !strings.HasPrefix(text, "1 game (100 %)") {
			t.Fatalf("after %d moves: status %d, %s", i+1, status, text)
		}
	}
	if status, text := run("-v"); status != 0 || !strings.Contains(text, "game "+path[len("/games/"):]+": 8 events, no fault\n") {
		t.Errorf("status %d, %s", status, text)
	}
	for _, args := range [][]string{{"-workers", "0"}, {"-workers", "65"}, {"file"}, {"-nonsense"}} {
		if status, text := run(args...); status != 2 || text == "" {
			t.Errorf("%v: status %d, %s; want 2 and why", args, status, text)
		}
	}
	if status, text := run("-help"); status != 0 || !strings.Contains(text, "Usage: kibitz verify") {
		t.Errorf("-help: status %d, %s", status, text)
	}
	storetest.Exec(t, (&cluster{t: t, data: dir}).open(), `update events set san = 'Nf6' where version = 3`)
	if status, text := run(); status != 1 || !strings.Contains(text, `version 3: san is "Nf6", want "Nf3"`) || !strings.Contains(text, "kibitz: 1 fault in 1 of 1 game\n") {
		t.Errorf("status %d, %s; want 1 and the fault", status, text)
	}
}

func TestVerifyMakesNoDatabase(t *testing.T) {
	nowhere := t.TempDir()
	err := verification{data: nowhere, workers: 1}.run(t.Context(), slog.New(slog.DiscardHandler), io.Discard, io.Discard)
	wantRefusal(t, err, "there is no database in "+nowhere+" to verify")
}
