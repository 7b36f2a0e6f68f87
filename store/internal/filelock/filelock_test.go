package filelock

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// take is Try for locks that must be free.
func take(t *testing.T, path string, kind Kind) *os.File {
	t.Helper()
	f, err := Try(path, kind)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestWhoMayHoldItTogether(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	first := take(t, path, Shared)
	second := take(t, path, Shared)
	if _, err := Try(path, Exclusive); !errors.Is(err, ErrHeld) {
		t.Fatalf("error %v, want %v", err, ErrHeld)
	}
	if Held(path) {
		t.Error("held exclusively, it says")
	}
	second.Close()
	if err := Change(first, Exclusive); err != nil {
		t.Fatal(err)
	}
	if _, err := Try(path, Shared); !errors.Is(err, ErrHeld) {
		t.Fatalf("error %v, want %v", err, ErrHeld)
	}
	if !Held(path) {
		t.Error("not held, it says")
	}
	first.Close()
	take(t, path, Exclusive)
}

func TestAcquireWaits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	first := take(t, path, Exclusive)
	got := make(chan error)
	go func() {
		second, err := Acquire(t.Context(), path, Exclusive)
		if err == nil {
			second.Close()
		}
		got <- err
	}()
	select {
	case err := <-got:
		t.Fatalf("did not wait: %v", err)
	default:
	}
	first.Close()
	if err := <-got; err != nil {
		t.Fatal(err)
	}
}

func TestAcquireGivesUp(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	take(t, path, Exclusive)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Acquire(ctx, path, Shared); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

// A lock on a file that nobody finds any more would keep nobody out.
func TestFileIsDeletedMeanwhile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	take(t, path, Exclusive)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	second := take(t, path, Exclusive)
	if !current(second, path) {
		t.Error("got a lock on another file than the one at the path")
	}
}

func TestNoFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none", "lock")
	if _, err := Acquire(t.Context(), path, Exclusive); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want %v", err, fs.ErrNotExist)
	}
	if Held(path) {
		t.Error("held, it says")
	}
}
