package feed

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"kibitz/game"
	"kibitz/game/failure"
	"kibitz/game/wire"
	"kibitz/web/presence"
	"kibitz/web/request"
)

// ErrBadGames is that of a request for boards that names none, too many, or one twice.
var ErrBadGames = failure.Newf(failure.Malformed, "name one to %d games, each once, as ?game=ID&game=ID", MaxBoards)

// noCursor is that of a board of which the reader has had nothing yet.
const noCursor game.Version = -1

// Boards is the source of several games' events for one spectator. Its cursor is a list of
// versions, one for each game in the order of the request: "12,7,40".
type Boards struct {
	feed Hub
	View
	boards   []game.Cursor
	delayOf  func(context.Context, game.ID) (time.Duration, error)
	at       []game.ID // at which the reader counts as present, and is told who else is
	from     request.Identity
	follower wire.Follower // of the boards, from the first read on
}

// ServeStream is [Server.Serve] for a source that cannot be polled.
func (f *Server) ServeStream(w http.ResponseWriter, r *http.Request, src Source) error {
	if IsUpgrade(r) {
		return f.followWebSocket(w, r, src)
	}
	return f.followSSE(w, r, src)
}

// NewBoards returns the source of the events of the games that a request names, each after
// its cursor. delayOf returns by how much spectators of a game are kept behind. The error
// is ErrBadGames, ErrNotFound or ErrBadCursor.
func NewBoards(r *http.Request, from Hub, view View, delayOf func(context.Context, game.ID) (time.Duration, error)) (*Boards, error) {
	ids := r.URL.Query()["game"]
	if len(ids) == 0 || len(ids) > MaxBoards {
		return nil, ErrBadGames
	}
	cursors := make([]string, len(ids))
	if text := cursorOf(r); text != "" {
		cursors = strings.SplitN(text, ",", len(ids)+1)
	}
	if len(cursors) != len(ids) {
		return nil, game.ErrBadCursor
	}
	m := &Boards{feed: from, View: view, delayOf: delayOf, from: request.IdentityOf(r)}
	at := r.URL.Query()["presence"]
	for i, id := range ids {
		if !game.ValidID(id) {
			return nil, game.ErrNotFound
		}
		if slices.Contains(ids[:i], id) {
			return nil, ErrBadGames
		}
		after := noCursor
		if cursors[i] != "" {
			var err error
			if after, err = request.ParseVersion(cursors[i]); err != nil {
				return nil, err
			}
		}
		aside := game.NoAside
		if slices.Contains(at, id) {
			aside = 0
			m.at = append(m.at, game.ID(id))
		}
		m.boards = append(m.boards, game.Cursor{Game: game.ID(id), After: after, Aside: aside})
	}
	return m, nil
}

// Since is for [Source]. It returns what all games have.
func (m *Boards) Since(ctx context.Context) ([]Message, error) {
	if err := m.follow(ctx); err != nil {
		return nil, err
	}
	var all []Message
	for i, b := range m.boards {
		var messages []Message
		var err error
		if b.After == noCursor {
			messages, err = m.snapshot(ctx, i)
		} else {
			var events []*wire.Event
			events, err = m.follower.Now(ctx, i)
			messages, err = m.take(ctx, i, events, err)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, messages...)
	}
	return all, nil
}

// follow begins to follow all games, each as late as spectators see it.
func (m *Boards) follow(ctx context.Context) (err error) {
	if m.follower != nil {
		return nil
	}
	for i, b := range m.boards {
		if m.boards[i].Delay, err = m.delayOf(ctx, b.Game); err != nil {
			return err
		}
	}
	f, err := m.feed.Follow(m.boards...)
	if err == nil {
		m.follower = f
	}
	return err
}

// Close stops following the games.
func (m *Boards) Close() {
	if m.follower != nil {
		m.follower.Close()
	}
}

// Next is for [Source]. It returns what one game has, and ErrEnded when all have ended.
func (m *Boards) Next(ctx context.Context) ([]Message, error) {
	place, events, err := m.follower.Next(ctx)
	return m.take(ctx, place, events, err)
}

// take makes messages of the events of the game at a place, and moves its cursor.
func (m *Boards) take(ctx context.Context, place int, events []*wire.Event, err error) ([]Message, error) {
	if errors.Is(err, game.ErrFar) {
		return m.snapshot(ctx, place)
	}
	if err != nil {
		return nil, err
	}
	messages := make([]Message, len(events))
	for i, e := range events {
		shared := e.For("")
		data, err := shared.JSON()
		if err != nil {
			return nil, err
		}
		if e.Aside > 0 {
			m.boards[place].Aside = e.Aside
			messages[i] = Message{kind: e.Kind, data: data, shared: shared, Event: e}
			continue
		}
		m.boards[place].After = e.Version
		messages[i] = Message{cursor: m.position(), kind: e.Kind, data: data, shared: shared, Event: e, late: m.boards[place].Delay > 0}
	}
	return messages, nil
}

func (m *Boards) snapshot(ctx context.Context, place int) ([]Message, error) {
	one := Game{View: m.View, ID: m.boards[place].Game, Chair: Chair{Delay: m.boards[place].Delay}}
	messages, err := one.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	m.boards[place].After = one.cursor
	m.follower.Seek(place, one.cursor)
	messages[0].cursor = m.position()
	return messages, nil
}

func (m *Boards) position() string {
	cursors := make([]string, len(m.boards))
	for i, b := range m.boards {
		if b.After != noCursor {
			cursors[i] = strconv.FormatInt(int64(b.After), 10)
		}
	}
	return strings.Join(cursors, ",")
}

// Ping is for [Source].
func (m *Boards) Ping(at time.Time) []byte {
	return fmt.Appendf(nil, `{"cursor":%q,"at":%d,"kind":"ping"}`, m.position(), at.UnixMilli())
}

// About is for [Source].
func (m *Boards) About() About {
	a := About{Visit: presence.Visit{At: m.at, Script: true, From: m.from}}
	for _, b := range m.boards {
		a.Games = append(a.Games, b.Game)
	}
	return a
}
