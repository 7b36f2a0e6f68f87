package limit

// A Mutex is held by one goroutine at a time, like a sync.Mutex. Unlike that, it may
// be held while its owner waits for a client: waiting goroutines can give up, and
// time in a synctest bubble advances meanwhile. Make one with NewMutex.
type Mutex chan struct{}

// NewMutex returns an unlocked mutex.
func NewMutex() Mutex { return make(Mutex, 1) }

// Lock waits until the mutex is free, and takes it.
func (m Mutex) Lock() { m <- struct{}{} }

// Unlock releases the mutex.
func (m Mutex) Unlock() { <-m }
