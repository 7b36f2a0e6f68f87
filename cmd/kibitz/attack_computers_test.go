package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kibitz/game"
)

// One player asks for 150 games at level 8 at once, and gets as many as one may
// have.
func TestAttackComputersByOnePlayer(t *testing.T) {
	attackComputers(t, func(ctx context.Context, p *process) (created int) {
		mallory := opponent{addressed("127.0.0.9")}
		first, err := send(mallory.Client, p.url+"/games", levelEight) // is somebody from now on
		if err != nil {
			t.Fatal(err)
		}
		siege := besiege(ctx, t, p, 150, http.StatusConflict, func() opponent { return mallory })
		siege.playing.Go(func() { siege.play(ctx, mallory, first) })
		siege.playing.Wait()
		if n := 1 + int(siege.created.Load()); n != game.MaxComputerGames {
			t.Errorf("one player got %d games, want %d", n, game.MaxComputerGames)
		}
		return 1 + int(siege.created.Load())
	})
}

// The same by guests, each of whom is somebody else.
func TestAttackComputersByManyGuests(t *testing.T) {
	attackComputers(t, func(ctx context.Context, p *process) (created int) {
		base := addressed("127.0.0.9")
		siege := besiege(ctx, t, p, 400, http.StatusTooManyRequests, func() opponent {
			guest := *base // shares the connections
			guest.Jar, _ = cookiejar.New(nil)
			return opponent{&guest}
		})
		siege.playing.Wait()
		if n := siege.created.Load(); n < 100 || n > 300 {
			t.Errorf("the guests of one address got %d games, want 100 to 300", n)
		}
		return int(siege.created.Load())
	})
}

// attackComputers has somebody play for 60 s against a computer while others from
// one address play as many games as they can, and wants each answer soon.
func attackComputers(t *testing.T, attack func(ctx context.Context, p *process) (created int)) {
	p := start(t, dataDir(t))
	b := watchBystander(t, p)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var attacking sync.WaitGroup
	attacking.Go(func() { t.Logf("%d games were begun", attack(ctx, p)) })
	rest(ctx, 2*time.Second) // until the games are there
	answers := playSixty(t, p)
	stop()
	attacking.Wait()
	longest := 10 * time.Second
	if *strict {
		longest = 3 * time.Second
	}
	t.Logf("the computer answered in p50 %v, at most %v", percentile(answers, 50), percentile(answers, 100))
	if got := percentile(answers, 100); got > longest {
		t.Errorf("the computer took %v for an answer, want at most %v", got, longest)
	}
	b.unharmed()
}

// playSixty plays a few moves with 60 s for all of them, and returns how long the
// computer took for each of its own.
func playSixty(t *testing.T, p *process) (answers []time.Duration) {
	t.Helper()
	client := opponent{addressed("127.0.0.10")}
	state, err := send(client.Client, p.url+"/games", map[string]any{"opponent": "computer", "level": 5, "color": "white", "initial": 60})
	if err != nil {
		t.Error(err)
		return nil
	}
	place := p.url + "/games/" + state["game"].(string)
	for range 6 {
		legal, _ := state["legal"].([]any)
		if len(legal) == 0 {
			break // mated: an end that is not the clock's
		}
		moved, err := send(client.Client, place+"/moves", map[string]any{"move": legal[0]})
		if err != nil {
			t.Error(err)
			return answers
		}
		began := time.Now()
		if _, err := client.get(fmt.Sprintf("%s/feed?after=%.0f&wait=25", place, moved["version"])); err != nil {
			t.Error(err)
			return answers
		}
		answers = append(answers, time.Since(began))
		if state, err = client.get(place + ".json"); err != nil {
			t.Error(err)
			return answers
		}
		if state["turn"] != "white" || state["reason"] == "flag" {
			t.Errorf("after %d moves: it is the turn of %v, %v", len(answers), state["turn"], state["reason"])
		}
	}
	return answers
}

var levelEight = map[string]any{"opponent": "computer", "level": 8, "color": "black", "initial": 600}

// A siege is the games that an attacker has begun, which go on until the context
// ends.
type siege struct {
	t       *testing.T
	p       *process
	created atomic.Int32
	playing sync.WaitGroup
}

// besiege asks for games at level 8, eight at a time, each by the client that by
// returns, and plays those that it gets. The others must be refused.
func besiege(ctx context.Context, t *testing.T, p *process, games, refusal int, by func() opponent) *siege {
	s := &siege{t: t, p: p}
	next := make(chan opponent)
	s.playing.Go(func() {
		defer close(next)
		for n := 0; n < games && ctx.Err() == nil; n++ {
			next <- by()
		}
	})
	for range 8 {
		s.playing.Go(func() {
			for client := range next {
				status, text := client.ask("POST", p.url+"/games", levelEight)
				switch {
				case status == http.StatusCreated:
					var state map[string]any
					if err := json.Unmarshal(text, &state); err != nil {
						t.Error(err)
					}
					s.created.Add(1)
					s.playing.Go(func() { s.play(ctx, client, state) })
				case !slices.Contains([]int{refusal, http.StatusTooManyRequests}, status) && ctx.Err() == nil:
					t.Errorf("asking for a game: %d %s, want 201 or %d", status, text, refusal)
				}
			}
		})
	}
	return s
}

// play answers the computer's moves as fast as the server lets one.
func (s *siege) play(ctx context.Context, client opponent, state map[string]any) {
	place := s.p.url + "/games/" + state["game"].(string)
	for ctx.Err() == nil {
		if legal, _ := state["legal"].([]any); len(legal) > 0 {
			client.ask("POST", place+"/moves", map[string]any{"move": legal[0]})
		}
		rest(ctx, 500*time.Millisecond)
		if got, err := client.get(place + ".json"); err == nil {
			state = got
		}
	}
}

// An opponent plays against computers.
type opponent struct{ *http.Client }

// ask sends JSON and returns the answer's status and body; the status is 0 if none
// came.
func (o opponent) ask(method, address string, fields map[string]any) (status int, text []byte) {
	body, err := json.Marshal(fields)
	if err != nil {
		panic(err) // strings and numbers
	}
	r, err := http.NewRequest(method, address, bytes.NewReader(body))
	if err != nil {
		panic(err) // the server's own address
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	response, err := o.Do(r)
	if err != nil {
		return 0, []byte(err.Error())
	}
	defer response.Body.Close()
	if text, err = io.ReadAll(response.Body); err != nil {
		return 0, []byte(err.Error())
	}
	return response.StatusCode, text
}

// get reads a JSON object.
func (o opponent) get(address string) (object map[string]any, err error) {
	status, text := o.ask("GET", address, nil)
	if status != http.StatusOK {
		return nil, fmt.Errorf("%s: %d %s", address, status, text)
	}
	return object, json.Unmarshal(text, &object)
}
