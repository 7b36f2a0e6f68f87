package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// A sample is what the server's process has used so far.
type sample struct {
	CPU        float64 // seconds, user and system
	RSS        float64 // bytes
	Goroutines float64
}

// sample reads /metrics, and /proc if the server's pid is known. What the server
// does not tell is 0.
func (b *bench) sample(ctx context.Context) (s sample) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if r, err := http.NewRequestWithContext(ctx, "GET", b.url.String()+"/metrics", nil); err == nil {
		if answer, err := b.api.client.Do(r); err == nil {
			s = parseMetrics(io.LimitReader(answer.Body, maxLine))
			_ = answer.Body.Close()
		}
	}
	if b.pid == 0 {
		return s
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", b.pid))
	if err != nil {
		b.faults.note("the server's CPU time: %v", err)
		return s
	}
	s.CPU, s.RSS = parseStat(string(text))
	return s
}

// parseMetrics reads the metrics that every Go program has.
func parseMetrics(text io.Reader) (s sample) {
	for lines := bufio.NewScanner(text); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), " ")
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			continue
		}
		switch name {
		case "process_cpu_seconds_total":
			s.CPU = n
		case "process_resident_memory_bytes":
			s.RSS = n
		case "go_goroutines":
			s.Goroutines = n
		}
	}
	return s
}

// parseStat reads /proc/PID/stat, see proc_pid_stat(5). Linux tells times in
// hundredths of a second, whatever its own clock does.
func parseStat(text string) (cpu, rss float64) {
	// The name of the program is in brackets, and may hold anything.
	fields := strings.Fields(text[strings.LastIndexByte(text, ')')+1:])
	if len(fields) < 22 {
		return 0, 0
	}
	user, _ := strconv.ParseFloat(fields[11], 64)
	system, _ := strconv.ParseFloat(fields[12], 64)
	pages, _ := strconv.ParseFloat(fields[21], 64)
	return (user + system) / 100, pages * float64(os.Getpagesize())
}

// loadAverage returns the machine's load over the last minute, 0 where that is
// not known.
func loadAverage() float64 {
	text, _ := os.ReadFile("/proc/loadavg")
	first, _, _ := strings.Cut(string(text), " ")
	n, _ := strconv.ParseFloat(first, 64)
	return n
}
