package web

import lru "github.com/hashicorp/golang-lru/v2"

// newCache returns a cache that forgets what was unused for longest. It may be
// used from many goroutines.
func newCache[K comparable, V any](size int) *lru.Cache[K, V] {
	cache, err := lru.New[K, V](size)
	if err != nil {
		panic(err) // the sizes are constants above 0
	}
	return cache
}
