package store

import (
	"encoding/binary"
	"time"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
	"kibitz/game/rules"
)

// gameRow is a game's row with its players' names.
type gameRow struct {
	ID          game.ID
	Version     game.Version
	Status      game.Status
	Result      rules.Result
	Reason      game.Reason
	WhiteID     game.PlayerID
	WhiteName   string
	BlackID     game.PlayerID
	BlackName   string
	StartFEN    string
	FEN         string
	Ply         int
	MovedAt     game.Version
	Repetitions []byte
	Clock       *clockRow
	Offering    offeringRow
	NextID      game.ID
	CreatedAt   time.Time
	UpdatedAt   time.Time
	DelayS      int
	Seek        bool
	SignAt      time.Time
	Source      *sourceRow
	Exhibit     int64
	RelayAt     time.Time
}

func (r gameRow) record() game.Record {
	record := game.Record{
		ID: r.ID, Version: r.Version, Status: r.Status, Result: r.Result, Reason: r.Reason,
		White:    game.Player{ID: r.WhiteID, Name: r.WhiteName},
		Black:    game.Player{ID: r.BlackID, Name: r.BlackName},
		StartFEN: r.StartFEN, FEN: r.FEN, Ply: r.Ply, MovedAt: r.MovedAt,
		Repetitions: unpack(r.Repetitions), Clock: r.Clock.clock(), Offering: r.Offering.offering(), Next: r.NextID,
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(),
		Delay: time.Duration(r.DelayS) * time.Second, Seek: r.Seek, SignAt: r.SignAt.UTC(),
		Source: r.Source.source(),
	}
	if record.Source != nil {
		record.White, record.Black = record.Source.Players()
	}
	if r.Exhibit > 0 {
		record.Exhibit = game.Exhibit{Number: r.Exhibit, Due: r.RelayAt.UTC()}
	}
	return record
}

func gameArgs(g *game.Game) pgx.NamedArgs {
	r := g.Record()
	var exhibit *int64
	var relayAt *time.Time
	if r.Exhibit.Number > 0 {
		exhibit, relayAt = &r.Exhibit.Number, &r.Exhibit.Due
	}
	return pgx.NamedArgs{
		"id": r.ID, "version": r.Version, "status": r.Status, "result": r.Result, "reason": r.Reason,
		"white_id": r.White.ID, "black_id": r.Black.ID, "start_fen": r.StartFEN, "fen": r.FEN, "ply": r.Ply,
		"moved_at": r.MovedAt, "repetitions": pack(r.Repetitions),
		"clock": clockOf(r.Clock), "offering": offeringOf(r.Offering), "next_id": r.Next, "deadline": orNull(g.Deadline()),
		"created_at": r.CreatedAt, "updated_at": r.UpdatedAt,
		"delay_s": int(r.Delay.Seconds()), "seek": r.Seek, "sign_at": r.SignAt, "source": sourceOf(r.Source),
		"exhibit": exhibit, "relay_at": relayAt,
	}
}

// eventRow is an event as stored, with a field for each column. To store more of an
// event, add a field here and a column to the table.
type eventRow struct {
	GameID  game.ID      `db:"game_id"`
	Version game.Version `db:"version"`
	At      time.Time    `db:"at"`
	Kind    game.Kind    `db:"kind"`
	Color   rules.Color  `db:"color"`
	Seen    game.Version `db:"seen"`
	Ply     int          `db:"ply"`
	UCI     string       `db:"uci"`
	SAN     string       `db:"san"`
	FEN     string       `db:"fen"`
	Checked bool         `db:"checked"`
	Status  game.Status  `db:"status"`
	Result  rules.Result `db:"result"`
	Reason  game.Reason  `db:"reason"`
	Clock   *clockRow    `db:"clock"`
	Offer   *offerRow    `db:"offer"`
	Claim   game.Reason  `db:"claim"`
	NextID  *game.ID     `db:"next_id"`
	Chat    *messageRow  `db:"chat"`
}

func (r *eventRow) event() game.Event {
	return game.Event{
		Game: r.GameID, Version: r.Version, At: r.At.UTC(), Kind: r.Kind, By: r.Color, Seen: r.Seen,
		UCI: r.UCI, SAN: r.SAN, Ply: r.Ply, FEN: r.FEN, Check: r.Checked,
		Status: r.Status, Result: r.Result, Reason: r.Reason,
		Clock: r.Clock.clock(), Offer: game.Offer(orZero(r.Offer)), Claim: r.Claim, Next: orZero(r.NextID), Message: game.Message(orZero(r.Chat)),
	}
}

func rowOf(e *game.Event) *eventRow {
	return &eventRow{
		GameID: e.Game, Version: e.Version, At: e.At, Kind: e.Kind, Color: e.By, Seen: e.Seen,
		UCI: e.UCI, SAN: e.SAN, Ply: e.Ply, FEN: e.FEN, Checked: e.Check,
		Status: e.Status, Result: e.Result, Reason: e.Reason,
		Clock: clockOf(e.Clock), Offer: orNull(offerRow(e.Offer)), Claim: e.Claim, NextID: orNull(e.Next), Chat: orNull(messageRow(e.Message)),
	}
}

// orNull returns nil for the zero value, which is stored as null.
func orNull[T comparable](v T) *T {
	if v == *new(T) {
		return nil
	}
	return &v
}

// orZero is the inverse of orNull.
func orZero[T any](v *T) T {
	if v == nil {
		return *new(T)
	}
	return *v
}

// pack writes keys as 8 bytes each, big-endian.
func pack(keys rules.Repetitions) []byte {
	packed := make([]byte, 0, 8*len(keys))
	for _, key := range keys {
		packed = binary.BigEndian.AppendUint64(packed, key)
	}
	return packed
}

func unpack(packed []byte) rules.Repetitions {
	keys := make(rules.Repetitions, len(packed)/8)
	for i := range keys {
		keys[i] = binary.BigEndian.Uint64(packed[8*i:])
	}
	return keys
}
