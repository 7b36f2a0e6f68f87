package embedded_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"kibitz/store/embedded"
)

// throwaway is a cluster that looks as if made with NoSync.
func throwaway(t *testing.T) string {
	t.Helper()
	dir := cluster(t)
	write(t, filepath.Join(dir, "postgres", "no-sync"), "")
	return dir
}

func TestDiscard(t *testing.T) {
	t.Parallel()
	dir := throwaway(t)
	server := start(t, embedded.Options{Dir: dir})
	discarded := make(chan error, 1)
	go func() { discarded <- embedded.Discard(t.Context(), dir, time.Millisecond) }()
	select {
	case err := <-discarded:
		t.Fatalf("discarded while in use: %v", err)
	case <-time.After(300 * time.Millisecond):
		query[int](t, server.URL("postgres"), `select 1`)
	}
	closeServer(t, server)
	if err := <-discarded; err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "postgres")); err == nil {
		t.Error("the folder is still there")
	}
	if err := embedded.Discard(t.Context(), dir, time.Millisecond); err != nil {
		t.Errorf("discard nothing: %v", err)
	}
}

func TestDiscardStopsWhatKilledUsersLeft(t *testing.T) {
	t.Parallel()
	dir := throwaway(t)
	first := startClient(t, "", dir, nil)
	first.url()
	first.kill()
	if err := embedded.Discard(t.Context(), dir, time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if pid := postmaster(t, dir); pid != 0 {
		t.Errorf("process %d is left", pid)
	}
}

func TestDiscardRefusesDataThatIsDear(t *testing.T) {
	t.Parallel()
	dir := cluster(t)
	if err := embedded.Discard(t.Context(), dir, time.Millisecond); err == nil {
		t.Error("no error")
	}
	wantNote(t, start(t, embedded.Options{Dir: dir}).URL("postgres"), 1)
}

// Who comes while it is being deleted gets a new one.
func TestDiscardAgainstNewcomers(t *testing.T) {
	t.Parallel()
	dir := throwaway(t)
	for range 2 {
		gone := make(chan error, 1)
		go func() { gone <- embedded.Discard(t.Context(), dir, 0) }()
		server := start(t, embedded.Options{Dir: dir, NoSync: true})
		query[int](t, server.URL("postgres"), `select 1`)
		go func() { gone <- embedded.Discard(t.Context(), dir, 0) }()
		closeServer(t, server)
		for range 2 {
			if err := <-gone; err != nil {
				t.Error(err)
			}
		}
	}
}
