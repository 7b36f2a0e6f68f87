package store

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

func TestConnectionsAreDivided(t *testing.T) {
	for total, want := range map[int]share{
		1: {changes: 1}, 3: {changes: 3},
		4:  {changes: 1, reads: 1, heartbeats: true, health: true},
		5:  {changes: 2, reads: 1, heartbeats: true, health: true},
		16: {changes: 7, reads: 7, heartbeats: true, health: true},
		17: {changes: 8, reads: 7, heartbeats: true, health: true},
	} {
		if got := shareOf(total); got != want {
			t.Errorf("of %d: got %+v, want %+v", total, got, want)
		}
	}
}

// A database that could not write is tried after a while, and not before; one that
// has not failed is not tried at all.
func TestWritingIsTriedAgainAfterAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var w writeHealth
		tried, outcome := 0, error(nil)
		check := func() error {
			return w.check(t.Context(), func(context.Context) error { tried++; return outcome })
		}
		want := func(what string, wantTried int, failing bool) {
			t.Helper()
			if err := check(); (err != nil) != failing || tried != wantTried {
				t.Errorf("%s: got %v after %d tries, want an error: %t, after %d", what, err, tried, failing, wantTried)
			}
		}
		w.note(nil)
		w.note(errors.New("something else"))
		want("nothing has failed", 0, false)
		w.note(&pgconn.PgError{Code: "53100"})
		want("at once", 0, true)
		time.Sleep(tryAfter - time.Millisecond)
		want("a moment too early", 0, true)
		time.Sleep(time.Millisecond)
		outcome = errors.New("still full")
		want("after a while", 1, true)
		want("right after the try", 1, true)
		time.Sleep(tryAfter)
		outcome = nil
		want("after another while", 2, false)
		want("when it can write again", 2, false)
	})
}
