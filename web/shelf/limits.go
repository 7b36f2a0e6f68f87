package shelf

import "time"

// Cached JSON answers to spectators, each some 30 kB for a long game.
const rememberedEncodings = 200

// Cached current games, by number and by bytes; an imported game may have some
// millions of bytes.
const (
	shelfGames = 1000
	shelfBytes = 64 << 20
)

// A shared reading that takes longer than this fails for all that wait for it.
const sharedTimeout = 5 * time.Second
