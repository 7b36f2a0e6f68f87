package web_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/web"
	"kibitz/web/webtest"
)

// requestsOf returns requests for every address of the server and for some that do
// not exist, each as method and path.
func requestsOf(b *webtest.Bubble) (all []string) {
	fill := strings.NewReplacer("{$}", "", "{id}", string(b.ID), "{name}", string(b.ID), "{lab}", "none")
	for _, pattern := range b.Kibitz.Patterns() {
		all = append(all, fill.Replace(pattern))
	}
	return append(all, "GET /nothing", "PUT /about", "OPTIONS *", "POST //about", "HEAD /games/"+string(b.ID)+"/feed")
}

// Ways to announce a body that never comes completely.
var unsent = []string{
	"Content-Length: 100\r\n\r\n",
	"Content-Length: 100\r\n\r\nmove=",
	"Content-Length: 1000000000\r\n\r\n",
	"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
	"Transfer-Encoding: chunked\r\n\r\n",
	"Transfer-Encoding: chunked\r\n\r\n5\r\nmove=\r\n",
	"Accept: text/event-stream\r\nContent-Length: 100\r\n\r\n",
	"Accept: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n",
	"Prefer: wait=50\r\nContent-Length: 100\r\n\r\n",
	"Origin: https://evil.example\r\nSec-Fetch-Site: cross-site\r\nContent-Length: 100\r\n\r\n",
	"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nContent-Length: 100\r\n\r\n",
}

// On every address, a client that does not send the body it announced gets an answer
// and loses its connection when the time for sending is over.
func TestBodyThatNeverComesHoldsNoConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		requests := requestsOf(b)
		if !slices.Contains(requests, "GET /watch/feed") || !slices.Contains(requests, "GET /metrics") || len(requests) < 40 {
			t.Fatalf("these are not all addresses: %q", requests)
		}
		var done sync.WaitGroup
		for _, request := range requests {
			for _, rest := range unsent {
				done.Go(func() {
					status, took := exchange(b, request+" HTTP/1.1\r\nHost: kibitz\r\n"+rest)
					if status == 0 || took > web.ReadTimeout+time.Second { // net/http lingers for half a second
						t.Errorf("%s, %q: status %d, and the end after %v", request, rest, status, took)
					}
				})
			}
		}
		done.Wait()
	})
}

// exchange sends text over a new connection. It returns the status of the answer, 0
// if there was none, and the time until the server hung up, at most a minute.
func exchange(b *webtest.Bubble, text string) (status int, took time.Duration) {
	conn, _ := b.Dial(b.T.Context(), "", "")
	defer conn.Close()
	began := time.Now()
	_ = conn.SetDeadline(began.Add(time.Minute))
	go io.WriteString(conn, text)
	in := bufio.NewReader(conn)
	if response, err := http.ReadResponse(in, nil); err == nil {
		status = response.StatusCode
	}
	_, _ = io.Copy(io.Discard, in)
	return status, time.Since(began)
}

func TestBodyThatNeverComesHoldsNoStreamOverHTTP2(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		b.Client.Transport.(*http.Transport).Protocols = new(http.Protocols)
		b.Client.Transport.(*http.Transport).Protocols.SetUnencryptedHTTP2(true)
		var done sync.WaitGroup
		for _, request := range requestsOf(b) {
			method, path, _ := strings.Cut(request, " ")
			if path == "*" {
				continue
			}
			done.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				body, owed := io.Pipe()
				defer owed.Close()
				began := time.Now()
				r, _ := http.NewRequestWithContext(ctx, method, b.URL+path, body)
				response, err := b.Client.Do(r)
				if err != nil {
					t.Errorf("%s: %v", request, err)
					return
				}
				defer response.Body.Close()
				_, _ = io.Copy(io.Discard, response.Body)
				if took := time.Since(began); took > web.ReadTimeout {
					t.Errorf("%s: the end came after %v", request, took)
				}
			})
		}
		done.Wait()
	})
}

// punctual are players in a database that respects a request's deadline.
type punctual struct{ web.Players }

func (p punctual) AddPlayer(ctx context.Context, player game.Player, token string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return p.Players.AddPlayer(ctx, player, token)
}

