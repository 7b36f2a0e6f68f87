package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"kibitz/game"
)

// Most bytes that are read of an answer to a player.
const maxAnswer = 1 << 20

// An api posts what players do.
type api struct {
	client http.Client
	url    *url.URL
}

func newAPI(target *url.URL) *api {
	return &api{url: target, client: http.Client{
		Timeout:   30 * time.Second,
		Transport: &http.Transport{MaxIdleConnsPerHost: 100},
	}}
}

// A player has the token of a guest, once it has done something.
type player struct{ token string }

// A reply is what load needs of an answer.
type reply struct {
	Game    game.ID      `json:"game"`
	Version game.Version `json:"version"`
}

// post posts what a player does. If the server limits the rate, as when many games
// begin, post waits as long as the server asks for and tries again.
func (a *api) post(ctx context.Context, p *player, path string, fields map[string]any) (got reply, err error) {
	if fields == nil {
		fields = map[string]any{}
	}
	body, err := json.Marshal(fields)
	if err != nil {
		return got, err
	}
	for {
		answer, err := a.try(ctx, p, path, body)
		if err != nil {
			return got, err
		}
		text, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
		_ = answer.Body.Close()
		switch {
		case err != nil:
			return got, err
		case answer.StatusCode == http.StatusTooManyRequests:
			seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After"))
			wait(ctx, time.Duration(min(max(seconds, 1), 60))*time.Second)
			continue
		case answer.StatusCode >= 300:
			return got, fmt.Errorf("POST %s: %s: %s", path, answer.Status, text)
		}
		for _, cookie := range answer.Cookies() {
			if cookie.Name == "kibitz" {
				p.token = cookie.Value
			}
		}
		return got, json.Unmarshal(text, &got)
	}
}

func (a *api) try(ctx context.Context, p *player, path string, body []byte) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, "POST", a.url.String()+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	if p.token != "" {
		r.Header.Set("Authorization", "Bearer "+p.token)
	}
	return a.client.Do(r)
}
