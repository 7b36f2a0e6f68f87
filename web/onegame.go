package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/web/presence"
	"kibitz/web/request"
)

// oneGame is the source of one game's events for one reader.
type oneGame struct {
	feed Feed
	outlook
	game game.ID
	chair
	cursor game.Version
	aside  int64 // number of the last presence told
	from   request.Identity
	fresh  bool  // no cursor yet: begin with a snapshot
	who    error // why it could not be found out who reads
}

// An outlook is how a reader gets games as they stand.
type outlook struct {
	games   viewer
	pay     func(cost int) error // for what it costs to show one
	present func(game.ID) game.Presence
	// encode returns the JSON of one, which is not to be changed.
	encode func(ctx context.Context, g game.Snapshot, you rules.Color, present game.Presence) ([]byte, error)
}

// outlook is that of a reader of real games.
func (s *Server) outlook(r *http.Request) outlook {
	pay := func(cost int) error { return s.pay(r, cost) }
	return outlook{games: s.shelf, pay: pay, present: s.presence.At, encode: s.encodings.of}
}

// oneGame reads who wants which events of which game. That the players cannot
// be reached is told by the first read, as if it were the log: whether it is an
// error depends on the transport.
func (s *Server) oneGame(r *http.Request) (*oneGame, error) {
	id := r.PathValue("id")
	if !game.ValidID(id) {
		return nil, game.ErrNotFound
	}
	g := &oneGame{feed: s.Feed, outlook: s.outlook(r), game: game.ID(id), from: request.IdentityOf(r)}
	cursor := cursorOf(r)
	if g.fresh = cursor == ""; !g.fresh {
		var err error
		if g.cursor, err = request.ParseVersion(cursor); err != nil {
			return nil, err
		}
	}
	var err error
	if g.chair, err = s.seat(r, g.game); unavailable(err) {
		g.who, err = err, nil
	}
	return g, err
}

func (g *oneGame) since(ctx context.Context) ([]message, error) { return g.read(ctx, g.feed.Since) }
func (g *oneGame) next(ctx context.Context) ([]message, error)  { return g.read(ctx, g.feed.Next) }

func (g *oneGame) read(ctx context.Context, from func(context.Context, game.Cursor) ([]*game.Announcement, error)) ([]message, error) {
	if g.who != nil {
		return nil, g.who
	}
	if g.fresh {
		return g.snapshot(ctx)
	}
	events, err := from(ctx, game.Cursor{Game: g.game, After: g.cursor, Delay: g.delay, Aside: g.aside})
	if errors.Is(err, game.ErrFar) {
		return g.snapshot(ctx)
	}
	if err != nil {
		return nil, err
	}
	messages := make([]message, len(events))
	for i, e := range events {
		data, err := e.JSON(g.you)
		if err != nil {
			return nil, err
		}
		messages[i] = message{kind: e.Kind, data: data, event: e, you: g.you}
		if e.Aside > 0 {
			g.aside = e.Aside
			continue
		}
		g.cursor = e.Version
		messages[i].cursor = position(e.Version)
	}
	return messages, nil
}

// snapshot is one message in the place of all events so far.
func (g *oneGame) snapshot(ctx context.Context) ([]message, error) {
	snapshot, err := g.games.see(ctx, g.game, g.chair)
	if err == nil {
		err = g.pay(costOf(snapshot))
	}
	if err != nil {
		return nil, err
	}
	data, err := g.encode(ctx, snapshot, g.you, g.present(g.game))
	if err != nil {
		return nil, err
	}
	g.cursor, g.fresh = snapshot.Version, false
	return []message{{cursor: position(g.cursor), kind: game.SnapshotKind, data: data, you: g.you}}, nil
}

func position(v game.Version) string { return strconv.FormatInt(int64(v), 10) }

func (g *oneGame) ping(at time.Time) []byte {
	return fmt.Appendf(nil, `{"game":%q,"version":%d,"at":%d,"kind":"ping"}`, g.game, g.cursor, at.UnixMilli())
}

func (g *oneGame) about() about {
	here := []game.ID{g.game}
	return about{games: here, Visit: presence.Visit{At: here, You: g.you, Script: g.aside != game.NoAside, From: g.from}}
}
