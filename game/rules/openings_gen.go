//go:build ignore

// Makes openings.tsv of the table that ships with the rules library, which is
// that of github.com/lichess-org/chess-openings (CC0).
package main

import (
	"fmt"
	"hash/fnv"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/notnil/chess").Output()
	if err != nil {
		log.Fatal(err)
	}
	table, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "opening", "eco_lichess.tsv"))
	if err != nil {
		log.Fatal(err)
	}
	var lines []string
	seen := map[string]string{}
	for line := range strings.Lines(string(table)) {
		row := strings.Split(strings.TrimSpace(line), "\t") // eco, name, pgn, uci, epd
		if len(row) != 5 || row[0] == "eco" {
			continue
		}
		position := row[4][:strings.LastIndexByte(row[4], ' ')] // without the en passant square
		hash := fnv.New64a()
		hash.Write([]byte(position))
		key := fmt.Sprintf("%016x", hash.Sum64())
		if other := seen[key]; other != "" {
			log.Fatalf("%s and %s have one key", other, row[1])
		}
		seen[key] = row[1]
		lines = append(lines, fmt.Sprintf("%s\t%s\t%s\n", key, row[0], row[1]))
	}
	slices.Sort(lines)
	if err := os.WriteFile("openings.tsv", []byte(strings.Join(lines, "")), 0o644); err != nil {
		log.Fatal(err)
	}
}
