package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"kibitz/game/live/redistest"
)

// Within so much a line has to come on a machine that does other things, too.
const soon = 20 * time.Second

// Two servers share a database and a Redis. The Redis is killed and comes back;
// a server is killed. Readers of the other one see every move.
func TestTwoServersGoOnWithoutRedisAndWithoutEachOther(t *testing.T) {
	t.Parallel()
	dir, redis := dataDir(t), redistest.Start(t)
	a, b := start(t, dir, "REDIS_URL="+redis.URL), start(t, dir, "REDIS_URL="+redis.URL)
	a.untilReady("200 OK ready")
	b.untilReady("200 OK ready")
	white, black := newPlayer(t), newPlayer(t)
	path := a.begin(white, black)
	lines := b.stream(path)
	version := 2
	play := func(on *process) {
		t.Helper()
		who := []*http.Client{white, black}[version%2]
		// A cookie is a host's, whatever its port, so both servers know the player.
		if _, err := send(who, on.url+path+"/moves", map[string]any{"move": knights[(version-2)%len(knights)], "seen": version}); err != nil {
			t.Fatal(err)
		}
		version++
		wantLine(t, lines, fmt.Sprintf("id: %d", version), soon)
	}
	play(a)
	play(b)

	redis.Kill()
	a.untilReady("200 OK degraded: ")
	b.untilReady("200 OK degraded: ")
	play(a)
	play(a)
	redis.Start()
	a.untilReady("200 OK ready")
	b.untilReady("200 OK ready")
	play(a)
	if got := metricsOf(t, b); !strings.Contains(got, "kibitz_bus_up 1\n") || !strings.Contains(got, `kibitz_bus_rouses_total{why="away"}`) ||
		strings.Contains(got, `kibitz_bus_messages_total{what="heard"} 0`+"\n") {
		t.Errorf("the metrics do not show it:\n%s", got)
	}

	_ = a.cmd.Process.Kill()
	<-a.end
	play(b)
}

// Who waits at one server is seen at the other, and taken there.
func TestSeekAtOneServerIsTakenAtTheOther(t *testing.T) {
	t.Parallel()
	dir, redis := dataDir(t), redistest.Start(t)
	a, b := start(t, dir, "REDIS_URL="+redis.URL), start(t, dir, "REDIS_URL="+redis.URL)
	a.untilReady("200 OK ready")
	b.untilReady("200 OK ready")
	away, there := a.seeks(""), b.seeks("")
	seek, err := send(newPlayer(t), a.url+"/games", map[string]any{"opponent": "anyone"})
	if err != nil {
		t.Fatal(err)
	}
	id := seek["game"].(string)
	if there = b.seeks(there.Tag); len(there.Seeks) != 1 || there.Seeks[0].ID != id {
		t.Fatalf("at the other server: got %v, want the seek %s", there, id)
	}
	away = a.seeks(away.Tag)
	if _, err := send(newPlayer(t), b.url+"/games/"+id+"/join", nil); err != nil {
		t.Fatal(err)
	}
	if away = a.seeks(away.Tag); len(away.Seeks) != 0 {
		t.Errorf("once it is taken at the other server: got %v, want none", away)
	}
}

// seekList is the list of seeks as the protocol has it.
type seekList struct {
	Tag   string
	Seeks []struct{ ID string }
}

// seeks waits for the list that is not the one of a tag.
func (p *process) seeks(tag string) seekList {
	p.t.Helper()
	response, err := http.Get(p.url + "/lobby/feed?wait=25&after=" + tag)
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	var answer struct{ Events []seekList }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || len(answer.Events) != 1 {
		p.t.Fatalf("the list that comes after %q: %s, %v, %v", tag, response.Status, answer, err)
	}
	return answer.Events[0]
}

func metricsOf(t *testing.T, p *process) string {
	t.Helper()
	response, err := http.Get(p.url + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text := new(strings.Builder)
	if err := response.Write(text); err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(text.String(), "\r\n", "\n")
}

// A server starts though Redis is away, and heals by itself; an address that
// cannot be is found at once.
func TestServerStartsWithoutItsRedis(t *testing.T) {
	t.Parallel()
	redis := redistest.Start(t)
	redis.Kill()
	p := start(t, dataDir(t), "REDIS_URL="+redis.URL)
	p.untilReady("200 OK degraded: ")
	redis.Start()
	p.untilReady("200 OK ready")
}

func TestAddressOfRedisThatCannotBeEndsTheStart(t *testing.T) {
	if bus, err := findBus("localhost"); err == nil || !strings.Contains(err.Error(), "REDIS_URL") {
		t.Errorf("got %v, %v; want an error that names REDIS_URL", bus, err)
	}
}
