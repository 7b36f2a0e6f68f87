package web

import (
	"time"

	"kibitz/game/pgn"
	"kibitz/web/request"
)

// Every limit of this package that protects the server, by what it bounds. An
// address may be a school of 200 players behind one router: a limit by address is
// what they need together, with room to spare. docs/limits.md has the table of all
// limits, and a test compares the two.

// Limits are what an operator may set. 0 is the default.
type Limits struct {
	Readers           int // that may wait at once
	ReadersPerAddress int // and of these, from one address
	// ReadsPerAddress is what one address may read a second, in units of about 0.1 ms
	// of a processor.
	ReadsPerAddress int
}

// Requests a second, and how many at once after a pause.
const (
	// By address, of all that is no reading. Two hundred pupils who start or join a
	// game at the same moment as new guests are 2,200.
	addressRate, addressBurst = 200, 3000
	playerRate, playerBurst   = 25, 150
	seekRate, seekBurst       = 1, 60   // by address: everybody in the lobby sees them
	pictureRate, pictureBurst = 5, 100  // by address, that have to be drawn: some 20 ms each
	labRate, labBurst         = 0.5, 30 // by address: new labs
	talkerRate, talkerBurst   = 1, 3    // messages of a player
	// Messages of all spectators of a game. Each takes a turn at its game, as a move
	// does, and their talk must not hold up play.
	roomRate, roomBurst = 5, 10
	// And of those from one address, which must leave room for others to speak.
	roomAddressRate, roomAddressBurst = 2, 5

	// A new guest is a row in the database for ever, and counts as so many requests.
	guestCost = 10
	// An import is work by its size: so many requests, and one more for each so many
	// bytes.
	importCost    = 10
	importedBytes = 4 << 10
)

// What one address may read: a second, and at once after a pause, in units of
// about 0.1 ms of a processor, so that one address gets about a fifth of it. Two
// hundred players behind one router who load a page at the same moment take a sixth
// of the burst, and a twentieth of the rate when they poll every two seconds. The
// rate can be set, and the burst goes with it.
const (
	readRate  = 2000
	readBurst = 10 * readRate

	readCost  = 1       // of any request that reads
	pageCost  = 10      // of a page, more
	readBytes = 4 << 10 // of a game in memory, each so many one more: the work to show it

	// How long a refusal is held back.
	refusalPause = time.Second

	// What was read before it was known to be too much is paid later, up to this
	// much: requests that come together share one reading, and each pays for it.
	maxReadDebt = 5000
)

// Requests of one address that read at the same time; streams and requests that are
// held are not among them. A page takes a few milliseconds, so a class that loads
// one together waits for less than a second.
const readsAtOnce = 16

// Games of more bytes than this are large, and so many of them are shown at once,
// since each answer is some megabytes that wait for a client to take them.
const (
	largeGame  = 256 << 10
	largeGames = 16
)

// Games against computers that one address may start: a class or two behind one
// router begin in the same minute, and each of them plays again after some. How
// many run has no limit by address; the computers share their time by address.
const computerGameRate, computerGameBurst = 1, 250

// Seeks of one address that are open at a time, and addresses of which that is
// known.
const (
	seeksPerAddress = 100
	maxSeekers      = 4_096
	// While the lobby's list is full, so many of an address's seeks that are not in it
	// are looked at, for each new one.
	lookedAtOnce = 4
)

// Sizes of what a client sends, in bytes if nothing else is said.
const (
	maxImportBody = 3*pgn.MaxFile + request.MaxBody // in a form or in JSON a character may take three bytes
	maxParts      = 16                              // of a multipart form
	maxToken      = 100                             // that is looked up; ours have 26
)

// Time that a client may take. Streams bound each write by itself, in web/feed.
const (
	readTimeout   = 15 * time.Second // to send a request
	answerTimeout = 30 * time.Second // to take its answer
	stoppingRead  = 2 * time.Second  // to send a request once the server stops
)

// What is remembered because it takes long to find out.
const (
	rememberedTokens   = 10_000 // who is who
	rememberedGames    = 10_000 // who plays
	rememberedPictures = 200
	pictureBytes       = 16 << 20 // all of them together; one has some 80 kB
)

// Addresses of requests, and what else nobody means by accident: all far above what
// a page of Kibitz or a plain client sends.
const (
	maxQuery       = 8 << 10 // bytes of an address's query; a page of 64 boards has 3,000
	maxQueryFields = 256     // and these, as "a=b"; that page has 130
	maxHost        = 255 + 6 // bytes of the header Host: a name of DNS, and a port
	maxDisposition = 1 << 10 // bytes of a part's header that names a field and a file; a file's name has 255
	maxRanges      = 4       // of a file that are asked for at once; with more all of it is sent
)

// Reading games from PGN. The largest file takes a processor for about a second,
// so half of the processors read at most, a file of one address at a time.
const (
	// Bytes of all bodies that arrive or wait for their turn.
	importBytes           = 16 << 20
	importBytesPerAddress = 2 * (maxImportBody + importStep) // a school's hundred small files
	importStep            = 64 << 10                         // by which a body reserves more as it arrives

	importPatience = 3 * time.Second // that a file waits for its turn
	importLanes    = 64              // over which addresses are spread to take turns

	// Longest text that comes back in the form, with what is wrong in it.
	maxPastedBack = 128 << 10
)
