package web

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
	"kibitz/web/presence"
	"kibitz/web/request"
)

var errBadGames = fmt.Errorf("name one to %d games, each once, as ?game=ID&game=ID", maxBoards)

// A board that has no cursor yet.
const noCursor game.Version = -1

// manyGames is the source of several games' events for one spectator. Its
// cursor is a list, one for each game in the order of the request: "12,7,40".
type manyGames struct {
	feed Feed
	outlook
	boards  []game.Cursor
	known   func(context.Context, game.ID) (seats, error)
	at      []game.ID // at which the reader is, and is told who else
	from    request.Identity
	waiting []int // places of the boards that have not ended, the one that was answered last at the end
}

// followMany sends the events of several games on one connection.
func (s *Server) followMany(w http.ResponseWriter, r *http.Request) error {
	if err := s.spend(r, readCost); err != nil {
		return s.followStream(w, r, costly{err})
	}
	src, err := s.manyGames(r)
	if err != nil {
		return err
	}
	return s.followStream(w, r, src)
}

// followStream sends what a source has that cannot be polled.
func (s *Server) followStream(w http.ResponseWriter, r *http.Request, src source) error {
	if isUpgrade(r) {
		return s.followWebSocket(w, r, src)
	}
	return s.followSSE(w, r, src)
}

func (s *Server) manyGames(r *http.Request) (*manyGames, error) {
	ids := r.URL.Query()["game"]
	if len(ids) == 0 || len(ids) > maxBoards {
		return nil, errBadGames
	}
	cursors := make([]string, len(ids))
	if text := cursorOf(r); text != "" {
		cursors = strings.SplitN(text, ",", len(ids)+1)
	}
	if len(cursors) != len(ids) {
		return nil, game.ErrBadCursor
	}
	m := &manyGames{feed: s.Feed, outlook: s.outlook(r), known: s.seatsOf, from: request.IdentityOf(r)}
	at := r.URL.Query()["presence"]
	for i, id := range ids {
		if !game.ValidID(id) {
			return nil, game.ErrNotFound
		}
		if slices.Contains(ids[:i], id) {
			return nil, errBadGames
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
		m.waiting = append(m.waiting, i)
	}
	return m, nil
}

// since returns what all games have now.
func (m *manyGames) since(ctx context.Context) ([]message, error) {
	var all []message
	for i, b := range m.boards {
		known, err := m.known(ctx, b.Game)
		if err != nil {
			return nil, err
		}
		b.Delay = known.delay
		m.boards[i].Delay = b.Delay
		if b.After == noCursor {
			messages, err := m.snapshot(ctx, i)
			if err != nil {
				return nil, err
			}
			all = append(all, messages...)
			continue
		}
		events, err := m.feed.Since(ctx, b)
		messages, err := m.take(ctx, i, events, err)
		if err != nil {
			return nil, err
		}
		all = append(all, messages...)
	}
	return all, nil
}

// next waits for the first game that has something. It ends when all have.
func (m *manyGames) next(ctx context.Context) ([]message, error) {
	for len(m.waiting) > 0 {
		cursors := make([]game.Cursor, len(m.waiting))
		for i, place := range m.waiting {
			cursors[i] = m.boards[place]
		}
		i, events, err := m.feed.Any(ctx, cursors)
		place := m.waiting[i]
		if errors.Is(err, game.ErrEnded) {
			m.waiting = slices.Delete(m.waiting, i, i+1)
			continue
		}
		m.waiting = append(slices.Delete(m.waiting, i, i+1), place)
		return m.take(ctx, place, events, err)
	}
	return nil, game.ErrEnded
}

// take makes messages of what came for the game at a place, and moves its
// cursor.
func (m *manyGames) take(ctx context.Context, place int, events []*game.Announcement, err error) ([]message, error) {
	if errors.Is(err, game.ErrFar) {
		return m.snapshot(ctx, place)
	}
	if err != nil {
		return nil, err
	}
	messages := make([]message, len(events))
	for i, e := range events {
		data, err := e.JSON("")
		if err != nil {
			return nil, err
		}
		if e.Aside > 0 {
			m.boards[place].Aside = e.Aside
			messages[i] = message{kind: e.Kind, data: data, event: e}
			continue
		}
		m.boards[place].After = e.Version
		messages[i] = message{cursor: m.position(), kind: e.Kind, data: data, event: e}
	}
	return messages, nil
}

func (m *manyGames) snapshot(ctx context.Context, place int) ([]message, error) {
	one := oneGame{outlook: m.outlook, game: m.boards[place].Game, chair: chair{delay: m.boards[place].Delay}}
	messages, err := one.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	m.boards[place].After = one.cursor
	messages[0].cursor = m.position()
	return messages, nil
}

func (m *manyGames) position() string {
	cursors := make([]string, len(m.boards))
	for i, b := range m.boards {
		if b.After != noCursor {
			cursors[i] = strconv.FormatInt(int64(b.After), 10)
		}
	}
	return strings.Join(cursors, ",")
}

func (m *manyGames) ping(at time.Time) []byte {
	return fmt.Appendf(nil, `{"cursor":%q,"at":%d,"kind":"ping"}`, m.position(), at.UnixMilli())
}

func (m *manyGames) about() about {
	a := about{Visit: presence.Visit{At: m.at, Script: true, From: m.from}}
	for _, b := range m.boards {
		a.games = append(a.games, b.Game)
	}
	return a
}
