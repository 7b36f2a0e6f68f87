package webtest

import (
	"context"
	"fmt"
	"testing"
)

// ForExample stands in for the testing.TB that an Example does not have: it panics where
// a test would fail. The caller calls done at the end.
func ForExample() (t testing.TB, done func()) {
	e := new(example)
	e.ctx, e.cancel = context.WithCancel(context.Background())
	return e, e.done
}

type example struct {
	testing.TB // nil, for the methods that are not needed
	ctx        context.Context
	cancel     context.CancelFunc
	cleanups   []func()
}

func (e *example) Helper()                           {}
func (e *example) Context() context.Context          { return e.ctx }
func (e *example) Cleanup(f func())                  { e.cleanups = append(e.cleanups, f) }
func (e *example) Fatal(args ...any)                 { panic(fmt.Sprint(args...)) }
func (e *example) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

// done calls what Cleanup was given, the last first.
func (e *example) done() {
	e.cancel()
	for i := len(e.cleanups) - 1; i >= 0; i-- {
		e.cleanups[i]()
	}
}
