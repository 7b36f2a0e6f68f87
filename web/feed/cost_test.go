package feed_test

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/web/webtest"
)

// What one spectator of the story costs on the wire, by transport: a move each
// 50 ms and a poll each 20, which is a hundred times the pace of a move each 5 s
// and a poll each 2. Bytes are counted at the client's connection, headers and
// framing included; the delay is from the announcement to the reader.
func BenchmarkCostOfTheStory(b *testing.B) {
	for _, tr := range webtest.Transports {
		b.Run(tr.Name, func(b *testing.B) {
			var up, down, events int64
			var delays []time.Duration
			for b.Loop() {
				m := webtest.Serve(b)
				client := &webtest.Scale{}
				transport := &http.Transport{DialContext: client.Dial}
				client.Client = &http.Client{Transport: transport}
				told := make(chan []time.Time)
				go func() { told <- tell(m, webtest.Story) }()
				heardAt := hearAll(m, b, tr, client.Client)
				announced := <-told
				for i, at := range announced {
					delays = append(delays, heardAt[game.Version(3+i)].Sub(at))
				}
				weight := client.Weigh()
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
func tell(m *webtest.Memory, moves []string) []time.Time {
	pace := time.NewTicker(50 * time.Millisecond)
	defer pace.Stop()
	var told []time.Time
	for _, move := range moves {
		<-pace.C
		told = append(told, time.Now())
		m.Move(move)
	}
	return told
}

// hearAll follows the game to its end and returns when each version came.
func hearAll(m *webtest.Memory, b *testing.B, tr webtest.Transport, c *http.Client) map[game.Version]time.Time {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
	defer cancel()
	heardAt := make(map[game.Version]time.Time)
	read := tr
	if tr.Name == "polling" {
		pace := time.NewTicker(20 * time.Millisecond)
		defer pace.Stop()
		read.Read = func(ctx context.Context, c *http.Client, feed, after string, on func(webtest.Heard) bool) (bool, error) {
			<-pace.C
			return tr.Read(ctx, c, feed, after, on)
		}
	}
	read.Read = noting(read.Read, heardAt)
	if _, err := webtest.Follow(ctx, read, c, func() string { return m.URL + "/games/" + string(m.ID) + "/feed" }, "2"); err != nil {
		b.Fatal(err)
	}
	return heardAt
}

type readFunc = func(ctx context.Context, c *http.Client, feed, after string, on func(webtest.Heard) bool) (bool, error)

// noting is a read that writes down when each event came.
func noting(read readFunc, heardAt map[game.Version]time.Time) readFunc {
	return func(ctx context.Context, c *http.Client, feed, after string, on func(webtest.Heard) bool) (bool, error) {
		return read(ctx, c, feed, after, func(h webtest.Heard) bool {
			heardAt[h.Version] = time.Now()
			return on(h)
		})
	}
}
