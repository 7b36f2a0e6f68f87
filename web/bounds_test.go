package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"testing"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/web/feed"
	"kibitz/web/lab"
	"kibitz/web/picture"
)

// Fills every long-lived map and cache of this package as far as an outsider can.
// The test of the whole program, in cmd/kibitz, finds those that are missing here.
func TestEveryMapIsBounded(t *testing.T) {
	for _, c := range []struct {
		place string
		limit int
		fill  func(t *testing.T) (size int)
	}{
		{"web.Server.tokens", rememberedTokens, func(t *testing.T) int {
			s := serverOfEverybody(t)
			for i := range 2 * rememberedTokens {
				if _, err := s.playerByToken(t.Context(), s.config.Players, strconv.Itoa(i)); err != nil {
					t.Fatal(err)
				}
			}
			return s.tokens.Len()
		}},
		{"web.Server.seats", rememberedGames, func(t *testing.T) int {
			s := serverOfEverybody(t)
			for i := range 2 * rememberedGames {
				s.remember(nthGame(i), seats{white: "a", black: "b"}, game.Playing)
			}
			return s.seats.Len()
		}},
		{"web.sheets.kept", rememberedPictures, func(*testing.T) int {
			s := newSheets()
			for i := range 2 * rememberedPictures {
				s.add(sketch{scene: picture.Scene{FEN: strconv.Itoa(i)}}, sheet{file: make([]byte, 1<<10)})
			}
			return s.kept.Len()
		}},
		{"web.seekers.byAddress", maxSeekers, func(t *testing.T) int {
			s := newSeekers(new(waitingRoom).list, nil)
			for i := range 2 * maxSeekers {
				if _, err := s.begin(t.Context(), strconv.Itoa(i)); err != nil {
					t.Fatal(err)
				}
			}
			return s.byAddress.Len()
		}},
	} {
		t.Run(c.place, func(t *testing.T) {
			if got := c.fill(t); got > c.limit {
				t.Errorf("it holds %d, want at most %d", got, c.limit)
			}
		})
	}
}

// Large pictures reach the limit on bytes before the limit on their number.
func TestPicturesAreBoundedByBytes(t *testing.T) {
	s := newSheets()
	for i := range 3 * rememberedPictures {
		s.add(sketch{scene: picture.Scene{FEN: strconv.Itoa(i % 150)}}, sheet{file: make([]byte, 300<<10)})
		sum := 0
		for _, kept := range s.kept.Values() {
			sum += len(kept.file)
		}
		if s.bytes != sum || sum > pictureBytes {
			t.Fatalf("after %d: %d bytes are kept and %d counted, want at most %d", i+1, sum, s.bytes, pictureBytes)
		}
	}
	s.add(sketch{}, sheet{file: make([]byte, pictureBytes+1)})
	if s.bytes != 0 || s.kept.Len() != 0 {
		t.Errorf("%d bytes are kept of a picture that is too large", s.bytes)
	}
}

func nthGame(i int) game.ID { return game.ID(fmt.Sprintf("%08d", i)) }

// silent is a hub that delivers nothing.
type silent struct{ feed.Hub }

func (silent) Announce(game.Change) {}

// serverOfEverybody makes a server that accepts any token.
func serverOfEverybody(t *testing.T) *Server {
	return New(Config{
		Read:      Read{Players: everybody{}, Snapshots: gametest.NewGames()},
		News:      News{Feed: silent{}, NewHub: func(lab.Log) lab.Hub { return silent{} }},
		Site:      Site{Static: http.NotFoundHandler(), StaticPrefix: "/static/"},
		Operation: Operation{Log: slog.New(slog.DiscardHandler)}, Stopping: t.Context(),
	})
}

// everybody has a player for every token.
type everybody struct{ Players }

func (everybody) PlayerByToken(_ context.Context, token string) (game.Player, error) {
	return game.Player{ID: game.PlayerID(token)}, nil
}
