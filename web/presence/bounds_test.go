package presence

import (
	"fmt"
	"strconv"
	"testing"

	"kibitz/game"
)

// Every map of this package, filled as far as anybody from outside can. The test of
// the whole program, in cmd/kibitz, finds those that are missing here.
func TestEveryMapIsBounded(t *testing.T) {
	for _, c := range []struct {
		place string
		limit int
		fill  func(t *testing.T) (size int)
	}{
		{"web/presence.Presence.games", maxAttendances, func(*testing.T) int {
			p := quietPresence()
			for i := range 2 * maxAttendances {
				p.Enter(spectatorAt(strconv.Itoa(i), i, nthGame(i)))
			}
			return p.games.Len()
		}},
		{"web/presence.attendance.spectators", maxSpectators, func(*testing.T) int {
			p := quietPresence()
			crowd(p, 2*maxSpectators)
			return len(p.known(nthGame(0)).spectators)
		}},
		{"web/presence.attendance.byAddress", maxSpectators, func(*testing.T) int {
			p := quietPresence()
			crowd(p, 2*maxSpectators)
			return len(p.known(nthGame(0)).byAddress)
		}},
		{"web/presence.elsewhere.there", maxServers, func(*testing.T) int {
			p := quietPresence()
			for i := range 2 * maxServers {
				p.hear(strconv.Itoa(i), nthGame(0), game.Here{Spectators: 1})
			}
			return len(p.known(nthGame(0)).there)
		}},
	} {
		if size := c.fill(t); size > c.limit {
			t.Errorf("%s has %d entries, want at most %d", c.place, size, c.limit)
		}
	}
}

func nthGame(i int) game.ID { return game.ID(fmt.Sprintf("%08d", i)) }
