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

// Most that is read of an answer to a player.
const maxAnswer = 1 << 20

// An api sends what players do.
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

// A player is a guest, once it has done something.
type player struct{ token string }

// done is what load wants to know of an answer.
type done struct {
	Game    game.ID      `json:"game"`
	Version game.Version `json:"version"`
}

// post sends what a player does. A server that finds it too fast is asked again
// when it says so, which is how many games come to begin.
func (a *api) post(ctx context.Context, p *player, path string, fields map[string]any) (d done, err error) {
	if fields == nil {
		fields = map[string]any{}
	}
	body, err := json.Marshal(fields)
	if err != nil {
		return d, err
	}
	for {
		answer, err := a.try(ctx, p, path, body)
		if err != nil {
			return d, err
		}
		text, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
		_ = answer.Body.Close()
		switch {
		case err != nil:
			return d, err
		case answer.StatusCode == http.StatusTooManyRequests:
			seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After"))
			wait(ctx, time.Duration(min(max(seconds, 1), 60))*time.Second)
			continue
		case answer.StatusCode >= 300:
			return d, fmt.Errorf("POST %s: %s: %s", path, answer.Status, text)
		}
		for _, cookie := range answer.Cookies() {
			if cookie.Name == "kibitz" {
				p.token = cookie.Value
			}
		}
		return d, json.Unmarshal(text, &d)
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
