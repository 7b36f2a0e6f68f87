package web

import (
	"testing"
	"testing/synctest"

	"kibitz/web/limit"
)

// Two hundred pupils behind one address who begin at the same moment all become
// guests.
func TestASchoolOfNewGuestsBeginsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := limit.NewRate(addressRate, addressBurst)
		for i := range 200 {
			if l.Take("school", 1) != nil || l.Take("school", guestCost) != nil {
				t.Fatalf("the guest after %d is refused", i)
			}
		}
	})
}
