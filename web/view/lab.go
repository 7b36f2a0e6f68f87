package view

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
)

// LabPage shows what the transports do.
type LabPage struct {
	Load *LoadResult // nil if nothing was measured
	URL  string      // of this server
}

// A LoadResult is what was measured with many spectators, as its file has it.
type LoadResult struct {
	Date    string    `json:"date"`
	Machine string    `json:"machine"`
	Commit  string    `json:"commit"`
	Command string    `json:"command"`
	Rows    []LoadRow `json:"rows"`
	Herd    *Herd     `json:"herd"` // nil if that was not measured
}

// A LoadRow is one transport in it.
type LoadRow struct {
	Transport         string  `json:"transport"`
	Spectators        int     `json:"spectators"`
	P50               float64 `json:"p50ms"`
	P99               float64 `json:"p99ms"`
	RequestsPerUpdate float64 `json:"requestsPerUpdate"`
	BytesPerUpdate    float64 `json:"bytesPerUpdate"`
}

// A technique is a transport as the lab explains it.
type technique struct {
	pageTransport
	every                string // under its name, in the chart
	how, good, bad, fits string
	curl                 string // what follows the host; "" for none
}

var techniques = []technique{
	{transports[0], "asks again and again",
		"The page asks every few seconds: anything after move 17? The answer comes at once, and mostly it is no.",
		"The simplest of all. It works wherever the web does, and each answer frees its connection.",
		"News is late by half the pause on average. Most requests bring nothing, and their headers weigh more than the news.",
		"Rankings, status pages, many users who can wait.",
		`curl -i "%s/games/ID/feed?after=2"`},
	{transports[1], "asks, and is kept waiting",
		"The page asks, and the server keeps the request until there is news or the time is up. The page then asks again at once.",
		"As quick as a stream, with plain requests: it works where nothing else gets through.",
		"Each piece of news costs a request, and everybody who waited asks again in the same instant. More to get right than polling.",
		"Rare notifications, few users at a time.",
		`curl -i -H 'Prefer: wait=25' "%s/games/ID/feed?after=2"`},
	{transports[2], "one answer that never ends",
		"One request, and an answer that goes on: each event is a few lines of text. The browser reconnects by itself and says what it saw last.",
		"Real time on one connection, in plain HTTP.",
		"One way only, and text only. Over HTTP/1.1 a browser opens six connections to a host. Some proxies keep the lines back.",
		"Live boards, prices, news.",
		`curl -N -H 'Accept: text/event-stream' "%s/games/ID/feed?after=2"`},
	{transports[3], "one connection, both ways",
		"A request that becomes a connection of its own kind (101 Switching Protocols), on which both sides speak when they like.",
		"Two ways, and the fewest bytes for a message.",
		"Reconnecting and catching up is left to the page. Some networks block it. Each reader keeps a socket.",
		"Chat, play: whoever sends as well as hears.", ""},
}

func (p LabPage) command(t technique) string { return fmt.Sprintf(t.curl, p.URL) }

func (p LabPage) head() head {
	return head{
		title:       "Transport lab",
		description: "Polling, long polling, Server-Sent Events and WebSocket on one game at the same time, with what each costs.",
		place:       "/lab",
		style:       "lab",
		script:      "lab",
	}
}

// Measures of the chart of many spectators, in its own units. The axis is
// logarithmic: what is compared differs by a factor of thousands.
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

// title says how many there were, if that is one number.
func (r *LoadResult) title() string {
	n := r.Rows[0].Spectators
	for _, row := range r.Rows {
		if row.Spectators != n {
			return "With many spectators"
		}
	}
	return "At " + withCommas(n) + " spectators"
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

func (r *LoadResult) source() string {
	return fmt.Sprintf("Measured %s on %s, commit %s, by %s.", r.Date, r.Machine, cmp.Or(r.Commit, "unknown"), cmp.Or(r.Command, "cmd/load"))
}
