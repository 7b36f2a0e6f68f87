package webtest

import (
	"fmt"
	"net/http/httptest"
	"strconv"
	"strings"
	"time"
)

// Until waits until done returns true, and fails the test if that takes half a minute.
func (m *Memory) Until(what string, done func() bool) {
	m.T.Helper()
	for deadline := time.Now().Add(30 * time.Second); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			m.T.Fatalf("after 30 s it is not so: %s", what)
		}
	}
}

// Metric returns the value that /metrics has for a name and labels, which are names
// and values in turn; 0 if there is none.
func (m *Memory) Metric(name string, labels ...string) float64 {
	m.T.Helper()
	for i := 0; i+1 < len(labels); i += 2 {
		labels[i/2] = fmt.Sprintf("%s=%q", labels[i], labels[i+1])
	}
	if labels = labels[:len(labels)/2]; len(labels) > 0 {
		name += "{" + strings.Join(labels, ",") + "}"
	}
	// Not through the client, whose connections a test may have in mind.
	seen := httptest.NewRecorder()
	m.Kibitz.ServeHTTP(seen, httptest.NewRequest("GET", "/metrics", nil))
	for line := range strings.Lines(seen.Body.String()) {
		if value, ok := strings.CutPrefix(line, name+" "); ok {
			n, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err != nil {
				m.T.Fatal(err)
			}
			return n
		}
	}
	return 0
}

// Readers returns how many readers of a transport are open.
func (m *Memory) Readers(transport string) float64 {
	return m.Metric("kibitz_feed_readers", "transport", transport)
}

// Closed returns how many readers of a transport have ended for a reason.
func (m *Memory) Closed(transport, why string) float64 {
	return m.Metric("kibitz_feed_readers_closed_total", "transport", transport, "why", why)
}
