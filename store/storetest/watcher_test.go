package storetest

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"kibitz/store/embedded"
	"kibitz/store/internal/scratch"
)

func TestWatcherLeavesNothing(t *testing.T) {
	dir, err := os.MkdirTemp(scratch.Dir(), "kibitz-watcher-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	server, err := embedded.Start(t.Context(), embedded.Options{Dir: dir, NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // one is enough, and the second one knows
		if err := startWatcher(dir, 10*time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "postgres", "data")); err != nil {
		t.Errorf("gone while it is used: %v", err)
	}
	if err := server.Close(); err != nil {
		t.Error(err)
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(dir); os.IsNotExist(err) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is still there", dir)
		}
	}
}
