package web

import (
	"strconv"
	"testing"
)

// One address that fills a cache pushes out its own.
func TestSharedCacheGivesEachAddressItsShare(t *testing.T) {
	c := newSharedCache[int](10, 4)
	c.add("a", "a0", 0)
	for i := range 100 {
		c.add("b", "b"+strconv.Itoa(i), i)
	}
	if _, ok := c.get("a0"); !ok {
		t.Error("what another address had is gone")
	}
	if got := c.all.Len(); got != 5 {
		t.Errorf("%d are kept, want one of a and four of b", got)
	}
	for _, key := range []string{"b96", "b97", "b98", "b99"} {
		if _, ok := c.get(key); !ok {
			t.Errorf("%s is gone, one of the newest of its address", key)
		}
	}
	c.get("b96")
	c.add("b", "b100", 100)
	if _, ok := c.get("b97"); ok {
		t.Error("b97 is kept, which was unused for longest")
	}
	for i := range 100 { // many addresses fill all of it
		c.add(strconv.Itoa(i), "c"+strconv.Itoa(i), i)
	}
	if c.all.Len() != 10 || len(c.byAddress) != 10 {
		t.Errorf("%d are kept of %d addresses, want 10 of 10", c.all.Len(), len(c.byAddress))
	}
}
