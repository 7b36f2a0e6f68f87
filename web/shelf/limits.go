package shelf

import "time"

// Answers to spectators in JSON that are kept, of some 30 kB each for a long game.
const rememberedEncodings = 200

// Games that are kept in memory as they stand, by number and by bytes, of which
// an imported one may have some millions.
const (
	shelfGames = 1000
	shelfBytes = 64 << 20
)

// A shared reading that takes longer fails, for all that wait for it.
const sharedTimeout = 5 * time.Second
