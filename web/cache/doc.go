// Package cache keeps what is dear to make, and forgets what was unused for longest.
package cache
