// Package cache keeps what is expensive to compute, and evicts what was unused for
// longest.
package cache
