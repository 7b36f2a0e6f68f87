package web

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// takeAll takes all turns, for addresses that share no lane, and returns the
// function that ends the first turn.
func takeAll(t *testing.T, i *imports) (done func()) {
	t.Helper()
	for n := range cap(i.readers) {
		end, err := i.turn(apart(i, n))
		if err != nil {
			t.Fatalf("turn %d: %v", n, err)
		}
		if n == 0 {
			done = end
		}
	}
	return done
}

// apart returns an address in the lane of the given number.
func apart(i *imports, lane int) string {
	for address := "a"; ; address += "a" {
		if i.lane(address) == i.lanes[lane] {
			return address
		}
	}
}

func TestFilesAreReadInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := newImports()
		done := takeAll(t, i)
		last := apart(i, len(i.lanes)-1)
		began := time.Now()
		if _, err := i.turn(last); !errors.Is(err, errManyImports) || time.Since(began) != importPatience {
			t.Errorf("while all read: got %v after %v, want errManyImports after %v", err, time.Since(began), importPatience)
		}
		time.AfterFunc(time.Second, done) // synthetic
		began = time.Now()
		end, err := i.turn(last)
		if err != nil || time.Since(began) != time.Second {
			t.Errorf("one ends in a second: got %v after %v", err, time.Since(began))
		}
		end()
	})
}

func TestAnAddressReadsOneFileAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := newImports()
		i.readers = make(chan struct{}, 4)
		for range 3 {
			done, err := i.turn("a")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := i.turn("a"); !errors.Is(err, errManyImports) {
				t.Errorf("a second file: got %v, want errManyImports", err)
			}
			other := apart(i, 0)
			if i.lane("a") == i.lanes[0] {
				other = apart(i, 1)
			}
			if end, err := i.turn(other); err != nil {
				t.Errorf("another address: %v", err)
			} else {
				end()
			}
			done()
		}
		if len(i.readers) != 0 {
			t.Errorf("%d turns were not given back", len(i.readers))
		}
	})
}

// A body reserves only what has arrived, so that a slow one keeps nobody out; the
// reservation is released.
func TestBodiesShareMemory(t *testing.T) {
	i := newImports()
	small := func(address string) *heldBody {
		body := i.hold(strings.NewReader("1. e4"), address)
		if _, err := io.ReadAll(body); err != nil {
			t.Fatalf("a small body: %v", err)
		}
		return body
	}
	held := []*heldBody{small("a")}
	if i.bytes != importStep {
		t.Errorf("a small body reserves %d bytes, want %d", i.bytes, importStep)
	}
	large := strings.Repeat("x", maxImportBody)
	var refused []string
	for _, address := range strings.Fields("a a a b b b c c c d") {
		body := i.hold(strings.NewReader(large), address)
		held = append(held, body)
		if _, err := io.ReadAll(body); errors.Is(err, errManyImports) {
			refused = append(refused, address)
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(refused, " "); got != "a a b c c d" {
		t.Errorf("bodies of %s are refused", got)
	}
	for _, body := range held {
		body.release()
		body.release() // releasing twice has no further effect
	}
	if i.bytes != 0 || len(i.byAddress) != 0 {
		t.Errorf("%d bytes of %v are not given back", i.bytes, i.byAddress)
	}
}
