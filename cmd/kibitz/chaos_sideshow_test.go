package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

// A sideshow is two players who do during the chaos what those of the arenas do
// not: offers, takebacks, claims, rematches, messages, seeks and imports, one
// short game after another. What is acknowledged has to be in the log.
type sideshow struct {
	url     string
	clients [2]*http.Client
	random  *rand.Rand

	mu     sync.Mutex
	acks   []sideAck
	counts map[string]int // answers, by what was asked for
	faults []string
}

// A sideAck is an event that a server has acknowledged.
type sideAck struct {
	game    game.ID
	version game.Version
	kind    game.Kind
}

// An answer is what all requests of a sideshow are answered with, as far as it
// matters here.
type answer struct {
	Game    game.ID
	Version game.Version
	Kind    game.Kind
	Status  game.Status
	Turn    rules.Color
	Next    game.ID
	Legal   []string
	Games   []struct{ ID game.ID } // of an import
}

func newSideshow(url string, r *rand.Rand) *sideshow {
	return &sideshow{url: url, clients: [2]*http.Client{newChaosClient(), newChaosClient()},
		random: rand.New(rand.NewPCG(r.Uint64(), 0)), counts: map[string]int{}}
}

// run goes on until ctx ends.
func (s *sideshow) run(ctx context.Context) {
	for ctx.Err() == nil {
		switch s.random.IntN(4) {
		case 0:
			s.seeks(ctx)
		case 1:
			s.imports(ctx)
		default:
			s.shortGame(ctx)
		}
	}
}

// shortGame is played for a few plies, with much talk, ended, and played again.
func (s *sideshow) shortGame(ctx context.Context) {
	created, ok := s.post(ctx, 0, "/games", "create", map[string]any{"color": "white", "initial": 300, "increment": 2})
	if !ok {
		return
	}
	if _, ok := s.post(ctx, 1, "/games/"+string(created.Game)+"/join", "join", nil); !ok {
		return
	}
	for id := created.Game; id != "" && ctx.Err() == nil; {
		for range 2 + s.random.IntN(8) {
			s.ply(ctx, id)
			s.talk(ctx, id)
		}
		id = s.finish(ctx, id)
	}
}

// ply plays a random move for the side that is to move, whoever it is.
func (s *sideshow) ply(ctx context.Context, id game.ID) {
	for player := range s.clients {
		now, ok := s.look(ctx, player, id)
		if !ok || now.Status != game.Playing || len(now.Legal) == 0 {
			continue
		}
		move := map[string]any{"move": now.Legal[s.random.IntN(len(now.Legal))], "seen": now.Version}
		if e, ok := s.post(ctx, player, "/games/"+string(id)+"/moves", "move", move); ok && e.Kind == game.Moved {
			return
		}
	}
}

// talk does something beside moving; most of it is refused most of the time.
func (s *sideshow) talk(ctx context.Context, id game.ID) {
	player := s.random.IntN(2)
	path := "/games/" + string(id) + "/"
	switch s.random.IntN(7) {
	case 0, 1:
		s.post(ctx, player, path+"chat", "chat", map[string]any{"room": "players", "text": fmt.Sprintf("move %d", s.random.IntN(1000))})
	case 2:
		s.post(ctx, player, path+"takeback", "takeback", nil)
		s.post(ctx, 1-player, path+"takeback", "takeback", map[string]any{"answer": []string{"accept", "decline"}[s.random.IntN(2)]})
	case 3:
		s.post(ctx, player, path+"time", "time", nil)
	case 4:
		s.post(ctx, player, path+"draw", "draw", nil)
		s.post(ctx, 1-player, path+"draw", "draw", map[string]any{"answer": "decline"})
	case 5:
		s.post(ctx, player, path+"claim", "claim", nil)
		s.post(ctx, player, path+"claim", "claim", map[string]any{"result": "win"})
	case 6:
		s.post(ctx, player, path+"flag", "flag", nil)
	}
}

// finish ends the game, and returns the next one if there is a rematch.
func (s *sideshow) finish(ctx context.Context, id game.ID) game.ID {
	path := "/games/" + string(id) + "/"
	if s.random.IntN(2) == 0 {
		s.post(ctx, 0, path+"draw", "draw", nil)
		s.post(ctx, 1, path+"draw", "draw", map[string]any{"answer": "accept"})
	}
	s.post(ctx, 0, path+"resign", "resign", nil)
	s.post(ctx, 1, path+"abort", "abort", nil)
	if s.random.IntN(3) == 0 {
		return ""
	}
	s.post(ctx, 1, path+"rematch", "rematch", nil)
	e, _ := s.post(ctx, 0, path+"rematch", "rematch", map[string]any{"answer": "accept"})
	return e.Next
}

