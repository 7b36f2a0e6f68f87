package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"kibitz/game/live/redistest"
	"kibitz/store/storetest"
)

// A server starts, does everything that it can do, and stops while many of its
// readers wait. After that no goroutine of it is left. The test is not parallel,
// because other tests have servers in this process, too.
func TestStoppedServerLeavesNoGoroutine(t *testing.T) {
	c := config{addr: "127.0.0.1:0", data: t.TempDir(), database: storetest.Database(t), redis: redistest.Start(t).URL, exhibition: true}
	before := goleak.IgnoreCurrent()
	u := startBusyServer(t, c)
	u.useEverything()
	u.stopServer()
	var leaked error
	for late := time.Now().Add(10 * time.Second); time.Now().Before(late); {
		if leaked = goleak.Find(before); leaked == nil {
			return
		}
	}
	t.Error(leaked)
}

// A busyServer is a server in this process, with clients that use all of it.
type busyServer struct {
	t            testing.TB
	plain        string // its address
	secure       string
	white, black *http.Client
	game         string // path of their game
	feeds        []*feedLog
	stop         func() error
}

// A feedLog keeps the lines that came over a feed.
type feedLog struct {
	name  string
	mu    sync.Mutex
	lines []string
	ended chan struct{}
}

// startBusyServer starts a server, and returns once it listens.
func startBusyServer(t testing.TB, c config) *busyServer {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, c, slog.New(slog.DiscardHandler), in)
		in.Close()
		ended <- err
	}()
	text := bufio.NewReader(out)
	plain, _ := text.ReadString('\n')
	secure, err := text.ReadString('\n')
	if err != nil {
		t.Fatalf("the server did not start: %v", <-ended)
	}
	u := &busyServer{
		t: t, stop: func() error { cancel(); return <-ended },
		plain:  strings.TrimSpace(strings.TrimPrefix(plain, "Kibitz is on ")),
		secure: strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(secure), "and on ")),
	}
	u.white, u.black = u.newClient(), u.newClient()
	return u
}

// newClient returns a client with connections of its own, by HTTP/2 where there is
// TLS.
func (u *busyServer) newClient() *http.Client {
	c := newPlayer(u.t)
	c.Transport = &http.Transport{TLSClientConfig: anyCertificate(), ForceAttemptHTTP2: true}
	c.Timeout = 0
	return c
}

// useEverything asks for everything, and leaves the feeds open.
func (u *busyServer) useEverything() {
	created := u.post(u.white, "/games", map[string]any{"color": "white", "initial": 300})
	u.game = "/games/" + created["game"].(string)
	u.post(u.black, u.game+"/join", nil)
	u.pages()
	u.openFeeds()
	u.webSocket(u.white, u.game+"/feed?after=2", `{"id":7,"do":"move","move":"e2e4","seen":2}`, `"re":7`)
	u.told(`"e4"`, "/games/", "/watch/")
	u.post(u.black, u.game+"/moves", map[string]any{"move": "e5", "seen": 3})
	u.told(`"e5"`, "text/event-stream", "ndjson")
	u.post(u.white, u.game+"/chat", map[string]any{"room": "players", "text": "hello"})
	u.post(u.white, u.game+"/draw", nil)
	u.computer()
	u.lobby()
	u.lab()
	u.imports()
	u.leaveFeed()
	u.longPolls()
}

// pages asks for what is drawn.
func (u *busyServer) pages() {
	for _, path := range []string{"/", u.game, u.game + ".json", u.game + ".pgn", u.game + "/board.png", u.game + "/board.svg", u.game + "/share",
		"/watch", "/mine", "/lab", "/settings", "/about", "/metrics", "/readyz", "/sw.js", "/lobby.json"} {
		for _, at := range []string{u.plain, u.secure} {
			response, err := u.white.Get(at + path)
			if err != nil {
				u.t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, response.Body); err != nil || response.StatusCode != http.StatusOK {
				u.t.Errorf("%s: %s, %v", path, response.Status, err)
			}
			response.Body.Close()
		}
	}
}

// openFeeds follows the game by every transport, over HTTP/1.1 and HTTP/2.
func (u *busyServer) openFeeds() {
	for _, at := range []string{u.plain, u.secure} {
		u.follow(at+u.game+"/feed?after=2", "text/event-stream", "")
		u.follow(at+u.game+"/feed?after=2", "application/x-ndjson", "")
		u.follow(at+u.game+"/feed?after=0", "application/json", "")
		u.follow(at+u.game+"/feed?after=2", "application/json", "wait=25")
		u.follow(at+"/watch/feed?game="+strings.TrimPrefix(u.game, "/games/"), "text/event-stream", "")
		u.follow(at+"/lobby/feed", "text/event-stream", "")
	}
}

// follow reads what an address answers until it ends.
func (u *busyServer) follow(address, accept, prefer string) *feedLog {
	u.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, address, nil)
	if err != nil {
		u.t.Fatal(err)
	}
	r.Header.Set("Accept", accept)
	if prefer != "" {
		r.Header.Set("Prefer", prefer)
	}
	f := &feedLog{name: address + " as " + accept + " " + prefer, ended: make(chan struct{})}
	u.feeds = append(u.feeds, f)
	go func() {
		defer close(f.ended)
		response, err := u.black.Do(r)
		if err != nil {
			f.add(err.Error())
			return
		}
		defer response.Body.Close()
		f.add(response.Status)
		for text := bufio.NewScanner(response.Body); text.Scan(); {
			f.add(text.Text())
		}
	}()
	return f
}

func (f *feedLog) add(line string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lines = append(f.lines, line)
}

