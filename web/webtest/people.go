package webtest

import (
	"context"
	"maps"
	"sync"

	"kibitz/game"
)

// People are players in memory. They may be used from many goroutines, except for the
// fields.
type People struct {
	ByToken map[string]game.Player
	Asked   int // how often a token was looked up

	mu  sync.Mutex
	err error
}

// AddPlayer is for web.Players.
func (p *People) AddPlayer(_ context.Context, player game.Player, token string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ByToken[token] = player
	return p.err
}

// ForgetPlayer is for web.Players.
func (p *People) ForgetPlayer(_ context.Context, id game.PlayerID) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	maps.DeleteFunc(p.ByToken, func(_ string, player game.Player) bool { return player.ID == id })
	return p.err
}

// PlayerByToken is for web.Players.
func (p *People) PlayerByToken(_ context.Context, token string) (game.Player, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.Asked++
	player, ok := p.ByToken[token]
	switch {
	case p.err != nil:
		return game.Player{}, p.err
	case !ok:
		return game.Player{}, game.ErrNotFound
	}
	return player, nil
}

// Fail makes every later call return an error; nil ends that.
func (p *People) Fail(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.err = err
}
