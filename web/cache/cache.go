package cache

import (
	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// New returns a cache that evicts the entry unused for longest. It may be used from
// many goroutines.
func New[K comparable, V any](size int) *lru.Cache[K, V] {
	cache, err := lru.New[K, V](size)
	if err != nil {
		panic(err) // the sizes are constants above 0
	}
	return cache
}

// NewLRU is New for one goroutine at a time. It calls forgotten with each entry that
// leaves the cache, unless forgotten is nil.
func NewLRU[K comparable, V any](size int, forgotten func(K, V)) *simplelru.LRU[K, V] {
	list, err := simplelru.NewLRU(size, forgotten)
	if err != nil {
		panic(err) // the sizes are constants above 0
	}
	return list
}

// A Shared is a cache of which no address fills more than its share: beyond that it
// evicts what that address has not used for longest. It is for one goroutine at a
// time.
type Shared[V any] struct {
	share     int
	all       *simplelru.LRU[string, owned[V]]
	byAddress map[string]*simplelru.LRU[string, struct{}] // keys, of addresses that have any
}

type owned[V any] struct {
	value   V
	address string
}

func NewShared[V any](size, share int) *Shared[V] {
	c := &Shared[V]{share: share, byAddress: make(map[string]*simplelru.LRU[string, struct{}])}
	c.all = NewLRU(size, func(key string, o owned[V]) {
		keys := c.byAddress[o.address]
		if keys.Remove(key); keys.Len() == 0 {
			delete(c.byAddress, o.address)
		}
	})
	return c
}

// Get returns the value of a key, whichever address added it.
func (c *Shared[V]) Get(key string) (V, bool) {
	o, ok := c.all.Get(key)
	if ok {
		c.byAddress[o.address].Get(key)
	}
	return o.value, ok
}

// Add stores a value under a new key and counts it against an address's share.
func (c *Shared[V]) Add(address, key string, value V) {
	c.all.Add(key, owned[V]{value, address})
	keys := c.byAddress[address]
	if keys == nil {
		keys = NewLRU(c.share, func(key string, _ struct{}) { c.all.Remove(key) })
		c.byAddress[address] = keys
	}
	keys.Add(key, struct{}{})
}
