package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
	"kibitz/web/webtest"
)

// slow is a client so far from the server that each byte takes delay each way.
func slow(b *webtest.Bubble, delay time.Duration) *http.Client {
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		far, err := b.Dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		near, end := net.Pipe()
		go carry(far, end, delay)
		go carry(end, far, delay)
		return near, nil
	}
	c := &http.Client{Transport: &http.Transport{DialContext: dial}}
	b.T.Cleanup(c.CloseIdleConnections)
	return c
}

// carry copies bytes from one connection to another, delaying each equally.
func carry(to, from net.Conn, delay time.Duration) {
	type parcel struct {
		due  time.Time
		data []byte
	}
	road := make(chan parcel, 1000)
	go func() {
		defer to.Close()
		for p := range road {
			time.Sleep(time.Until(p.due))
			if _, err := to.Write(p.data); err != nil {
				_ = from.Close()
			}
		}
	}()
	defer close(road)
	for buffer := make([]byte, 4096); ; {
		n, err := from.Read(buffer)
		if n > 0 {
			road <- parcel{time.Now().Add(delay), bytes.Clone(buffer[:n])}
		}
		if err != nil {
			return
		}
	}
}

// A robot plays a whole game by one transport, and thinks a second per move.
type robot struct {
	b      *webtest.Bubble
	token  string
	client *http.Client
	events chan game.Version // of moves, as they arrive
	play   func(move string, seen game.Version)
}

const thinks = time.Second

// overHTTP is a robot that uses only requests: long polls and POSTs.
func overHTTP(b *webtest.Bubble, token string) *robot {
	r := &robot{b: b, token: token, client: slow(b, 100*time.Millisecond), events: make(chan game.Version, 100)}
	go func() {
		for after := game.Version(2); ; {
			request, _ := http.NewRequestWithContext(b.T.Context(), "GET", fmt.Sprintf("%s%s", b.URL, b.FeedPath(fmt.Sprintf("after=%d&wait=55", after))), nil)
			request.Header.Set("Authorization", token)
			response, err := r.client.Do(request)
			if err != nil {
				return
			}
			var answer struct {
				Version game.Version
				Events  []struct{ Status game.Status }
			}
			_ = json.NewDecoder(response.Body).Decode(&answer)
			_ = response.Body.Close()
			for i, e := range answer.Events {
				r.events <- answer.Version - game.Version(len(answer.Events)-1-i)
				after = answer.Version
				if e.Status == game.Over {
					return
				}
			}
		}
	}()
	r.play = func(move string, seen game.Version) {
		body := fmt.Sprintf(`{"move":%q,"seen":%d,"spent":%d}`, move, seen, thinks.Milliseconds())
		request, _ := http.NewRequestWithContext(b.T.Context(), "POST", b.URL+"/games/"+string(b.ID)+"/moves", bytes.NewBufferString(body))
		request.Header.Set("Authorization", token)
		request.Header.Set("Content-Type", webtest.TypeJSON)
		response, err := r.client.Do(request)
		if err != nil || response.StatusCode != http.StatusOK {
			b.T.Errorf("%s: %v, %v", move, response, err)
			return
		}
		_ = response.Body.Close()
	}
	return r
}

// overWebSocket is a robot that uses one socket.
func overWebSocket(b *webtest.Bubble, token string) *robot {
	r := &robot{b: b, token: token, client: slow(b, 100*time.Millisecond), events: make(chan game.Version, 100)}
	conn, err := webtest.DialWebSocket(b.T.Context(), r.client, b.URL+b.FeedPath("after=2"), http.Header{"Authorization": {token}})
	if err != nil {
		b.T.Fatal(err)
	}
	b.T.Cleanup(func() { conn.Close() })
	go func() {
		for {
			var e struct {
				Version game.Version
				Kind    string
			}
			if err := conn.ReadJSON(&e); err != nil {
				return
			}
			if e.Kind == "move" {
				r.events <- e.Version
			}
		}
	}()
	r.play = func(move string, seen game.Version) {
		if err := conn.WriteJSON(map[string]any{"do": "move", "move": move, "seen": seen, "spent": thinks.Milliseconds()}); err != nil {
			b.T.Errorf("%s: %v", move, err)
		}
	}
	return r
}

// A game without a WebSocket is as fair: with 200 ms to the server and back for
// both, neither player loses more time to the network than the lag account begins
// with.
func TestClocksAreFairWithAndWithoutAWebSocket(t *testing.T) {
	const moves = 60
	for _, c := range []struct{ name, white string }{{"White by HTTP", "http"}, {"White by WebSocket", "ws"}} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				t.Cleanup(func() { time.Sleep(time.Second) }) // bytes in flight arrive after everything is closed
				b := webtest.NewBubble(t)
				b.ID = b.NewClockedGame(game.TimeControl{Initial: 5 * time.Minute}, "")
				white, black := overHTTP(b, webtest.AsAnn), overWebSocket(b, webtest.AsBob)
				if c.white == "ws" {
					white, black = overWebSocket(b, webtest.AsAnn), overHTTP(b, webtest.AsBob)
				}
				time.Sleep(2 * time.Second) // connections, and the first ping
				shuffle := gametest.Moves("Nf3 Nf6 Ng1 Ng8 a3 a6 Nc3 Nc6 Nb1 Nb8 h3 h6 b3 b6 Nf3 Nf6 Ng1 Ng8 g3 g6 Nc3 Nc6 Nb1 Nb8 d3 d6 e3 e6 c3 c6 f3 f6 " +
					"a4 a5 h4 h5 b4 b5 g4 g5 Ra2 Ra7 Ra1 Ra8 Rh2 Rh7 Rh1 Rh8 Qc2 Qc7 Qd1 Qd8 Bb2 Bb7 Bc1 Bc8 Be2 Be7 Bf1 Bf8 d4 d5 e4 e5")[:moves]
				side, other := white, black
				for i, move := range shuffle {
					seen := game.Version(2 + i)
					time.Sleep(thinks)
					side.play(move, seen)
					for _, r := range []*robot{side, other} {
						if got := <-r.events; got != seen+1 {
							t.Fatalf("%s: heard of version %d, want %d", move, got, seen+1)
						}
					}
					side, other = other, side
				}
				s, err := b.Games.Snapshot(t.Context(), b.ID)
				if err != nil {
					t.Fatal(err)
				}
				thought := time.Duration(moves/2-1) * thinks // the first move is free
				lost := map[rules.Color]time.Duration{}
				for _, color := range []rules.Color{rules.White, rules.Black} {
					lost[color] = 5*time.Minute - thought - s.Clock.Left(color, s.At)
				}
				begins := 3 * time.Second // quota of 5+0 at the start
				if d := (lost[rules.White] - lost[rules.Black]).Abs(); d > begins || lost[rules.White] > begins || lost[rules.Black] > begins {
					t.Errorf("White lost %v to the network and Black %v, want no more than %v, and no more apart", lost[rules.White], lost[rules.Black], begins)
				}
				t.Logf("White lost %v to the network, Black %v", lost[rules.White], lost[rules.Black])
			})
		})
	}
}
