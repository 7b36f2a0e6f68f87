package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"kibitz/game"
)

// A reader is one request for the events of a game.
type reader struct {
	game   game.ID
	you    game.Color // nobody's color is a spectator's
	cursor game.Version
	fresh  bool // no cursor yet: begin with a snapshot
}

// A message is one thing that a reader gets: an event, or the snapshot that
// stands for many.
type message struct {
	version game.Version
	kind    game.Kind
	data    []byte // JSON
	last    bool   // nothing comes after it
}

// How often a stream that has nothing to tell says so. A reader that hears
// nothing for 40 s takes its connection for dead.
const pingEvery = 15 * time.Second

// followGame sends the events of a game after a cursor, as they happen.
func (s *Server) followGame(w http.ResponseWriter, r *http.Request) error {
	rd, err := s.reader(r)
	if err != nil {
		return err
	}
	return s.streamSSE(w, r, rd)
}

// reader reads who wants which events.
func (s *Server) reader(r *http.Request) (*reader, error) {
	id := r.PathValue("id")
	if !game.ValidID(id) {
		return nil, game.ErrNotFound
	}
	rd := &reader{game: game.ID(id)}
	cursor := r.URL.Query().Get("after")
	if last := r.Header.Get("Last-Event-ID"); last != "" {
		cursor = last // what a browser saw last is newer than the address it first asked for
	}
	if rd.fresh = cursor == ""; !rd.fresh {
		var err error
		if rd.cursor, err = parseVersion(cursor); err != nil {
			return nil, err
		}
	}
	visitor, err := s.visitor(r)
	if err != nil || visitor.ID == "" {
		return rd, err
	}
	snapshot, err := s.Snapshots.Snapshot(r.Context(), rd.game)
	rd.you = snapshot.ColorOf(visitor.ID)
	return rd, err
}

// since returns what is there for a reader now, and moves its cursor.
func (s *Server) since(ctx context.Context, rd *reader) ([]message, error) {
	return s.read(ctx, rd, s.Feed.Since)
}

// next waits until there is something for a reader, and moves its cursor.
func (s *Server) next(ctx context.Context, rd *reader) ([]message, error) {
	return s.read(ctx, rd, s.Feed.Next)
}

type readFunc func(context.Context, game.ID, game.Version) ([]*game.Announcement, error)

func (s *Server) read(ctx context.Context, rd *reader, from readFunc) ([]message, error) {
	if rd.fresh {
		return s.snapshot(ctx, rd)
	}
	events, err := from(ctx, rd.game, rd.cursor)
	if errors.Is(err, game.ErrFar) {
		return s.snapshot(ctx, rd)
	}
	if err != nil {
		return nil, err
	}
	messages := make([]message, len(events))
	for i, e := range events {
		data, err := e.JSON(rd.you)
		if err != nil {
			return nil, err
		}
		messages[i] = message{e.Version, e.Kind, data, e.Status == game.Over}
		rd.cursor = e.Version
	}
	return messages, nil
}

// snapshot is one message in the place of all events so far.
func (s *Server) snapshot(ctx context.Context, rd *reader) ([]message, error) {
	snapshot, err := s.Snapshots.Snapshot(ctx, rd.game)
	if err != nil {
		return nil, err
	}
	data, err := snapshot.JSON(rd.you)
	if err != nil {
		return nil, err
	}
	rd.cursor, rd.fresh = snapshot.Version, false
	return []message{{snapshot.Version, game.SnapshotKind, data, snapshot.Status == game.Over}}, nil
}
