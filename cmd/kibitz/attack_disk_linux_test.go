package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kibitz/store/embedded"
)

// smallDisk is a data folder on a disk of its own, of so many MiB; false if the
// system lets us mount none. Then what a full disk does to the server is shown by
// the tests of package store alone.
func smallDisk(t *testing.T, size int) (dir string, ok bool) {
	t.Helper()
	dir = dataDir(t)
	err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dm,mode=755", size))
	if errors.Is(err, syscall.EPERM) {
		t.Log("only root may mount a disk: ", err)
		return "", false
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir, true
}

// fill takes what is left of a disk, until empty is called.
func fill(t *testing.T, dir string) (empty func()) {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, "fill"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, size := range []int{1 << 20, 4 << 10} {
		for block := make([]byte, size); err == nil; {
			_, err = f.Write(block)
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
		err = nil
	}
	return func() {
		if err := os.Remove(f.Name()); err != nil {
			t.Error(err)
		}
	}
}

// The disk of the database is full, at first only for tables, and then for the log
// that Postgres writes ahead, without which it cannot run. Moves are refused, and
// health checks say why. All goes on by itself when there is room, and nothing that
// was acknowledged is lost.
func TestAttackFullDisk(t *testing.T) {
	dir, ok := smallDisk(t, 160)
	if !ok {
		return
	}
	p := start(t, dir)
	games := newPlayedGames(t, p)
	if !games.play(time.Minute, func() bool { return games.acknowledged >= 50 }) {
		t.Fatal("no moves are taken from the start")
	}

	empty := fill(t, dir)
	if !games.play(time.Minute, func() bool { return games.refused > 0 }) {
		t.Fatal("moves are taken on a full disk")
	}
	began := time.Now()
	p.untilReady("503 Service Unavailable not ready: the games cannot be reached right now: the disk of the database is full")
	if took := time.Since(began); took > time.Second && *strict {
		t.Errorf("/readyz said so after %v", took)
	}
	empty()
	p.untilReady("200 OK ready")
	games.goesOn()

	empty = fill(t, dir)
	left := exhaustLog(t, dir)
	p.untilReady("503 Service Unavailable not ready: the games cannot be reached right now: the disk of the database is full")
	empty()
	p.untilReady("200 OK ready")
	games.goesOn()
	games.wantAll()
	<-left
	p.terminate()
	if log := p.log.String(); strings.Count(log, "\n") > 60 || !strings.Contains(log, "No space left on device") {
		t.Errorf("the log has %d lines:\n%s", strings.Count(log, "\n"), log)
	}
}

// exhaustLog has the private Postgres in dir ask for more of its log than there
// is room for, which ends it. To do so it joins the server's Postgres; left is
// closed when it has left it, which cannot be before there is room again.
func exhaustLog(t *testing.T, dir string) (left <-chan struct{}) {
	t.Helper()
	joined, err := embedded.Start(t.Context(), embedded.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), joined.URL("postgres"))
	if err == nil {
		for range 100 {
			if _, err = conn.Exec(t.Context(), "select pg_switch_wal(), txid_current()"); err != nil {
				break
			}
		}
		_ = conn.Close(context.WithoutCancel(t.Context()))
	}
	if err == nil {
		t.Error("Postgres has room for its log")
	}
	leaving := make(chan struct{})
	go func() {
		defer close(leaving)
		if err := joined.Close(); err != nil {
			t.Error(err)
		}
	}()
	return leaving
}

// playedGames are played by two players, one after the other.
type playedGames struct {
	t            *testing.T
	p            *process
	players      []*http.Client
	path         string
	next         int            // move
	versions     map[string]int // acknowledged, by path
	acknowledged int
	refused      int
}

func newPlayedGames(t *testing.T, p *process) *playedGames {
	return &playedGames{t: t, p: p, players: []*http.Client{newPlayer(t), newPlayer(t)}, versions: map[string]int{}}
}

// play plays on until done or for too long, and reports whether it is done. What
// is refused is tried again.
func (g *playedGames) play(patience time.Duration, done func() bool) bool {
	for late := time.Now().Add(patience); !done(); {
		if time.Now().After(late) {
			return false
		}
		g.step()
	}
	return true
}

func (g *playedGames) goesOn() {
	g.t.Helper()
	before := g.acknowledged
	if !g.play(time.Minute, func() bool { return g.acknowledged >= before+50 }) {
		g.t.Error("moves are not taken again")
	}
}

// step begins a game, or plays a move.
func (g *playedGames) step() {
	g.t.Helper()
	moves := bystanderMoves()
	if g.path == "" || g.next == len(moves) {
		created, err := send(g.players[0], g.p.url+"/games", map[string]any{"color": "white"})
		if g.failed(err) {
			return
		}
		path := "/games/" + created["game"].(string)
		if _, err := send(g.players[1], g.p.url+path+"/join", nil); g.failed(err) {
			return
		}
		g.path, g.next, g.versions[path] = path, 0, 2
	}
	answer, err := send(g.players[g.next%2], g.p.url+g.path+"/moves", map[string]any{"move": moves[g.next], "seen": g.next + 2})
	if g.failed(err) {
		return
	}
	g.acknowledged++
	g.versions[g.path] = int(answer["version"].(float64))
	g.next++
}

// failed takes in what came of a request: only to be told to come back is fine.
func (g *playedGames) failed(err error) bool {
	g.t.Helper()
	if err == nil {
		return false
	}
	g.refused++
	if !strings.Contains(err.Error(), "503") && !errors.Is(err, io.EOF) {
		g.t.Error(err)
	}
	rest(g.t.Context(), 50*time.Millisecond)
	return true
}

// wantAll wants what was acknowledged to be there.
func (g *playedGames) wantAll() {
	g.t.Helper()
	for path, version := range g.versions {
		if got := int(g.p.snapshot(path)["version"].(float64)); got < version {
			g.t.Errorf("%s: version %d was acknowledged, %d is there", path, version, got)
		}
	}
	g.t.Logf("%d moves of %d games were acknowledged, %d requests refused", g.acknowledged, len(g.versions), g.refused)
}
