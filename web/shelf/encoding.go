package shelf

import (
	"context"

	lru "github.com/hashicorp/golang-lru/v2"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/game/wire"
	"kibitz/web/cache"
	"kibitz/web/limit"
)

// Encodings makes the JSON of current games, a few at a time. All spectators get the
// same bytes, so these are made once per version, and again when presence changes.
// It may be used from many goroutines.
type Encodings struct {
	room limit.Gate
	made *lru.Cache[encodingKey, []byte]
}

// An encodingKey is everything that the bytes for spectators depend on.
type encodingKey struct {
	game    game.ID
	version game.Version
	present game.Presence
}

// NewEncodings returns encodings that are limited by room.
func NewEncodings(room limit.Gate) *Encodings {
	return &Encodings{room: room, made: cache.New[encodingKey, []byte](rememberedEncodings)}
}

// Of returns the bytes for a reader with color you. They are shared and must not be
// changed.
func (e *Encodings) Of(ctx context.Context, g game.Snapshot, you rules.Color, present game.Presence) ([]byte, error) {
	key := encodingKey{g.Game, g.Version, present}
	if body, ok := e.made.Get(key); ok && you == "" {
		return body, nil
	}
	if err := e.room.Enter(ctx); err != nil {
		return nil, err
	}
	defer e.room.Leave()
	if body, ok := e.made.Get(key); ok && you == "" { // made while this one waited
		return body, nil
	}
	body, err := wire.SnapshotJSON(&g, you, present)
	if err == nil && you == "" {
		e.made.Add(key, body)
	}
	return body, err
}
