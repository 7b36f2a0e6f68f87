//go:build !unix

package main

import "time"

// raiseFiles has nothing to raise where there is no such limit.
func raiseFiles(uint64) error { return nil }

// ownCPU is not known here.
func ownCPU() time.Duration { return 0 }
