package web

import (
	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// newCache returns a cache that forgets what was unused for longest. It may be
// used from many goroutines.
func newCache[K comparable, V any](size int) *lru.Cache[K, V] {
	cache, err := lru.New[K, V](size)
	if err != nil {
		panic(err) // the sizes are constants above 0
	}
	return cache
}

// newLRU is newCache for one goroutine at a time. Forgotten is called with each
// entry that goes; nil is for nobody.
func newLRU[K comparable, V any](size int, forgotten func(K, V)) *simplelru.LRU[K, V] {
	list, err := simplelru.NewLRU(size, forgotten)
	if err != nil {
		panic(err) // the sizes are constants above 0
	}
	return list
}
