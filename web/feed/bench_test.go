package feed_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/web/webtest"
)

// What a poll costs that finds nothing, which is what most of them do.
func BenchmarkPollWithNothingNew(b *testing.B) {
	m := webtest.NewSite(b).NewMatch("")
	m.Play(webtest.Story[:30]...)
	for _, c := range []struct {
		name string
		by   *webtest.Client
	}{{"spectator", m.Client()}, {"player", m.White}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				response, err := c.by.Client.Get(m.FeedURL() + "?after=32")
				if err != nil {
					b.Fatal(err)
				}
				_, _ = io.Copy(io.Discard, response.Body)
				if response.Body.Close(); response.StatusCode != http.StatusNoContent {
					b.Fatalf("got %d, want 204", response.StatusCode)
				}
			}
		})
	}
}

const crowd = 1000

// One event to 1,000 readers over real connections, from its announcement until
// the last has read it. They read in the same process.
func BenchmarkEventTo1000(b *testing.B) {
	for _, how := range askedFor {
		if how.transport == "SSE" || how.transport == "NDJSON" || how.transport == "WebSocket" {
			b.Run(how.transport, func(b *testing.B) { benchmarkCrowd(b, how.transport, how.header) })
		}
	}
}

func benchmarkCrowd(b *testing.B, transport string, header []string) {
	m := webtest.Serve(b)
	var told, gone sync.WaitGroup
	var conns []net.Conn
	for range crowd {
		conn := connect(m, b, header)
		conns = append(conns, conn)
		gone.Go(func() { hear(conn, &told) })
	}
	m.Until("all wait", func() bool { return m.Readers(transport) == crowd })
	version := game.Version(2)
	for b.Loop() {
		version++
		told.Add(crowd)
		m.Hub.Announce(game.Change{Event: game.Event{Game: m.ID, Version: version, Kind: game.Moved, Status: game.Playing, FEN: rules.StartFEN}})
		told.Wait()
	}
	for _, conn := range conns {
		conn.Close()
	}
	gone.Wait()
}

// connect asks for a feed over a connection of its own.
func connect(m *webtest.Memory, b *testing.B, header []string) net.Conn {
	conn, err := net.Dial("tcp", strings.TrimPrefix(m.URL, "http://"))
	if err != nil {
		b.Fatal(err)
	}
	request := "GET " + m.FeedPath("after=2") + " HTTP/1.1\r\nHost: kibitz\r\n"
	for i := 0; i < len(header); i += 2 {
		request += header[i] + ": " + header[i+1] + "\r\n"
	}
	if _, err := conn.Write([]byte(request + "\r\n")); err != nil {
		b.Fatal(err)
	}
	return conn
}

// hear counts events by what each has once, whatever is around them.
func hear(conn net.Conn, told *sync.WaitGroup) {
	event := []byte(`"offer":null}`)
	for r, left := bufio.NewReader(conn), len(event); ; {
		c, err := r.ReadByte()
		switch {
		case err != nil:
			return
		case c == event[len(event)-left]:
			left--
		case c == event[0]:
			left = len(event) - 1
		default:
			left = len(event)
		}
		if left == 0 {
			told.Done()
			left = len(event)
		}
	}
}
