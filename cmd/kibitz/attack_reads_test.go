package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// An onslaught is many requests at once, and what became of them.
type onslaught struct {
	mu       sync.Mutex
	statuses map[int]int // 0 for those that got no answer
	slowest  time.Duration
}

// storm has so many clients ask for something again and again, with a moment
// between an answer and the next question, for three seconds and until the last
// has its answer.
func storm(t *testing.T, clients int, ask func(ctx context.Context, i int) (status int, err error)) *onslaught {
	t.Helper()
	o := &onslaught{statuses: map[int]int{}}
	ctx, stop := context.WithTimeout(t.Context(), 3*time.Second)
	defer stop()
	var asking sync.WaitGroup
	for i := range clients {
		asking.Go(func() {
			for rest(ctx, rand.N(time.Second)); ctx.Err() == nil; rest(ctx, 300*time.Millisecond) {
				began := time.Now()
				status, err := ask(t.Context(), i)
				o.note(status, err, time.Since(began))
			}
		})
	}
	asking.Wait()
	t.Log(o)
	return o
}

func (o *onslaught) note(status int, err error, took time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err != nil {
		status = 0
	}
	o.statuses[status]++
	o.slowest = max(o.slowest, took)
}

func (o *onslaught) String() string {
	var text []string
	for _, status := range slices.Sorted(maps.Keys(o.statuses)) {
		text = append(text, fmt.Sprintf("%d × %d", o.statuses[status], status))
	}
	return fmt.Sprintf("attackers: %s; slowest %v", strings.Join(text, ", "), o.slowest.Round(time.Millisecond))
}

// want wants answers of one status, and no other answers but refusals. Where the
// machine has other work to do it may be too slow to be refused.
func (o *onslaught) want(t *testing.T, status int, refusals ...int) {
	t.Helper()
	refused := 0
	for got, n := range o.statuses {
		switch {
		case slices.Contains(refusals, got):
			refused += n
		case got != status:
			t.Errorf("%d attackers got status %d", n, got)
		}
	}
	if o.statuses[status] == 0 || (*strict && len(refusals) > 0 && refused == 0) {
		t.Errorf("%v; want %d, and refusals", o, status)
	}
}

