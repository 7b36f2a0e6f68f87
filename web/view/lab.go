package view

import (
	"cmp"
	"fmt"
	"math"
	"strconv"

	"kibitz/static/words"
)

// LabPage shows the transports at work.
type LabPage struct {
	Load *LoadResult // nil if nothing was measured
	URL  string      // of this server
}

// A LoadResult is a measurement with many spectators, in the format of its file.
type LoadResult struct {
	Date    string    `json:"date"`
	Machine string    `json:"machine"`
	Commit  string    `json:"commit"`
	Command string    `json:"command"`
	Rows    []LoadRow `json:"rows"`
	Herd    *Herd     `json:"herd"` // nil if that was not measured
}

// A LoadRow is one transport in a LoadResult.
type LoadRow struct {
	Transport         string  `json:"transport"`
	Spectators        int     `json:"spectators"`
	P50               float64 `json:"p50ms"`
	P99               float64 `json:"p99ms"`
	RequestsPerUpdate float64 `json:"requestsPerUpdate"`
	BytesPerUpdate    float64 `json:"bytesPerUpdate"`
}

// A technique is the lab's explanation of a transport.
type technique struct {
	name string
	curl string // what follows the host; "" for none
}

var techniques = []technique{
	{transports[0], `curl -i "%s/games/ID/feed?after=2"`},
	{transports[1], `curl -i -H 'Prefer: wait=25' "%s/games/ID/feed?after=2"`},
	{transports[2], `curl -N -H 'Accept: text/event-stream' "%s/games/ID/feed?after=2"`},
	{transports[3], ""},
}

func (p LabPage) command(t technique) string { return fmt.Sprintf(t.curl, p.URL) }

func (p LabPage) head(f Frame) head {
	return head{
		title:       f.Say("labTitle"),
		description: f.Say("labDescription"),
		place:       "/lab",
		style:       "lab",
		script:      "lab",
	}
}

// Layout of the chart of many spectators, in its own units. The axis is logarithmic:
// the values differ by factors of thousands.
const (
	chartLabel, chartWidth  = 95, 440
	chartRow, chartBar      = 44, 14
	chartFrom, chartDecades = 0.1, 6 // from 0.1 ms to 100 s
)

func chartX(ms float64) float64 {
	at := math.Log10(max(ms, chartFrom)/chartFrom) / chartDecades
	return math.Round((chartLabel+min(at, 1)*(chartWidth-chartLabel-60))*10) / 10
}

func (r *LoadResult) viewBox() string {
	return fmt.Sprintf("0 0 %d %d", chartWidth, chartRow*len(r.Rows)+20)
}

// title says how many spectators there were, if all rows have the same number.
func (r *LoadResult) title(l *words.Language) string {
	n := r.Rows[0].Spectators
	for _, row := range r.Rows {
		if row.Spectators != n {
			return l.Say("loadTitleMany")
		}
	}
	return l.Say("loadTitle", "count", withCommas(n))
}

// withCommas writes a number with commas.
func withCommas(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func milliseconds(ms float64) string {
	switch {
	case ms >= 9950:
		return fmt.Sprintf("%.0f s", ms/1000)
	case ms >= 995:
		return fmt.Sprintf("%.1f s", ms/1000)
	case ms >= 9.95:
		return fmt.Sprintf("%.0f ms", ms)
	}
	return fmt.Sprintf("%.1f ms", ms)
}

func decimal(f float64) string { return strconv.FormatFloat(math.Round(f*100)/100, 'f', -1, 64) }

func unit(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func (r *LoadResult) source(l *words.Language) string {
	return l.Say("loadSource", "date", r.Date, "machine", r.Machine, "commit", cmp.Or(r.Commit, l.Say("unknownCommit")), "command", cmp.Or(r.Command, "cmd/load"))
}
