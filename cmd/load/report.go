package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"runtime/debug"
	"text/tabwriter"
	"time"
)

// A report has the results of runs, as -json keeps them. Times are in milliseconds
// unless they say otherwise.
type report struct {
	Machine string      `json:"machine"`
	Commit  string      `json:"commit"`
	Note    string      `json:"note,omitempty"`
	Runs    []runReport `json:"runs"`

	earlier int // runs of earlier calls
}

// A runReport is the results of one run.
type runReport struct {
	Date        time.Time         `json:"date"`
	Command     string            `json:"command"`
	Spectators  int               `json:"spectators"`
	Games       int               `json:"games"`
	Rate        float64           `json:"rate"` // moves a second that were wanted, in each game
	Moves       int64             `json:"moves"`
	Seconds     float64           `json:"seconds"` // from the first move until all had the last
	Transports  []transportReport `json:"transports"`
	Ack         percentiles       `json:"ack"` // from sending a move to its acknowledgement
	Server      serverReport      `json:"server"`
	LoadCPU     float64           `json:"loadCpuSeconds"` // that this program took
	LoadAverage [2]float64        `json:"loadAverage"`    // of the machine, before and after
	PerSecond   []flow            `json:"perSecond"`
	Herd        *herdReport       `json:"herd,omitempty"`
	Faults      []string          `json:"faults,omitempty"`
}

// A serverReport is what the server's process used; without its Postgres.
type serverReport struct {
	CPU          float64 `json:"cpuSeconds"`
	CPUPerUpdate float64 `json:"cpuMicrosecondsPerUpdate"`
	RSS          float64 `json:"rssBytes"` // at the end
	Goroutines   float64 `json:"goroutines"`
}

// A transportReport is what the readers of one transport saw.
type transportReport struct {
	Transport string `json:"transport"`
	Readers   int    `json:"readers"`
	flow
	Snapshots  int64       `json:"snapshots"` // that stood for many events
	Delivery   percentiles `json:"delivery"`  // from the event's time at the server
	SinceSent  percentiles `json:"sinceSent"` // from when the player sent the move
	PerUpdate  perUpdate   `json:"perUpdate"`
	Missed     int64       `json:"missed"`
	Doubled    int64       `json:"doubled"`
	Reordered  int64       `json:"reordered"`
	Reconnects int64       `json:"reconnects"`
	Errors     int64       `json:"errors"`
}

type perUpdate struct {
	Requests float64 `json:"requests"`
	Up       float64 `json:"up"`
	Down     float64 `json:"down"`
}

// newReport begins a report with the runs that the file already has. So runs of one
// transport each, on a freshly started server, can be collected.
func newReport(c config) (*report, error) {
	r := &report{
		Commit: cmp.Or(c.commit, ownCommit()), Note: c.note,
		Machine: fmt.Sprintf("%d cores, %s/%s, %s", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version()),
	}
	if c.json == "" {
		return r, nil
	}
	text, err := os.ReadFile(c.json)
	if errors.Is(err, os.ErrNotExist) {
		return r, nil
	}
	var before report
	if err == nil {
		err = json.Unmarshal(text, &before)
	}
	if err != nil {
		return nil, err
	}
	if before.Machine != r.Machine || before.Commit != r.Commit {
		return nil, fmt.Errorf("%s has results of %s at commit %s; name another file", c.json, before.Machine, before.Commit)
	}
	r.Runs, r.earlier, r.Note = before.Runs, len(before.Runs), cmp.Or(c.note, before.Note)
	return r, nil
}

// ownCommit returns the commit that this program was built from, if it is known.
func ownCommit() string {
	commit, changed := "unknown", ""
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return commit
	}
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = " with changes"
		}
	}
	return commit + changed
}

// fill adds what the readers saw to the results of a run.
func (b *bench) fill(one *runReport, seconds []flow) {
	one.Spectators, one.Games, one.Rate, one.Moves = b.spectators, b.games, b.rate, b.moves.Load()
	one.Ack, one.PerSecond, one.Herd, one.Faults = b.ack.summary(), seconds, b.herd.summary(), b.faults.list()
	for _, t := range b.tallies {
		n := t.measured.Delivered
		one.Transports = append(one.Transports, transportReport{
			Transport: t.name, Readers: t.readers, flow: t.measured, Snapshots: t.snapshots.Load(),
			Delivery: t.delivery.summary(), SinceSent: t.sinceSent.summary(),
			PerUpdate: perUpdate{
				each(float64(t.measured.Requests), n), each(float64(t.measured.Up), n), each(float64(t.measured.Down), n),
			},
			Missed: t.missed.Load(), Doubled: t.doubled.Load(), Reordered: t.reordered.Load(),
			Reconnects: t.reconnects.Load(), Errors: t.errors.Load(),
		})
	}
}

// fine reports whether every reader got every event, once and in order.
func (r *report) fine() bool {
	for _, run := range r.Runs[r.earlier:] {
		for _, t := range run.Transports {
			if t.Missed+t.Doubled+t.Reordered+t.Errors > 0 {
				return false
			}
		}
	}
	return len(r.Runs) > r.earlier
}

// print prints a table.
func (r *report) print(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "transport\treaders\tupdates\tp50 ms\tp90 ms\tp99 ms\tmax ms\trequests\tB down\tB up\tserver µs\tRSS MiB\tload µs\tmissed\tdoubled\treordered\terrors\t")
	for _, run := range r.Runs[r.earlier:] {
		var updates int64
		for _, t := range run.Transports {
			updates += t.Delivered
		}
		for _, t := range run.Transports {
			d := t.SinceSent
			fmt.Fprintf(w, "%s\t%d\t%d\t%.1f\t%.1f\t%.1f\t%.1f\t%.2f\t%.0f\t%.0f\t%.1f\t%.0f\t%.1f\t%d\t%d\t%d\t%d\t\n",
				t.Transport, t.Readers, t.Delivered, d.P50, d.P90, d.P99, d.Max,
				t.PerUpdate.Requests, t.PerUpdate.Down, t.PerUpdate.Up,
				run.Server.CPUPerUpdate, run.Server.RSS/(1<<20), each(run.LoadCPU*1e6, updates),
				t.Missed, t.Doubled, t.Reordered, t.Errors)
		}
	}
	_ = w.Flush()
	fmt.Fprintln(out, "Times since the player sent the move; requests, bytes and CPU time per update that a reader got.")
	for _, run := range r.Runs[r.earlier:] {
		for _, fault := range run.Faults {
			fmt.Fprintln(out, fault)
		}
	}
}

// Lists of numbers are long, and go on one line.
var numbers, blanks = regexp.MustCompile(`\[[][\d.,\s]+\]`), regexp.MustCompile(`\s+`)

// save writes the results into a file, if one is named.
func (r *report) save(file string) error {
	if file == "" {
		return nil
	}
	text, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return err
	}
	text = numbers.ReplaceAllFunc(text, func(list []byte) []byte { return blanks.ReplaceAll(list, nil) })
	return os.WriteFile(file, append(text, '\n'), 0o644)
}
