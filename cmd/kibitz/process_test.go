package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// The tests of the whole program are one package, though they are many: browser_*,
// attack_* and chaos_* would be folders otherwise. go test keeps a test that is not
// parallel from running beside others only within a package, and the tests that
// measure, such as attacks, depend on that. It runs as many packages at once as
// there are processors, so that two packages with browsers would have twice as many
// of them open on the same machine.

// The test program is also the server: started with this in its environment it
// runs main, so that a test can kill a real process.
const asServer = "KIBITZ_TEST_RUN_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(asServer) != "" {
		main()
		os.Exit(0)
	}
	code := m.Run()
	stopChromium()
	os.Exit(code)
}

// A process is a Kibitz of its own, with a private Postgres in dir.
type process struct {
	t   testing.TB
	cmd *exec.Cmd
	url string
	log *bytes.Buffer
	end chan struct{} // closed when the process has ended
}

// start runs a server on a private Postgres in dir, with more in its environment.
func start(t *testing.T, dir string, env ...string) *process {
	t.Helper()
	return startBy(t, exec.Command(os.Args[0]), dir, env...)
}

// startBy runs a server by a command to which the server's flags are added.
func startBy(t *testing.T, command *exec.Cmd, dir string, env ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: command, log: new(bytes.Buffer), end: make(chan struct{})}
	p.cmd.Args = append(p.cmd.Args, "-addr", "127.0.0.1:0", "-data", dir)
	p.cmd.Env = append(append(os.Environ(), asServer+"=1", "DATABASE_URL=", "REDIS_URL=", "KIBITZ_EXHIBITION=false"), env...)
	p.cmd.Stderr = p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.terminate)
	line, err := bufio.NewReader(out).ReadString('\n')
	go func() { _ = p.cmd.Wait(); close(p.end) }()
	if err != nil {
		<-p.end
		t.Fatalf("the server did not start: %v\n%s", err, p.log)
	}
	p.url = strings.TrimSpace(strings.TrimPrefix(line, "Kibitz is on "))
	return p
}

// terminate asks the process to stop, and waits for it.
func (p *process) terminate() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.end:
	case <-time.After(30 * time.Second):
		p.t.Errorf("the server did not stop within 30 s\n%s", p.log)
		_ = p.cmd.Process.Kill()
	}
}

// killAll kills the server and its Postgres, with no chance to write anything.
func (p *process) killAll(dir string) {
	p.t.Helper()
	_ = p.cmd.Process.Kill()
	killPostgres(p.t, dir)
	<-p.end
}

// killPostgres kills the private Postgres in dir.
func killPostgres(t testing.TB, dir string) {
	t.Helper()
	pid := postmaster(t, dir)
	_ = syscall.Kill(-pid, syscall.SIGKILL)
	_ = syscall.Kill(pid, syscall.SIGKILL)
}

func newPlayer(t testing.TB) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, Timeout: 20 * time.Second}
}

// send posts JSON and returns the answer's fields.
func send(c *http.Client, url string, fields map[string]any) (map[string]any, error) {
	if fields == nil {
		fields = map[string]any{}
	}
	body, err := json.Marshal(fields)
	if err != nil {
		return nil, err
	}
	response, err := c.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode >= 300 {
		return nil, fmt.Errorf("%s: %d %s", url, response.StatusCode, text)
	}
	var answer map[string]any
	return answer, json.Unmarshal(text, &answer)
}

// begin starts a game between two players and returns its path.
func (p *process) begin(white, black *http.Client) string {
	p.t.Helper()
	created, err := send(white, p.url+"/games", map[string]any{"color": "white"})
	if err != nil {
		p.t.Fatal(err)
	}
	path := "/games/" + created["game"].(string)
	if _, err := send(black, p.url+path+"/join", nil); err != nil {
		p.t.Fatal(err)
	}
	return path
}

// snapshot reads a game as a spectator.
func (p *process) snapshot(path string) map[string]any {
	p.t.Helper()
	response, err := http.Get(p.url + path + ".json")
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	var s map[string]any
	if err := json.NewDecoder(response.Body).Decode(&s); err != nil {
		p.t.Fatal(err)
	}
	return s
}

var knights = []string{"g1f3", "g8f6", "f3g1", "f6g8", "b1c3", "b8c6", "c3b1", "c6b8"}

// Several games are played as fast as they go while the server and its Postgres
// are killed. Every move that was acknowledged must be there afterwards.
func TestKilledServerLosesNothingItAcknowledged(t *testing.T) {
	const games = 4
	dir := dataDir(t)
	p := start(t, dir)
	var mu sync.Mutex
	acknowledged := map[string]int{} // version by path
	total := make(chan struct{}, 10_000)
	var done sync.WaitGroup
	for range games {
		players := []*http.Client{newPlayer(t), newPlayer(t)}
		path := p.begin(players[0], players[1])
		done.Go(func() {
			for i := 0; ; i++ {
				answer, err := send(players[i%2], p.url+path+"/moves", map[string]any{"move": knights[i%len(knights)], "seen": i + 2})
				if err != nil || answer["status"] == "over" {
					return // killed in the middle of it, or drawn by repetition
				}
				mu.Lock()
				acknowledged[path] = int(answer["version"].(float64))
				mu.Unlock()
				total <- struct{}{}
			}
		})
	}
	for range 30 {
		<-total
	}
	p.killAll(dir)
	done.Wait()

	again := start(t, dir)
	for path, version := range acknowledged {
		got := again.snapshot(path)
		if now := int(got["version"].(float64)); now < version {
			t.Errorf("%s: version %d was acknowledged, %d is there", path, version, now)
		}
		if plies := len(got["plies"].([]any)); plies != int(got["version"].(float64))-2 {
			t.Errorf("%s: %d plies at version %v", path, plies, got["version"])
		}
	}
}

// A server that is told to stop tells its readers to come back, answers what is
// under way, stops its Postgres, and finds its games again when it starts.
func TestStoppedServerEndsStreamsAndFindsItsGamesAgain(t *testing.T) {
	dir := dataDir(t)
	p := start(t, dir)
	white, black := newPlayer(t), newPlayer(t)
	path := p.begin(white, black)
	if _, err := send(white, p.url+path+"/moves", map[string]any{"move": "e4", "seen": 2}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "GET", p.url+path+"/feed?after=3", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	stream, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	p.terminate()
	rest, err := io.ReadAll(stream.Body)
	if err != nil || strings.Count(string(rest), "retry: ") != 2 {
		t.Errorf("the stream ended with %v: %q; want a second retry and a clean end", err, rest)
	}
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("exit code %d\n%s", code, p.log)
	}
	if _, err := os.Stat(filepath.Join(dir, "postgres", "data", "postmaster.pid")); !os.IsNotExist(err) {
		t.Errorf("the private Postgres was not stopped: %v", err)
	}

	again := start(t, dir)
	if got := again.snapshot(path); got["version"] != float64(3) {
		t.Errorf("after the restart the game is at version %v, want 3", got["version"])
	}
	if _, err := send(black, again.url+path+"/moves", map[string]any{"move": "e5", "seen": 3}); err != nil {
		t.Errorf("the game cannot go on after the restart: %v", err)
	}
}