// The time that a body takes to arrive does not count against our work on it.
func TestBodyThatArrivesLateIsStillWorkedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t, func(c *web.Config) { c.Players = punctual{c.Players} })
		for request, body := range map[string]string{
			"POST /games HTTP/1.1\r\nContent-Type: application/json": `{"color":"white"}`,
			"POST /import HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b\r\nAccept: text/html":// answered by a page
			"--b\r\nContent-Disposition: form-data; name=\"pgn\"\r\n\r\n1. e4 e5 *\n\n1. d4 d5 *\n\r\n--b--\r\n",
		} {
			for wait, want := range map[time.Duration]int{9 * time.Second: 201, 14 * time.Second: 201, 16 * time.Second: 408} {
				conn, _ := b.Dial(t.Context(), "", "")
				go func() {
					io.WriteString(conn, fmt.Sprintf("%s\r\nHost: kibitz\r\nContent-Length: %d\r\n\r\n", request, len(body)))
					time.Sleep(wait)
					io.WriteString(conn, body)
				}()
				response, err := http.ReadResponse(bufio.NewReader(conn), nil)
				if err != nil || response.StatusCode != want {
					t.Errorf("%.12s, after %v: got %v %v, want %d", request, wait, response, err, want)
				}
				conn.Close()
			}
		}
	})
}

// A feed accepts a body and ignores it, still notices when its reader leaves, and
// lasts longer than a body or an answer may.
func TestFeedThatWasAskedForWithABodyLastsUntilItsReaderLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		conn := b.Stream("2", "Content-Length", "100")
		go func() {
			time.Sleep(5 * time.Second)
			io.WriteString(conn, strings.Repeat(" ", 100))
		}()
		lines := b.Lines(conn)
		time.Sleep(5 * time.Minute)
		if got := b.Readers("SSE"); got != 1 {
			t.Fatalf("%v readers after five minutes, want 1", got)
		}
		b.Move("e4")
		for line := range lines {
			if strings.HasPrefix(line, "id: 3") {
				break
			}
		}
		conn.Close()
		synctest.Wait()
		if got := b.Readers("SSE"); got != 0 {
			t.Errorf("%v readers when it has left, want none", got)
		}
	})
}

// A client that requests page after page and reads no answer is disconnected, also
// on addresses that do not exist.
func TestAnswerThatNobodyTakesHoldsNoConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		for _, request := range requestsOf(b) {
			if strings.Contains(request, "/feed") {
				continue // has a test of its own
			}
			conn, _ := b.Dial(t.Context(), "", "")
			began := time.Now()
			_ = conn.SetDeadline(began.Add(time.Minute))
			for err := error(nil); err == nil; {
				_, err = io.WriteString(conn, request+" HTTP/1.1\r\nHost: kibitz\r\n\r\n")
			}
			if took := time.Since(began); took > 31*time.Second {
				t.Errorf("%s: cut after %v", request, took)
			}
			conn.Close()
		}
	})
}

// A client that the server has no room for is told so soon, whatever it sends.
func TestClientForWhomThereIsNoRoomIsToldAndHealthIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		b.Server.Handler = http.HandlerFunc(b.Kibitz.TurnAway)
		for _, c := range []struct {
			request, header string
			want            int
		}{
			{"GET /healthz", "\r\n", 200},
			{"GET /readyz", "\r\n", 200},
			{"GET /", "Accept: text/html\r\n\r\n", 503},
			{"GET /watch/feed", "Accept: text/event-stream\r\n\r\n", 200},
			{"GET /lobby/feed", "Accept: application/x-ndjson\r\n\r\n", 200},
			{"GET /watch/feed", "\r\n", 503}, // a poll
			{"POST /lobby/feed", "Accept: text/event-stream\r\nContent-Length: 0\r\n\r\n", 503},
			{"GET /about", "Accept: text/event-stream\r\n\r\n", 503},
			{"POST /games", "Content-Length: 100\r\n\r\n", 503},
			{"GET /readyz", "Content-Length: 100\r\n\r\n", 503},
			{"GET /readyz/../games", "Transfer-Encoding: chunked\r\n\r\n", 503},
		} {
			status, took := exchange(b, c.request+" HTTP/1.1\r\nHost: kibitz\r\n"+c.header)
			if status != c.want || took > 2*time.Second {
				t.Errorf("%s: status %d, and the end after %v; want %d soon", c.request, status, took, c.want)
			}
		}
		page := b.Get(b.URL+"/", "Accept", "text/html")
		if !strings.Contains(page.Body, "Kibitz is full just now") || page.Header.Get("Retry-After") == "" {
			t.Errorf("a person is told %q", page.Body)
		}
		stream := b.Get(b.URL+b.FeedPath("after=1"), "Accept", "text/event-stream")
		if stream.Header.Get("Content-Type") != "text/event-stream" || !strings.HasPrefix(stream.Body, "retry: ") || strings.Contains(stream.Body, "data:") {
			t.Errorf("an EventSource is told %v, %q; want to come back", stream.Header, stream.Body)
		}
	})
}
