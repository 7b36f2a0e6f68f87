package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// A bomb is a body for POST /import.
type bomb struct{ kind, body string }

// importBombs are bodies as large as they may be, or with as many moves. With the
// race detector moves take ten times as long, so there are fewer.
func importBombs() map[string]bomb {
	moves := 1
	if !*strict {
		moves = 10
	}
	// A position of 218 legal moves, over and over.
	queens := "[FEN \"R6R/3Q4/1Q4Q1/4Q3/2Q4Q/Q4Q2/pp1Q4/kBNN1KB1 w - - 0 1\"]\n\n1. a3a4 " +
		strings.Repeat("("+strings.Repeat("a3a5 -- a5a3 -- ", 140)+") ", 71/moves) + "*"
	return map[string]bomb{
		"JSON of empty objects": {"application/json", `{"a":[` + strings.Repeat("{},", 1<<20) + `{}]}`},
		"JSON of fields":        {"application/json", `{` + numberedFields(`"%x":0,`, 3<<20) + `"a":0}`},
		"a form of names":       {"application/x-www-form-urlencoded", strings.Repeat("a=1&", 3<<18)},
		"a form of escapes":     {"application/x-www-form-urlencoded", "pgn=" + strings.Repeat("%20", 1<<20)},
		"multipart parameters": {"multipart/form-data; boundary=b",
			"--b\r\nContent-Disposition: form-data" + numberedFields(";a%x=b", 3<<20) + "\r\n\r\nx\r\n--b--"},
		"multipart parts":     {"multipart/form-data; boundary=b", strings.Repeat("--b\r\na:b\r\n\r\n\r\n", 3<<16) + "--b--"},
		"many moves":          {"application/x-chess-pgn", "1. e4 " + strings.Repeat("(1. d4 d5 2. c4 e6 3. Nc3) ", 7_900/moves) + "*"},
		"many legal moves":    {"application/x-www-form-urlencoded", "pgn=" + url.QueryEscape(queens)},
		"a megabyte of words": {"application/x-chess-pgn", "1. e4 {" + strings.Repeat("word ", 3<<10) + "} *\n" + strings.Repeat("; a comment of a line\n", 45_000)},
	}
}

func numberedFields(format string, size int) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// Forty clients, at addresses of their own, post bombs of 3 MiB, up to 160 a
// second. Each is answered, in time, and nobody else notices.
func TestAttackImportsOfBombs(t *testing.T) {
	bombs := importBombs()
	p := start(t, dataDir(t))
	b := watchBystander(t, p)
	ctx, stop := context.WithTimeout(t.Context(), 4*time.Second)
	defer stop()
	var mu sync.Mutex
	answers := map[int]int{}
	var clients sync.WaitGroup
	for n := range 40 {
		client := addressed(fmt.Sprintf("127.0.9.%d", n+1))
		clients.Go(func() {
			for ctx.Err() == nil {
				for name, bomb := range bombs { // in another order each time
					status, err := postBomb(client, p.url+"/import", bomb)
					if err != nil {
						t.Errorf("%s is not answered: %v", name, err)
						return
					}
					mu.Lock()
					answers[status]++
					mu.Unlock()
					if rest(ctx, 250*time.Millisecond); ctx.Err() != nil { // sending must not take the machine that both share
						return
					}
				}
			}
		})
	}
	clients.Wait()
	wantAnswers(t, answers)
	b.unharmed()
	// It reads games as before, for those who sent no bombs.
	status, err := postBomb(addressed("127.0.0.6"), p.url+"/import", smallGame)
	if err != nil || status != http.StatusCreated {
		t.Errorf("an import after that: got %d, %v", status, err)
	}
}

var smallGame = bomb{"application/x-chess-pgn", "1. e4 e5 1-0"}

// wantAnswers wants bombs to be read or refused, as docs/protocol.md says.
func wantAnswers(t *testing.T, answers map[int]int) {
	t.Helper()
	t.Logf("answers by status: %v", answers)
	all := 0
	for status, times := range answers {
		all += times
		switch status {
		case cutOff, 201, 400, 413, 429, 503:
		default:
			t.Errorf("%d answers are %d", times, status)
		}
	}
	if answers[201]+answers[400] == 0 || answers[429] == 0 || answers[cutOff] > all/10 {
		t.Errorf("got %v, want bombs that were read, and some that were too many", answers)
	}
}

// cutOff stands for the status of an answer that was not seen: the server has
// answered and closed the connection while the client was still sending.
const cutOff = 0

// postBomb posts a body and returns the status of the answer.
func postBomb(client *http.Client, address string, b bomb) (status int, err error) {
	r, err := http.NewRequest("POST", address, strings.NewReader(b.body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", b.kind)
	r.Header.Set("Accept", "application/json")
	response, err := client.Do(r)
	if errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) {
		return cutOff, nil
	}
	if err != nil {
		return 0, err
	}
	return response.StatusCode, response.Body.Close()
}

// Bodies that never end take neither the memory nor the turns of others.
func TestAttackImportsThatTrickle(t *testing.T) {
	p := start(t, dataDir(t))
	b := watchBystander(t, p)
	ctx, stop := context.WithTimeout(t.Context(), 4*time.Second)
	defer stop()
	var clients sync.WaitGroup
	for n := range 100 {
		client := addressed(fmt.Sprintf("127.0.10.%d", n+1))
		clients.Go(func() {
			r, _ := http.NewRequestWithContext(ctx, "POST", p.url+"/import", trickle{ctx})
			r.Header.Set("Content-Type", "application/x-chess-pgn")
			r.ContentLength = 3 << 20
			if response, err := client.Do(r); err == nil {
				_ = response.Body.Close()
			}
		})
	}
	imported := 0
	person := addressed("127.0.0.6")
	for ctx.Err() == nil {
		switch status, err := postBomb(person, p.url+"/import", smallGame); {
		case err != nil || status != http.StatusCreated:
			t.Errorf("an import beside them: got %d, %v", status, err)
			stop()
		default:
			imported++
		}
		rest(ctx, 100*time.Millisecond)
	}
	clients.Wait()
	t.Logf("%d imports beside them", imported)
	b.unharmed()
}

// trickle is a body of a byte now and then, without an end.
type trickle struct{ ctx context.Context }

func (b trickle) Read(p []byte) (int, error) {
	if rest(b.ctx, 50*time.Millisecond); b.ctx.Err() != nil {
		return 0, b.ctx.Err()
	}
	p[0] = ' '
	return 1, nil
}
