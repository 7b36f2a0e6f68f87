package web

import (
	"hash/maphash"
	"io"
	"runtime"
	"sync"
	"time"

	"kibitz/web/limit"
)

// errManyImports refuses an import that may be accepted a few seconds later.
var errManyImports = limit.NewUsedUp("too many games are being read just now; try again in a few seconds", importPatience)

// imports bounds what all imports together take of this server: memory, by the bytes
// of bodies that have arrived, and processors, by the files that are parsed at once.
// A slow body takes only as much memory as has arrived, and no processor. It may be
// used from many goroutines.
type imports struct {
	mu        sync.Mutex
	bytes     int
	byAddress map[string]int // bytes; only addresses with any

	// Addresses that share a lane have one file parsed at a time, so that no address
	// can take all processors.
	lanes   [importLanes]limit.Mutex
	seed    maphash.Seed
	readers chan struct{}
}

func newImports() *imports {
	i := &imports{
		byAddress: make(map[string]int), seed: maphash.MakeSeed(),
		readers: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2)), // the other half is left for play
	}
	for n := range i.lanes {
		i.lanes[n] = limit.NewMutex()
	}
	return i
}

// turn waits until a file of an address may be parsed, for at most importPatience.
// done ends the turn.
func (i *imports) turn(address string) (done func(), err error) {
	patience := time.NewTimer(importPatience)
	defer patience.Stop()
	lane := i.lane(address)
	select {
	case lane <- struct{}{}:
	case <-patience.C:
		return nil, errManyImports
	}
	select {
	case i.readers <- struct{}{}:
		return func() { <-i.readers; lane.Unlock() }, nil
	case <-patience.C:
		lane.Unlock()
		return nil, errManyImports
	}
}

// lane is the lane of an address. The seed is random, so nobody outside can tell
// which addresses share a lane.
func (i *imports) lane(address string) limit.Mutex {
	return i.lanes[maphash.String(i.seed, address)%uint64(len(i.lanes))]
}

// reserve takes bytes for an address; false if the address or the server would
// exceed its limit.
func (i *imports) reserve(address string, bytes int) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.bytes+bytes > importBytes || i.byAddress[address]+bytes > importBytesPerAddress {
		return false
	}
	i.bytes += bytes
	i.byAddress[address] += bytes
	return true
}

// give returns reserved bytes of an address.
func (i *imports) give(address string, bytes int) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.bytes -= bytes
	if i.byAddress[address] -= bytes; i.byAddress[address] <= 0 {
		delete(i.byAddress, address)
	}
}

// A heldBody is a body that reserves memory as it arrives. It belongs to one
// goroutine.
type heldBody struct {
	body           io.Reader
	imports        *imports
	address        string
	read, reserved int // bytes
}

// hold returns a body that reserves memory for an address until it is released.
func (i *imports) hold(body io.Reader, address string) *heldBody {
	return &heldBody{body: body, imports: i, address: address}
}

// Read fails with errManyImports when there is no memory left.
func (b *heldBody) Read(p []byte) (int, error) {
	n, err := b.body.Read(p)
	for b.read += n; b.reserved < b.read; b.reserved += importStep {
		if !b.imports.reserve(b.address, importStep) {
			return n, errManyImports
		}
	}
	return n, err
}

func (b *heldBody) release() {
	b.imports.give(b.address, b.reserved)
	b.reserved = 0
}
