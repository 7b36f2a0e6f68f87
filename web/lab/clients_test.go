package lab_test

import (
	"bufio"
	"net/http"
	"strings"
	"testing"
	"time"

	"kibitz/web/webtest"
)

// linesOf reads the stream of a lab, from its first event on.
func linesOf(m *webtest.Memory, path string) <-chan string {
	m.T.Helper()
	r, err := http.NewRequestWithContext(m.T.Context(), "GET", m.URL+path+"/feed?after=1", nil)
	if err != nil {
		m.T.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	response, err := m.Client.Do(r)
	if err != nil {
		m.T.Fatal(err)
	}
	m.T.Cleanup(func() { response.Body.Close() })
	return scan(bufio.NewScanner(response.Body))
}

// scan passes lines on; "broken: …" is last if the body did not end as it should.
func scan(text *bufio.Scanner) <-chan string {
	lines := make(chan string, 1000)
	go func() {
		defer close(lines)
		for text.Scan() {
			lines <- text.Text()
		}
		if err := text.Err(); err != nil {
			lines <- "broken: " + err.Error()
		}
	}()
	return lines
}

func dialFeed(t *testing.T, m *webtest.Memory, path string) <-chan string {
	t.Helper()
	conn, err := webtest.DialWebSocket(t.Context(), m.Client, m.URL+path+"/feed?after=1", http.Header{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	frames := make(chan string, 1000)
	go func() {
		defer close(frames)
		for {
			_, data, err := conn.ReadMessage()
			if err != nil {
				frames <- err.Error()
				return
			}
			frames <- string(data)
		}
	}()
	return frames
}

// waitFor waits for a line or a frame that has something in it.
func waitFor(t *testing.T, lines <-chan string, part string) {
	t.Helper()
	deadline := time.After(time.Minute)
	for {
		select {
		case line, open := <-lines:
			if strings.Contains(line, part) {
				return
			}
			if !open {
				t.Fatalf("the end came before %q", part)
			}
		case <-deadline:
			t.Fatalf("%q did not come", part)
		}
	}
}
