package cache

import (
	"strconv"
	"testing"
)

// An address that fills the cache evicts only its own entries.
func TestSharedCacheGivesEachAddressItsShare(t *testing.T) {
	c := NewShared[int](10, 4)
	c.Add("a", "a0", 0)
	for i := range 100 {
		c.Add("b", "b"+strconv.Itoa(i), i)
	}
	if _, ok := c.Get("a0"); !ok {
		t.Error("what another address had is gone")
	}
	if got := c.all.Len(); got != 5 {
		t.Errorf("%d are kept, want one of a and four of b", got)
	}
	for _, key := range []string{"b96", "b97", "b98", "b99"} {
		if _, ok := c.Get(key); !ok {
			t.Errorf("%s is gone, one of the newest of its address", key)
		}
	}
	c.Get("b96")
	c.Add("b", "b100", 100)
	if _, ok := c.Get("b97"); ok {
		t.Error("b97 is kept, which was unused for longest")
	}
	for i := range 100 { // many addresses fill all of it
		c.Add(strconv.Itoa(i), "c"+strconv.Itoa(i), i)
	}
	if c.all.Len() != 10 || len(c.byAddress) != 10 {
		t.Errorf("%d are kept of %d addresses, want 10 of 10", c.all.Len(), len(c.byAddress))
	}
}

// More addresses than fit each fill their share.
func TestSharedIsBounded(t *testing.T) {
	const size, share = 1000, 10
	c := NewShared[int](size, share)
	for i := range 3 * size {
		c.Add(strconv.Itoa(i/(2*share)), strconv.Itoa(i), i)
	}
	if got := c.all.Len(); got > size {
		t.Errorf("%d are kept, want at most %d", got, size)
	}
	if got := len(c.byAddress); got > size {
		t.Errorf("%d addresses are known, want at most %d", got, size)
	}
}
