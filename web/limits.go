package web

import (
	"time"

	"kibitz/game/pgn"
	"kibitz/web/request"
)

// Every limit of this package that protects the server, grouped by what it bounds.
// An address may be a school of 200 players behind one router, so a limit by address
// is what such a school needs, with room to spare. docs/limits.md has a table of all
// limits, and a test compares the two.

// Limits are what an operator may set. 0 is the default.
type Limits struct {
	Readers           int // that may wait at once
	ReadersPerAddress int // of these, from one address
	// ReadsPerAddress is what one address may read per second, in units of about 0.1
	// ms of processor time.
	ReadsPerAddress int
}

// Requests per second, and the burst after a pause.
const (
	// By address, all requests other than reads. Two hundred pupils who start or
	// join a game at the same moment as new guests count as 2,200.
	addressRate, addressBurst = 200, 3000
	playerRate, playerBurst   = 25, 150
	seekRate, seekBurst       = 1, 60   // by address: everybody in the lobby sees them
	pictureRate, pictureBurst = 5, 100  // by address, pictures to be drawn: some 20 ms each
	labRate, labBurst         = 0.5, 30 // by address: new labs
	talkerRate, talkerBurst   = 1, 3    // messages of a player
	// Messages of all spectators of a game. Each takes a turn at its game, as a move
	// does, and chat must not delay play.
	roomRate, roomBurst = 5, 10
	// Messages of spectators from one address, which must leave room for others.
	roomAddressRate, roomAddressBurst = 2, 5

	// A new guest is a row in the database for ever, and counts as this many
	// requests.
	guestCost = 10
	// An import costs work by its size: importCost requests, and one more per
	// importedBytes of its body.
	importCost    = 10
	importedBytes = 4 << 10
)

// What one address may read: per second, and as a burst, in units of about 0.1 ms of
// processor time, so that one address gets about a fifth of a processor. Two hundred
// players behind one router who load a page at the same moment use a sixth of the
// burst, and a twentieth of the rate when they poll every two seconds. The rate is
// configurable, and the burst scales with it.
const (
	readRate  = 2000
	readBurst = 10 * readRate

	readCost  = 1       // any request that reads
	pageCost  = 10      // in addition, for a page
	readBytes = 4 << 10 // one more per readBytes of a game in memory: the work to show it

	// How long a refusal is delayed.
	refusalPause = time.Second

	// What was read before its cost was known is paid later, up to this debt:
	// requests that come together share one reading, and each pays for it.
	maxReadDebt = 5000
)

// Requests of one address that read at the same time, not counting streams and
// requests that are held. A page takes a few milliseconds, so a class that loads one
// together waits for less than a second.
const readsAtOnce = 16

// Games of more than largeGame bytes are large. At most largeGames of them are shown
// at once, since each answer is some megabytes that wait for a client to read them.
const (
	largeGame  = 256 << 10
	largeGames = 16
)

// Games against computers that one address may start: a class or two behind one
// router begin in the same minute, and each pupil plays again some minutes later.
// The number of running games has no limit by address; addresses share the
// computers' time.
const computerGameRate, computerGameBurst = 1, 250

// Open seeks of one address, and the number of addresses for which they are counted.
const (
	seeksPerAddress = 100
	maxSeekers      = 4_096
	// While the lobby's list is full, each new seek checks at most this many of the
	// address's seeks that are not in the list.
	lookedAtOnce = 4
)

// Sizes of what a client sends, in bytes unless noted.
const (
	maxImportBody = 3*pgn.MaxFile + request.MaxBody // encoded in a form or in JSON, a character may take three bytes
	maxParts      = 16                              // of a multipart form
	maxToken      = 100                             // longest token that is looked up; ours have 26
)

// Time that a client may take. Streams bound each write themselves, in web/feed.
const (
	readTimeout   = 15 * time.Second // to send a request
	answerTimeout = 30 * time.Second // to take its answer
	stoppingRead  = 2 * time.Second  // to send a request once the server stops
)

// Sizes of caches for what takes long to find out.
const (
	rememberedTokens   = 10_000 // who is who
	rememberedGames    = 10_000 // who plays
	rememberedPictures = 200
	pictureBytes       = 16 << 20 // in total; a picture has some 80 kB
)

// Sizes of a request's address and headers that nobody reaches by accident: all far
// above what a page of Kibitz or a plain client sends.
const (
	maxQuery       = 8 << 10 // bytes of a query; a page of 64 boards sends 3,000
	maxQueryFields = 256     // fields of a query, as "a=b"; that page sends 130
	maxHost        = 255 + 6 // bytes of the header Host: a name of DNS, and a port
	maxDisposition = 1 << 10 // bytes of a part's Content-Disposition; a file's name has 255
	maxRanges      = 4       // ranges of a file in one request; with more the whole file is sent
)

// Reading games from PGN. The largest file takes a processor for about a second, so
// files occupy at most half of the processors, and each address one at a time.
const (
	// Bytes of all bodies that are arriving or waiting for their turn.
	importBytes           = 16 << 20
	importBytesPerAddress = 2 * (maxImportBody + importStep) // a school's hundred small files
	importStep            = 64 << 10                         // step by which a body reserves memory as it arrives

	importPatience = 3 * time.Second // longest wait of a file for its turn
	importLanes    = 64              // addresses are spread over these to take turns

	// Longest pasted text that is returned in the form together with its error.
	maxPastedBack = 128 << 10
)
