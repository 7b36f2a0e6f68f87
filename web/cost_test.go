package web_test

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"time"

	"kibitz/game"
)

// What one spectator of the story costs on the wire, by transport: a move each
// 50 ms and a poll each 20, which is a hundred times the pace of a move each 5 s
// and a poll each 2. Bytes are counted at the client's connection, headers and
// framing included; the delay is from the announcement to the reader.
func BenchmarkCostOfTheStory(b *testing.B) {
	for _, tr := range transports {
		b.Run(tr.name, func(b *testing.B) {
			var up, down, events int64
			var delays []time.Duration
			for b.Loop() {
				m := serve(b)
				client := &scale{}
				transport := &http.Transport{DialContext: client.dial}
				client.Client = &http.Client{Transport: transport}
				told := make(chan []time.Time)
				go func() { told <- m.tell(story) }()
				heardAt := m.hearAll(b, tr, client.Client)
				announced := <-told
				for i, at := range announced {
					delays = append(delays, heardAt[game.Version(3+i)].Sub(at))
				}
				weight := client.weigh()
				up, down, events = up+weight.Up, down+weight.Down, events+int64(len(announced))
				transport.CloseIdleConnections()
			}
			slices.Sort(delays)
			b.ReportMetric(float64(up)/float64(events), "B-up/event")
			b.ReportMetric(float64(down)/float64(events), "B-down/event")
			b.ReportMetric(float64(delays[len(delays)/2].Microseconds())/1000, "ms-p50")
			b.ReportMetric(float64(delays[len(delays)*99/100].Microseconds())/1000, "ms-p99")
		})
	}
}

// tell plays moves at the benchmark's pace and returns when each was announced.
func (m *memory) tell(moves []string) []time.Time {
	pace := time.NewTicker(50 * time.Millisecond)
	defer pace.Stop()
	var told []time.Time
	for _, move := range moves {
		<-pace.C
		told = append(told, time.Now())
		m.move(move)
	}
	return told
}

// hearAll follows the game to its end and returns when each version came.
func (m *memory) hearAll(b *testing.B, tr transport, c *http.Client) map[game.Version]time.Time {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
	defer cancel()
	heardAt := make(map[game.Version]time.Time)
	read := tr
	if tr.name == "polling" {
		pace := time.NewTicker(20 * time.Millisecond)
		defer pace.Stop()
		read.read = func(ctx context.Context, c *http.Client, feed, after string, on func(heard) bool) (bool, error) {
			<-pace.C
			return tr.read(ctx, c, feed, after, on)
		}
	}
	read.read = noting(read.read, heardAt)
	if _, err := follow(ctx, read, c, func() string { return m.url + "/games/" + string(m.id) + "/feed" }, "2"); err != nil {
		b.Fatal(err)
	}
	return heardAt
}

type readFunc = func(ctx context.Context, c *http.Client, feed, after string, on func(heard) bool) (bool, error)

// noting is a read that writes down when each event came.
func noting(read readFunc, heardAt map[game.Version]time.Time) readFunc {
	return func(ctx context.Context, c *http.Client, feed, after string, on func(heard) bool) (bool, error) {
		return read(ctx, c, feed, after, func(h heard) bool {
			heardAt[h.version] = time.Now()
			return on(h)
		})
	}
}
