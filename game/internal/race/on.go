//go:build race

package race

// Enabled reports whether the race detector is on, which makes everything about
// ten times slower.
const Enabled = true
