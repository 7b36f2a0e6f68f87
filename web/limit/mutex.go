package limit

// A Mutex is held by one at a time, as a sync.Mutex is. Unlike that one it is made for
// being held while its owner waits for a client: goroutines that want it can give up,
// and time in a test's bubble goes on meanwhile. Make one with NewMutex.
type Mutex chan struct{}

// NewMutex returns a mutex that nobody holds.
func NewMutex() Mutex { return make(Mutex, 1) }

// Lock waits until nobody holds the mutex, and holds it.
func (m Mutex) Lock() { m <- struct{}{} }

// Unlock lets go of the mutex.
func (m Mutex) Unlock() { <-m }
