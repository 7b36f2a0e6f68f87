package feed

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/game/wire"
	"kibitz/web/presence"
	"kibitz/web/request"
)

// Game is the source of one game's events for one reader.
type Game struct {
	feed Hub
	View
	ID game.ID
	Chair
	cursor game.Version
	aside  int64 // number of the last presence sent
	From   request.Identity
	fresh  bool  // no cursor yet: begin with a snapshot
	who    error // why the reader's seat could not be looked up

	follower wire.Follower // from the first read of the feed on
}

// A Chair is a reader's place at a game: a player's seat, or that of a spectator, who may
// be kept behind.
type Chair struct {
	You   rules.Color   // "" for a spectator
	Delay time.Duration // by which the reader sees the game later than it happens
}

// A Viewer returns games as they stand.
type Viewer interface {
	// See returns a game as a reader in a chair may see it.
	See(ctx context.Context, id game.ID, c Chair) (game.Snapshot, error)
}

// A View is how a reader gets snapshots.
type View struct {
	Games   Viewer
	Pay     func(g game.Snapshot) error // charges the reader for one; its error refuses it
	Present func(game.ID) game.Presence // returns who is at a game
	// Encode returns the JSON of a snapshot for a reader. It is shared: do not change it.
	Encode func(ctx context.Context, g game.Snapshot, you rules.Color, present game.Presence) ([]byte, error)
}

// NewGame returns the source of a game's events for the sender of a request, after the
// cursor that the request names. The error is ErrBadCursor if that is malformed.
func NewGame(r *http.Request, from Hub, view View, id game.ID) (*Game, error) {
	g := &Game{feed: from, View: view, ID: id, From: request.IdentityOf(r)}
	cursor := cursorOf(r)
	if g.fresh = cursor == ""; g.fresh {
		return g, nil
	}
	var err error
	g.cursor, err = request.ParseVersion(cursor)
	return g, err
}

// Sit gives the reader a chair; err is that of looking it up. If the database could not
// be reached, the first read returns err, as it does for the log, since a stream is then
// asked to come back. Any other error is returned at once.
func (g *Game) Sit(c Chair, err error) error {
	if g.Chair = c; Unavailable(err) {
		g.who, err = err, nil
	}
	return err
}

// WithoutPresence makes the source leave out who is there.
func (g *Game) WithoutPresence() { g.aside = game.NoAside }

// Since is for [Source].
func (g *Game) Since(ctx context.Context) ([]Message, error) {
	return g.read(ctx, func(f wire.Follower) ([]*wire.Event, error) { return f.Now(ctx, 0) })
}

// Next is for [Source].
func (g *Game) Next(ctx context.Context) ([]Message, error) {
	return g.read(ctx, func(f wire.Follower) ([]*wire.Event, error) {
		_, events, err := f.Next(ctx)
		return events, err
	})
}

// Close stops following the game.
func (g *Game) Close() {
	if g.follower != nil {
		g.follower.Close()
	}
}

func (g *Game) read(ctx context.Context, from func(wire.Follower) ([]*wire.Event, error)) ([]Message, error) {
	if g.who != nil {
		return nil, g.who
	}
	if g.fresh {
		return g.snapshot(ctx)
	}
	if g.follower == nil {
		f, err := g.feed.Follow(game.Cursor{Game: g.ID, After: g.cursor, Delay: g.Delay, Aside: g.aside})
		if err != nil {
			return nil, err
		}
		g.follower = f
	}
	events, err := from(g.follower)
	if errors.Is(err, game.ErrFar) {
		return g.snapshot(ctx)
	}
	if err != nil {
		return nil, err
	}
	messages := make([]Message, len(events))
	for i, e := range events {
		shared := e.For(g.You)
		data, err := shared.JSON()
		if err != nil {
			return nil, err
		}
		messages[i] = Message{kind: e.Kind, data: data, shared: shared, Event: e, late: g.Delay > 0}
		if e.Aside > 0 {
			g.aside = e.Aside
			continue
		}
		g.cursor = e.Version
		messages[i].cursor = position(e.Version)
	}
	return messages, nil
}

// snapshot returns one message that replaces all events so far.
func (g *Game) snapshot(ctx context.Context) ([]Message, error) {
	snapshot, err := g.Games.See(ctx, g.ID, g.Chair)
	if err == nil {
		err = g.Pay(snapshot)
	}
	if err != nil {
		return nil, err
	}
	data, err := g.Encode(ctx, snapshot, g.You, g.Present(g.ID))
	if err != nil {
		return nil, err
	}
	g.cursor, g.fresh = snapshot.Version, false
	if g.follower != nil {
		g.follower.Seek(0, g.cursor)
	}
	return []Message{{cursor: position(g.cursor), kind: game.SnapshotKind, data: data}}, nil
}

func position(v game.Version) string { return strconv.FormatInt(int64(v), 10) }

// Ping is for [Source].
func (g *Game) Ping(at time.Time) []byte {
	return fmt.Appendf(nil, `{"game":%q,"version":%d,"at":%d,"kind":"ping"}`, g.ID, g.cursor, at.UnixMilli())
}

// About is for [Source].
func (g *Game) About() About {
	here := []game.ID{g.ID}
	return About{Games: here, Visit: presence.Visit{At: here, You: g.You, Script: g.aside != game.NoAside, From: g.From}}
}
