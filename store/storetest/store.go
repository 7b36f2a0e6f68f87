package storetest

import (
	"testing"

	"kibitz/store"
)

// New returns a store over a clean database of its own. It is closed when the
// test ends.
func New(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), Database(t))
	if err != nil {
		t.Fatalf("opening the test's database: %v", err)
	}
	t.Cleanup(s.Close)
	return s
}
