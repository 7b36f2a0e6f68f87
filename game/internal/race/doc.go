// Package race says whether the race detector is on. It is for tests, which leave
// the longest of their work to the run without it.
package race