// seeks has both players wait in the lobby; one joins the other.
func (s *sideshow) seeks(ctx context.Context) {
	var mine [2]answer
	for player := range s.clients {
		mine[player], _ = s.post(ctx, player, "/games", "seek", map[string]any{"opponent": "anyone", "initial": 600})
	}
	both := sync.WaitGroup{}
	for player := range s.clients { // at once: one of the two
		if other := mine[1-player].Game; other != "" {
			both.Go(func() { s.post(ctx, player, "/games/"+string(other)+"/join", "join", nil) })
		}
	}
	both.Wait()
	for _, seek := range mine {
		if seek.Game != "" {
			s.post(ctx, 0, "/games/"+string(seek.Game)+"/abort", "abort", nil)
			s.post(ctx, 1, "/games/"+string(seek.Game)+"/abort", "abort", nil)
		}
	}
}

func (s *sideshow) imports(ctx context.Context) {
	const pgn = "[White \"A\"]\n[Black \"B\"]\n\n1. e4 e5 2. Nf3 (2. f4 exf4) Nc6 {good} 3. Bb5 a6 1/2-1/2\n\n"
	s.post(ctx, 0, "/import", "import", map[string]any{"pgn": strings.Repeat(pgn, 1+s.random.IntN(4))})
}

// look reads a game as a player.
func (s *sideshow) look(ctx context.Context, player int, id game.ID) (now answer, ok bool) {
	ctx, cancel := context.WithTimeout(ctx, 8*time.Second)
	defer cancel()
	r, _ := http.NewRequestWithContext(ctx, "GET", s.url+"/games/"+string(id)+".json", nil)
	response, err := s.clients[player].Do(r)
	if err != nil {
		return now, false
	}
	defer response.Body.Close()
	return now, response.StatusCode == http.StatusOK && json.NewDecoder(response.Body).Decode(&now) == nil
}

// post asks for something once, and reports whether it was acknowledged. What
// was not may have happened all the same.
func (s *sideshow) post(ctx context.Context, player int, path, what string, fields map[string]any) (e answer, ok bool) {
	rest(ctx, rand.N(40*time.Millisecond)) // both players may be at it
	try, cancel := context.WithTimeout(ctx, 8*time.Second)
	defer cancel()
	body, _ := json.Marshal(fields)
	if fields == nil {
		body = []byte("{}")
	}
	r, _ := http.NewRequestWithContext(try, "POST", s.url+path, bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	response, err := s.clients[player].Do(r)
	if err != nil {
		rest(ctx, 200*time.Millisecond)
		return e, false
	}
	defer response.Body.Close()
	err = json.NewDecoder(response.Body).Decode(&e)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts[fmt.Sprintf("%s %d", what, response.StatusCode)]++
	switch code := response.StatusCode; {
	case code >= 500:
		if code == http.StatusInternalServerError {
			s.faults = append(s.faults, fmt.Sprintf("%s: %d", path, code))
		}
		return answer{}, false
	case code >= 400:
		if code == http.StatusBadRequest || code == http.StatusNotFound && what != "join" {
			s.faults = append(s.faults, fmt.Sprintf("%s %v: %d", path, fields, code))
		}
		return answer{}, false
	case err != nil:
		return answer{}, false // cut off in the middle
	}
	if e.Game != "" && e.Kind != game.SnapshotKind {
		s.acks = append(s.acks, sideAck{e.Game, e.Version, e.Kind})
	}
	return e, true
}

// wantSideshow wants what was acknowledged in the log.
func (c *cluster) wantSideshow(s *sideshow, logOf func(game.ID) []game.Event) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, fault := range s.faults {
		c.t.Errorf("sideshow: %s", fault)
	}
	logs := map[game.ID][]game.Event{}
	for _, k := range s.acks {
		log, known := logs[k.game]
		if !known {
			log = logOf(k.game)
			logs[k.game] = log
		}
		if int(k.version) > len(log) || log[k.version-1].Kind != k.kind {
			c.t.Errorf("game %s: a %s was acknowledged as version %d and is not there", k.game, k.kind, k.version)
		}
	}
	return len(s.acks)
}
