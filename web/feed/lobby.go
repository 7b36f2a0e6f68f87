package feed

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"kibitz/game"
	"kibitz/game/wire"
	"kibitz/web/presence"
	"kibitz/web/request"
)

// lobbyKind is the kind of the events of the lobby's feed. They are in no game's log.
const lobbyKind game.Kind = "lobby"

// SeekLists is the source of the lobby's lists for one reader. Its cursor is the tag of
// the last list. A list replaces the one before, so there is nothing to catch up with.
type SeekLists struct {
	lobby Lobby
	tag   wire.ListTag
	from  request.Identity
}

// Since is for [Source].
func (l *SeekLists) Since(ctx context.Context) ([]Message, error) {
	return l.take(l.lobby.Since(ctx, l.tag))
}

// Next is for [Source].
func (l *SeekLists) Next(ctx context.Context) ([]Message, error) {
	return l.take(l.lobby.Next(ctx, l.tag))
}

func (l *SeekLists) take(list *wire.SeekList, err error) ([]Message, error) {
	if err != nil || list == nil {
		return nil, err
	}
	l.tag = list.Tag
	return []Message{{cursor: string(list.Tag), kind: lobbyKind, data: list.JSON(), shared: list.ForAll()}}, nil
}

// Ping is for [Source].
func (l *SeekLists) Ping(at time.Time) []byte {
	return fmt.Appendf(nil, `{"tag":%q,"at":%d,"kind":"ping"}`, l.tag, at.UnixMilli())
}

// Answer is for [Pollable].
func (l *SeekLists) Answer(messages []Message) []byte {
	return fmt.Appendf(nil, `{"tag":%q,"events":[%s]}`, l.tag, messages[0].data)
}

// PolledBy is for [Pollable].
func (l *SeekLists) PolledBy(*http.Request) error { return nil }

// About is for [Source].
func (l *SeekLists) About() About { return About{Visit: presence.Visit{From: l.from}} }

// NewSeekLists returns the source of the lobby's lists for the sender of a request, after
// the tag that the request names. The error is ErrBadTag if that is malformed.
func NewSeekLists(r *http.Request, from Lobby) (*SeekLists, error) {
	l := &SeekLists{lobby: from, from: request.IdentityOf(r)}
	cursor := cursorOf(r)
	if cursor == "" {
		return l, nil
	}
	var err error
	l.tag, err = wire.ParseListTag(cursor)
	return l, err
}