func (f *feedLog) has(text string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return strings.Contains(strings.Join(f.lines, "\n"), text)
}

// told waits until all feeds with one of these parts in their names have told of
// something, except those of the lobby and polls, which do not wait.
func (u *busyServer) told(text string, parts ...string) {
	u.t.Helper()
	for _, f := range u.feeds {
		waits := !strings.Contains(f.name, "/lobby/") && !strings.Contains(f.name, "after=0")
		if waits && slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(f.name, part) }) {
			u.wait(f, text)
		}
	}
}

// wait waits until something has come over a feed.
func (u *busyServer) wait(f *feedLog, text string) {
	u.t.Helper()
	for late := time.Now().Add(soon); !f.has(text); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(late) {
			f.mu.Lock()
			defer f.mu.Unlock()
			u.t.Fatalf("%s: no %s in %q", f.name, text, f.lines)
		}
	}
}

// webSocket sends a command over a WebSocket, waits for its answer, and leaves the
// socket open.
func (u *busyServer) webSocket(c *http.Client, path, command, answer string) {
	u.t.Helper()
	dialer := websocket.Dialer{Jar: c.Jar}
	conn, _, err := dialer.Dial("ws"+strings.TrimPrefix(u.plain, "http")+path, nil)
	if err != nil {
		u.t.Fatal(err)
	}
	f := &feedLog{name: "WebSocket " + path, ended: make(chan struct{})}
	u.feeds = append(u.feeds, f)
	go func() {
		defer close(f.ended)
		defer conn.Close()
		for {
			_, text, err := conn.ReadMessage()
			if err != nil {
				return
			}
			f.add(string(text))
		}
	}()
	if err := conn.WriteMessage(websocket.TextMessage, []byte(command)); err != nil {
		u.t.Fatal(err)
	}
	u.wait(f, answer)
}

// computer plays a move against a computer.
func (u *busyServer) computer() {
	created := u.post(u.white, "/games", map[string]any{"opponent": "computer", "level": 1, "color": "white", "initial": 300})
	path := "/games/" + created["game"].(string)
	moved := u.post(u.white, path+"/moves", map[string]any{"move": "e4"})
	u.wait(u.follow(fmt.Sprintf("%s%s/feed?after=%v", u.plain, path, moved["version"]), "text/event-stream", ""), `"move"`)
	u.post(u.white, "/games", map[string]any{"opponent": "computer", "level": 8, "color": "black", "initial": 300}) // thinks when all stops
}

// lobby offers a game to anyone, which the readers of the lobby are told.
func (u *busyServer) lobby() {
	seek := u.post(u.white, "/games", map[string]any{"opponent": "anyone"})["game"].(string)
	for _, f := range u.feeds {
		if strings.Contains(f.name, "/lobby/") {
			u.wait(f, seek)
		}
	}
}

// lab opens a lab, spoils one of its feeds, and leaves another one open.
func (u *busyServer) lab() {
	created := u.post(u.white, "/lab/sessions", map[string]any{"rate": 5, "delay": 100})
	feed := created["feed"].(string)
	u.wait(u.follow(u.plain+feed+"?after=1", "text/event-stream", ""), `"version":3`)
	u.webSocket(u.black, feed+"?after=1", `{"id":1,"do":"ping"}`, `"version":3`)
	u.post(u.white, strings.TrimSuffix(feed, "/feed"), map[string]any{"do": "cut"})
	u.wait(u.follow(u.plain+feed+"?after=1", "application/x-ndjson", ""), `"version":3`)
}

// imports reads a game from PGN.
func (u *busyServer) imports() {
	response, err := u.white.PostForm(u.plain+"/import", url.Values{"pgn": {"1. e4 e5 2. Nf3 {a book move} Nc6 1-0"}})
	if err != nil {
		u.t.Fatal(err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil || response.StatusCode != http.StatusOK {
		u.t.Errorf("importing: %s, %v", response.Status, err)
	}
}

// leaveFeed opens a stream and goes away.
func (u *busyServer) leaveFeed() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.plain+u.game+"/feed?after=0", nil)
	if err != nil {
		u.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	response, err := u.black.Do(r)
	if err != nil {
		u.t.Fatal(err)
	}
	defer response.Body.Close()
	_, _ = bufio.NewReader(response.Body).ReadString('\n')
}

// longPolls asks for what comes after the game as it stands, which is nothing.
func (u *busyServer) longPolls() {
	response, err := u.white.Get(u.plain + u.game + ".json")
	if err != nil {
		u.t.Fatal(err)
	}
	defer response.Body.Close()
	var now struct{ Version int }
	if err := json.NewDecoder(response.Body).Decode(&now); err != nil {
		u.t.Fatal(err)
	}
	for _, at := range []string{u.plain, u.secure} {
		u.follow(fmt.Sprintf("%s%s/feed?after=%d", at, u.game, now.Version), "application/json", "wait=25")
	}
}

// stopServer stops the server, and then whatever the clients have running.
func (u *busyServer) stopServer() {
	u.t.Helper()
	if err := u.stop(); err != nil {
		u.t.Errorf("the server ended with: %v", err)
	}
	for _, f := range u.feeds {
		select {
		case <-f.ended:
		case <-time.After(soon):
			u.t.Errorf("%s: its reader is not told that the server has stopped", f.name)
		}
	}
	u.white.CloseIdleConnections()
	u.black.CloseIdleConnections()
}

// post sends JSON and returns the answer's fields.
func (u *busyServer) post(c *http.Client, path string, fields map[string]any) map[string]any {
	u.t.Helper()
	answer, err := send(c, u.plain+path, fields)
	if err != nil {
		u.t.Fatal(err)
	}
	return answer
}
