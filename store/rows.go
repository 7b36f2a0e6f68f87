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
	Source      *game.Source
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
		Source: r.Source,
	}
	if r.Source != nil {
		record.White, record.Black = r.Source.Players()
	}
	if r.Exhibit > 0 {
		record.Exhibit = game.Exhibit{Number: r.Exhibit, Due: r.RelayAt.UTC()}
	}
	return record
}

func gameArgs(g *game.Game) pgx.NamedArgs {
	r := g.Record()
	var deadline *time.Time
	if d := g.Deadline(); !d.IsZero() {
		deadline = &d
	}
	var exhibit *int64
	var relayAt *time.Time
	if r.Exhibit.Number > 0 {
		exhibit, relayAt = &r.Exhibit.Number, &r.Exhibit.Due
	}
	return pgx.NamedArgs{
		"id": r.ID, "version": r.Version, "status": r.Status, "result": r.Result, "reason": r.Reason,
		"white_id": r.White.ID, "black_id": r.Black.ID, "start_fen": r.StartFEN, "fen": r.FEN, "ply": r.Ply,
		"moved_at": r.MovedAt, "repetitions": pack(r.Repetitions),
		"clock": clockOf(r.Clock), "offering": offeringOf(r.Offering), "next_id": r.Next, "deadline": deadline,
		"created_at": r.CreatedAt, "updated_at": r.UpdatedAt,
		"delay_s": int(r.Delay.Seconds()), "seek": r.Seek, "sign_at": r.SignAt, "source": r.Source,
		"exhibit": exhibit, "relay_at": relayAt,
	}
}

// eventRow is an event as it is kept.
type eventRow struct {
	GameID  game.ID
	Version game.Version
	At      time.Time
	Kind    game.Kind
	Color   rules.Color
	Seen    game.Version
	Ply     int
	UCI     string
	SAN     string
	FEN     string
	Checked bool
	Status  game.Status
	Result  rules.Result
	Reason  game.Reason
	Clock   *clockRow
	Offer   *game.Offer
	Claim   game.Reason
	NextID  game.ID
	Chat    *game.Message
}

func (r eventRow) event() game.Event {
	e := game.Event{
		Game: r.GameID, Version: r.Version, At: r.At.UTC(), Kind: r.Kind, By: r.Color, Seen: r.Seen,
		UCI: r.UCI, SAN: r.SAN, Ply: r.Ply, FEN: r.FEN, Check: r.Checked,
		Status: r.Status, Result: r.Result, Reason: r.Reason,
		Clock: r.Clock.clock(), Offer: r.offer(), Claim: r.Claim, Next: r.NextID,
	}
	if r.Chat != nil {
		e.Message = *r.Chat
	}
	return e
}

func eventArgs(e game.Event) pgx.NamedArgs {
	return pgx.NamedArgs{
		"game_id": e.Game, "version": e.Version, "at": e.At, "kind": e.Kind, "color": e.By, "seen": e.Seen,
		"ply": e.Ply, "uci": e.UCI, "san": e.SAN, "fen": e.FEN, "checked": e.Check,
		"status": e.Status, "result": e.Result, "reason": e.Reason,
		"clock": clockOf(e.Clock), "offer": offerOf(e.Offer), "claim": e.Claim, "next_id": e.Next,
		"chat": messageOf(e.Message),
	}
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