// get gets an address and reads the answer to its end.
func get(ctx context.Context, c *http.Client, url string, header ...string) (status int, err error) {
	r, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err != nil {
		return 0, err
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return answered(c.Do(r))
}

// post sends JSON and reads the answer to its end.
func post(ctx context.Context, c *http.Client, url, body string) (status int, err error) {
	r, err := http.NewRequestWithContext(ctx, "POST", url, strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	return answered(c.Do(r))
}

func answered(response *http.Response, err error) (int, error) {
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return response.StatusCode, err
}

// manyConnections is a client that keeps as many connections as it uses at once.
func manyConnections(address string) *http.Client {
	c := addressed(address)
	c.Transport.(*http.Transport).MaxIdleConnsPerHost = 2000
	return c
}

// scaled is a number of attackers, fewer where the machine has other work to do.
func scaled(n int) int {
	if *strict {
		return n
	}
	return n / 10
}

// pgnOf is a game of so many plies, with so many bytes of comment on each.
func pgnOf(plies, comment int) string {
	var b strings.Builder
	b.WriteString("[Event \"Long\"]\n[White \"Ann\"]\n[Black \"Bob\"]\n[Result \"*\"]\n\n")
	words := rand.New(rand.NewPCG(1, 2))
	for i := range plies {
		if i%2 == 0 {
			fmt.Fprintf(&b, "%d. ", i/2+1)
		}
		b.WriteString([]string{"Nf3", "Nf6", "Ng1", "Ng8", "Nc3", "Nc6", "Nb1", "Nb8"}[i%8])
		b.WriteByte(' ')
		if comment > 0 {
			text := make([]byte, 0, comment)
			for len(text) < comment {
				text = append(fmt.Append(text, words.Uint64()), ' ')
			}
			fmt.Fprintf(&b, "{%s} ", text[:comment])
		}
	}
	b.WriteString("*\n")
	return b.String()
}

// imported keeps a game, and returns its address.
func (p *process) imported(pgn string) string {
	p.t.Helper()
	response, err := http.Post(p.url+"/import", "application/x-chess-pgn", strings.NewReader(pgn))
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusCreated {
		text, _ := io.ReadAll(response.Body)
		p.t.Fatalf("importing a game: %s %s", response.Status, text)
	}
	return p.url + response.Header.Get("Location")
}

// The longest game there is, as JSON, over a thousand connections.
func TestAttackSnapshotsOfALongGame(t *testing.T) {
	p := start(t, dataDir(t))
	game := p.imported(pgnOf(600, 0))
	attacker := manyConnections("127.0.0.9")
	b := watchBystander(t, p)
	o := storm(t, scaled(1000), func(ctx context.Context, _ int) (int, error) { return get(ctx, attacker, game+".json") })
	b.unharmed()
	o.want(t, 200, 429)
}

// The same and its page from many addresses, none of which reads too much.
func TestAttackReadsFromManyAddresses(t *testing.T) {
	p := start(t, dataDir(t))
	game := p.imported(pgnOf(600, 0))
	var attackers []*http.Client
	for i := range 20 {
		attackers = append(attackers, manyConnections(fmt.Sprintf("127.0.1.%d", 1+i)))
	}
	b := watchBystander(t, p)
	o := storm(t, scaled(500), func(ctx context.Context, i int) (int, error) {
		return get(ctx, attackers[i%20], game+[]string{".json", ""}[i/20%2], "Accept", "text/html")
	})
	b.unharmed()
	o.want(t, 200)
}

// The page of the largest file that can be imported, over 500 connections; of a
// smaller one where the machine has other work to do.
func TestAttackPagesOfALargeGame(t *testing.T) {
	p := start(t, dataDir(t))
	game := p.imported(pgnOf(600, scaled(1700)))
	attacker := manyConnections("127.0.0.9")
	b := watchBystander(t, p)
	o := storm(t, scaled(500), func(ctx context.Context, _ int) (int, error) { return get(ctx, attacker, game, "Accept", "text/html") })
	b.unharmed()
	o.want(t, 200, 429, 503)
}

// Ten thousand requests over forty HTTP/2 connections, twenty-five at once on
// each.
func TestAttackRequestsOverHTTP2(t *testing.T) {
	const connections, streams = 40, 25
	p := start(t, dataDir(t))
	game := strings.Replace(p.imported(pgnOf(600, 0)), "http:", "https:", 1)
	attackers := make([]*http.Client, connections)
	for i := range attackers {
		attackers[i] = overHTTP2("127.0.0.9")
		if status, err := get(t.Context(), attackers[i], game); status != http.StatusOK {
			t.Fatalf("%d, %v", status, err)
		}
	}
	b := watchBystander(t, p)
	rest(t.Context(), 500*time.Millisecond)
	o := &onslaught{statuses: map[int]int{}}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	var asking sync.WaitGroup
	for i := range connections * streams {
		asking.Go(func() {
			path := []string{".json", "", "/board.svg", "/feed?after=1"}[i/connections%4]
			for range scaled(10_000) / (connections * streams) {
				began := time.Now()
				status, err := get(ctx, attackers[i%connections], game+path, "Accept", "text/html,*/*;q=0.8")
				o.note(status, err, time.Since(began))
			}
		})
	}
	asking.Wait()
	t.Log(o)
	b.unharmed()
	o.want(t, 200, 429, 503)
}

// overHTTP2 is a client with one connection, by HTTP/2.
func overHTTP2(address string) *http.Client {
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}, Timeout: 10 * time.Second}
	var protocols http.Protocols
	protocols.SetHTTP2(true)
	return &http.Client{Transport: &http.Transport{
		DialContext: dialer.DialContext, Protocols: &protocols, MaxConnsPerHost: 1,
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, // a certificate of the server's own making
	}}
}

