package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"kibitz/game"
	"kibitz/web/presence"
	"kibitz/web/request"
)

// lobbyKind is what an event of the lobby's feed is called. It is in no game's
// log.
const lobbyKind game.Kind = "lobby"

// followLobby sends the list of seeks, whole, each time it has changed.
func (s *Server) followLobby(w http.ResponseWriter, r *http.Request) error {
	if err := s.spend(r, readCost); err != nil {
		return s.follow(w, r, costly{err})
	}
	src := &seekLists{lobby: s.Lobby, from: request.IdentityOf(r)}
	if cursor := cursorOf(r); cursor != "" {
		var err error
		if src.tag, err = game.ParseListTag(cursor); err != nil {
			return err
		}
	}
	return s.follow(w, r, src)
}

// seekLists is the source of the lobby's lists for one reader. Its cursor is the
// tag of the last one: there is nothing between two lists to catch up on.
type seekLists struct {
	lobby Lobby
	tag   game.ListTag
	from  request.Identity
}

func (l *seekLists) since(ctx context.Context) ([]message, error) {
	return l.take(l.lobby.Since(ctx, l.tag))
}
func (l *seekLists) next(ctx context.Context) ([]message, error) {
	return l.take(l.lobby.Next(ctx, l.tag))
}

func (l *seekLists) take(list *game.SeekList, err error) ([]message, error) {
	if err != nil || list == nil {
		return nil, err
	}
	l.tag = list.Tag
	return []message{{cursor: string(list.Tag), kind: lobbyKind, data: list.JSON(), seeks: list}}, nil
}

func (l *seekLists) ping(at time.Time) []byte {
	return fmt.Appendf(nil, `{"tag":%q,"at":%d,"kind":"ping"}`, l.tag, at.UnixMilli())
}

func (l *seekLists) answer(messages []message) []byte {
	return fmt.Appendf(nil, `{"tag":%q,"events":[%s]}`, l.tag, messages[0].data)
}

func (l *seekLists) polledBy(*http.Request) error { return nil }

func (l *seekLists) about() about { return about{Visit: presence.Visit{From: l.from}} }

// showLobby answers with the seeks as they are, and which are those of whoever
// asks: that is not in the feed, where all readers get the same.
func (s *Server) showLobby(w http.ResponseWriter, r *http.Request) error {
	list, err := s.Lobby.Since(r.Context(), "")
	if err != nil {
		return err
	}
	mine, err := json.Marshal(s.seeksOf(r, list))
	if err != nil {
		return err
	}
	body := append(bytes.TrimSuffix(slices.Clone(list.JSON()), []byte("}")), `,"mine":`...)
	body = append(append(body, mine...), '}')
	writeJSON(w, http.StatusOK, body)
	return nil
}

// seeksOf returns which seeks of a list are by whoever asks.
func (s *Server) seeksOf(r *http.Request, list *game.SeekList) []game.ID {
	mine := []game.ID{}
	visitor, err := s.visitorSoon(r)
	if err != nil || visitor.ID == "" {
		return mine
	}
	for _, seek := range list.Seeks {
		if seek.By.ID == visitor.ID {
			mine = append(mine, seek.Game)
		}
	}
	return mine
}

// How often it is noted who waits. A seek ends game.SeekFor after the last note.
const signEvery = 5 * time.Second

// keepSeeks keeps the seeks alive whose creators are here, until ctx ends: one
// query for all of them.
func (s *Server) keepSeeks(ctx context.Context) {
	tick := time.NewTicker(signEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			s.sign(ctx)
		case <-ctx.Done():
			return
		}
	}
}

func (s *Server) sign(ctx context.Context) {
	here := s.presence.Players()
	if len(here) == 0 {
		return
	}
	limited, cancel := context.WithTimeout(ctx, signEvery)
	defer cancel()
	if err := s.Sign(limited, here, s.Now()); err != nil && ctx.Err() == nil {
		s.unreadLog.Do(func() { s.Log.Warn("noting who waits in the lobby", "err", err) })
	}
}
