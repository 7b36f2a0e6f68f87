package main

import "fmt"

// enoughFiles says what to do if fewer files can be open than are needed.
func enoughFiles(need, hard uint64) error {
	if hard >= need {
		return nil
	}
	return fmt.Errorf("so many spectators need %d open files, and this process may open %d; "+
		"raise the limit (ulimit -n %d, as root) here and for the server, or ask for fewer -spectators", need, hard, need)
}
