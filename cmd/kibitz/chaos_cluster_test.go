package main

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"kibitz/game/live/redistest"
	"kibitz/store/embedded"
)

// A cluster is some servers on one private Postgres, joined by a Redis, behind
// a proxy: real processes, which can be killed.
type cluster struct {
	t     *testing.T
	redis *redistest.Server
	data  string // of Postgres
	env   []string
	proxy *proxy

	mu      sync.Mutex
	servers []*process // nil while one is down
	windows []window   // in which all were away

	recovered, slowest time.Duration // until all were ready after a fault; to acknowledge something then
}

func startCluster(t *testing.T, servers int, env ...string) *cluster {
	t.Helper()
	c := &cluster{t: t, redis: redistest.Start(t), data: dataDir(t), env: env, servers: make([]*process, servers)}
	c.proxy = startProxy(t, c.addresses)
	for i := range servers {
		c.startServer(i)
	}
	return c
}

func (c *cluster) startServer(i int) {
	p := start(c.t, c.data, append(c.env, "REDIS_URL="+c.redis.URL)...)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.servers[i] = p
}

// addresses are those of the servers that are up.
func (c *cluster) addresses() (up []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.servers {
		if p != nil {
			up = append(up, strings.TrimPrefix(p.url, "http://"))
		}
	}
	return up
}

// take returns a server and has the proxy forget it.
func (c *cluster) take(i int) *process {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.servers[i]
	c.servers[i] = nil
	return p
}

// open adopts the cluster's Postgres and returns its address.
func (c *cluster) open() string {
	c.t.Helper()
	private, err := embedded.Start(context.Background(), embedded.Options{Dir: c.data, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = private.Close() })
	return private.URL("postgres")
}

// await waits for something, by looking now and then; what is slow on a busy
// machine must not fail.
func await(t *testing.T, what string, good func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(90 * time.Second); !good(); <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// A fault is something that goes wrong, and is mended before it returns.
type fault struct {
	name string
	do   func(c *cluster, r *rand.Rand)
}

var faults = []fault{
	{"server killed", func(c *cluster, r *rand.Rand) { c.restart(r, syscall.SIGKILL) }},
	{"server stopped", func(c *cluster, r *rand.Rand) { c.restart(r, syscall.SIGTERM) }},
	{"server paused", func(c *cluster, r *rand.Rand) {
		c.mu.Lock()
		p := c.servers[r.IntN(len(c.servers))]
		c.mu.Unlock()
		_ = p.cmd.Process.Signal(syscall.SIGSTOP)
		pause(r, 500, 2500)
		_ = p.cmd.Process.Signal(syscall.SIGCONT)
	}},
	{"Redis restarted", func(c *cluster, r *rand.Rand) {
		c.redis.Kill()
		pause(r, 0, 3000)
		c.redis.Start()
	}},
	{"Redis cut off", func(c *cluster, r *rand.Rand) {
		c.redis.Pause()
		pause(r, 1000, 4000)
		c.redis.Resume()
	}},
	{"Postgres killed", func(c *cluster, r *rand.Rand) {
		killPostgres(c.t, c.data)
		pause(r, 500, 1500)
	}},
	{"connections cut", func(c *cluster, r *rand.Rand) { c.proxy.cut(r) }},
	{"connections cut", func(c *cluster, r *rand.Rand) { c.proxy.cut(r) }},
}

func (c *cluster) restart(r *rand.Rand, by syscall.Signal) {
	i := r.IntN(len(c.servers))
	p := c.take(i)
	_ = p.cmd.Process.Signal(by)
	<-p.end
	pause(r, 0, 2000)
	c.startServer(i)
}

// pause waits for some milliseconds.
func pause(r *rand.Rand, least, most int) {
	timer := time.NewTimer(time.Duration(least+r.IntN(most-least)) * time.Millisecond)
	<-timer.C
}