// While Postgres hangs, each health check says so within a second, however many
// there are and whatever else waits.
func TestAttackReadinessWhilePostgresHangs(t *testing.T) {
	dir := dataDir(t)
	p := start(t, dir)
	white, black := newPlayer(t), newPlayer(t)
	path := p.begin(white, black)
	probe := addressed("127.0.0.5")
	if status, err := get(t.Context(), probe, p.url+"/readyz"); status != http.StatusOK {
		t.Fatalf("at first: %d, %v", status, err)
	}
	resume := freeze(t, postmaster(t, dir))
	ctx, stop := context.WithCancel(t.Context())
	var others sync.WaitGroup
	attacker := manyConnections("127.0.0.9")
	for range 100 { // requests that wait for connections of all kinds
		others.Go(func() {
			for ctx.Err() == nil {
				_, _ = get(ctx, attacker, p.url+path+".json")
				_, _ = send(white, p.url+path+"/moves", map[string]any{"move": "e4", "seen": 2})
			}
		})
	}
	p.notReady(probe, 30, bystanderBounds().ready)
	stop()
	resume()
	p.untilReady("200 OK ready")
	others.Wait()
}

// notReady asks so many times, five at once, whether the server is ready, and
// wants to be told each time and in time that it is not.
func (p *process) notReady(probe *http.Client, times int, limit time.Duration) {
	p.t.Helper()
	var took []time.Duration
	var mu sync.Mutex
	var probes sync.WaitGroup
	for range 5 {
		probes.Go(func() {
			for range times / 5 {
				began := time.Now()
				status, err := get(p.t.Context(), probe, p.url+"/readyz")
				mu.Lock()
				took = append(took, time.Since(began))
				mu.Unlock()
				if status != http.StatusServiceUnavailable {
					p.t.Errorf("/readyz: got %d, %v; want 503", status, err)
				}
			}
		})
	}
	probes.Wait()
	p.t.Logf("/readyz took p50 %v, max %v", percentile(took, 50), percentile(took, 100))
	if slowest := percentile(took, 100); slowest > limit {
		p.t.Errorf("/readyz took %v, want at most %v", slowest, limit)
	}
}

// A game whose row stays locked, and fifty moves in it at once.
func TestAttackMovesInALockedGame(t *testing.T) {
	dir := dataDir(t)
	p := start(t, dir)
	white, black := newPlayer(t), newPlayer(t)
	path := p.begin(white, black)
	unlock := p.lock(dir, path)
	b := watchBystander(t, p)
	var moving sync.WaitGroup
	for range 50 {
		moving.Go(func() {
			_, err := send(white, p.url+path+"/moves", map[string]any{"move": "e4", "seen": 2})
			if err == nil || !strings.Contains(err.Error(), ": 503") {
				t.Errorf("a move in a locked game: got %v, want 503", err)
			}
		})
	}
	moving.Wait()
	b.unharmed()
	unlock()
	if answer, err := send(white, p.url+path+"/moves", map[string]any{"move": "e4", "seen": 2}); err != nil || answer["version"] != float64(3) {
		t.Errorf("once it is let go: %v, %v", answer, err)
	}
}

// Two hundred strangers move in a game whose row is locked. None of them waits
// for it.
func TestAttackMovesByStrangers(t *testing.T) {
	dir := dataDir(t)
	p := start(t, dir)
	path := p.begin(newPlayer(t), newPlayer(t))
	p.lock(dir, path)
	known := manyConnections("127.0.0.9")
	if _, err := send(known, p.url+"/games", nil); err != nil {
		t.Fatal(err)
	}
	unknown := manyConnections("127.0.0.8")
	unknown.Jar = nil
	b := watchBystander(t, p)
	o := storm(t, 200, func(ctx context.Context, i int) (int, error) {
		by, what := []*http.Client{known, unknown}[i%2], []string{"/moves", "/resign"}[i/2%2]
		return post(ctx, by, p.url+path+what, `{"move":"e4"}`)
	})
	b.unharmed()
	o.want(t, 403, 429)
	if limit := bystanderBounds().move; o.slowest > limit+time.Second {
		t.Errorf("a stranger waited %v", o.slowest)
	}
}

// lock locks a game's row, as a person with psql might.
func (p *process) lock(dir, path string) (unlock func()) {
	p.t.Helper()
	url, leave, err := findDatabase(p.t.Context(), "", dir, slog.New(slog.DiscardHandler))
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = leave() })
	conn, err := pgx.Connect(p.t.Context(), url)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = conn.Close(context.Background()) })
	tx, err := conn.Begin(p.t.Context())
	if err == nil {
		_, err = tx.Exec(p.t.Context(), `select from games where id = $1 for update`, strings.TrimPrefix(path, "/games/"))
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return sync.OnceFunc(func() { _ = tx.Rollback(context.Background()) })
}
