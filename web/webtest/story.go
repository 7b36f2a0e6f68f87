package webtest

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"kibitz/game"
)

// Story is a game of 38 plies in which both sides castle, take en passant
// or promote, and Black mates: 40 events with the two that begin a game.
var Story = strings.Fields(`e4 a6 e5 d5 exd6 Nf6 dxc7 Nc6 cxd8=Q+ Nxd8 Nf3 e6 Bc4 Be7 O-O O-O a3 b5 Bd3 Nc6
	g3 e5 h3 e4 Ne1 exd3 Qe2 dxe2 Kg2 Bxh3+ Kf3 Nd4+ Kf4 exf1=Q Ke3 Qe2+ Kf4 Ne6#`)

// StoryEvents is how many events the game of [Story] has.
const StoryEvents = 40

// A Heard is an event as a reader got it.
type Heard struct {
	Version game.Version
	Kind    string
	Data    string // JSON
}

// A Transport is a client of one transport. Read connects once: it reads the events
// of a feed after a cursor, "" for none, and calls on with each, until on returns false
// or the connection ends. It reports whether the game is over, so that there is nothing
// to come back for.
type Transport struct {
	Name string
	Read func(ctx context.Context, c *http.Client, feed, after string, on func(Heard) bool) (ended bool, err error)
}

// Follow reads a game to its end as a good client does: whenever the connection ends,
// it reconnects with its cursor. feed is asked for the address each time.
func Follow(ctx context.Context, tr Transport, c *http.Client, feed func() string, after string) ([]Heard, error) {
	var got []Heard
	for ctx.Err() == nil {
		ended, err := tr.Read(ctx, c, feed(), after, func(h Heard) bool {
			got = append(got, h)
			after = fmt.Sprint(h.Version)
			return true
		})
		if ended {
			return got, nil
		}
		if err != nil && ctx.Err() == nil {
			time.Sleep(time.Millisecond) // the server may be away for a moment
		}
	}
	return got, fmt.Errorf("the story did not end: %w after %d events", ctx.Err(), len(got))
}

// Transports are clients of all five transports.
var Transports = []Transport{
	{"polling", func(ctx context.Context, c *http.Client, feed, after string, on func(Heard) bool) (bool, error) {
		return readPolls(ctx, c, feed, after, "", on)
	}},
	{"long polling", func(ctx context.Context, c *http.Client, feed, after string, on func(Heard) bool) (bool, error) {
		return readPolls(ctx, c, feed, after, "wait=25", on)
	}},
	{"SSE", ReadSSE},
	{"NDJSON", readNDJSON},
	{"WebSocket", ReadWebSocket},
}
