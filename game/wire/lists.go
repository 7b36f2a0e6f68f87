package wire

import (
	"encoding/json"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

// EntriesJSON returns the bytes of a page of a player's games; next is the cursor of
// the next page, "" on the last.
func EntriesJSON(games []game.Entry, next string) ([]byte, error) {
	list := struct {
		Games []entry `json:"games"`
		Next  string  `json:"next,omitempty"`
	}{make([]entry, len(games)), next}
	for i := range games {
		list.Games[i] = entryOf(&games[i])
	}
	return json.Marshal(list)
}

type entry struct {
	ID        game.ID      `json:"id"`
	You       rules.Color  `json:"you"`
	Opponent  *name        `json:"opponent"` // null while the seat is open
	Status    game.Status  `json:"status"`
	Result    rules.Result `json:"result"`
	Reason    game.Reason  `json:"reason"`
	YourTurn  bool         `json:"yourTurn"`
	Ply       int          `json:"ply"`
	*control               // absent in a game without a clock
	CreatedAt int64        `json:"createdAt"` // Unix milliseconds
	UpdatedAt int64        `json:"updatedAt"`
}

func entryOf(e *game.Entry) entry {
	w := entry{
		ID: e.Game, You: e.You, Status: e.Status, Result: e.Result, Reason: e.Reason, YourTurn: e.YourTurn(),
		Ply: e.Ply, control: controlOf(e.Control), CreatedAt: e.CreatedAt.UnixMilli(), UpdatedAt: e.UpdatedAt.UnixMilli(),
	}
	if e.Opponent.ID != "" {
		w.Opponent = &name{e.Opponent.Name}
	}
	return w
}

// A Board is a live game in a list.
type Board struct {
	game.Glance
	Spectators int
	At         time.Time // the time for which its clock is given
}

// BoardsJSON returns the bytes of live games.
func BoardsJSON(boards []Board) ([]byte, error) {
	list := make([]board, len(boards))
	for i := range boards {
		b := &boards[i]
		list[i] = board{b.Game, name{b.White.Name}, name{b.Black.Name}, b.FEN, b.Version, boardClockOf(&b.Glance, b.At), b.Spectators, b.Exhibit}
	}
	return json.Marshal(list)
}

type board struct {
	ID         game.ID      `json:"id"`
	White      name         `json:"white"`
	Black      name         `json:"black"`
	FEN        string       `json:"fen"`
	Version    game.Version `json:"version"`
	Clock      *boardClock  `json:"clock,omitempty"`
	Spectators int          `json:"spectators"`
	Exhibit    string       `json:"exhibit,omitempty"` // where and when the famous game was played
}

// boardClock is a running game's clock at the time of the answer, in milliseconds.
type boardClock struct {
	White   int64       `json:"white"`
	Black   int64       `json:"black"`
	Running rules.Color `json:"running"`
}

// boardClockOf returns nil for a game without a clock.
func boardClockOf(g *game.Glance, at time.Time) *boardClock {
	if !g.Clock.Control.Clocked() {
		return nil
	}
	return &boardClock{g.Left(rules.White, at).Milliseconds(), g.Left(rules.Black, at).Milliseconds(), g.Clock.Running}
}

// ImportedJSON returns the bytes of the list of games that were read from a file.
func ImportedJSON(games []game.Snapshot) ([]byte, error) {
	told := struct {
		Games []imported `json:"games"`
	}{make([]imported, len(games))}
	for i := range games {
		g := &games[i]
		told.Games[i] = imported{g.Game, g.White.Name, g.Black.Name, g.Result, g.Ply}
	}
	return json.Marshal(told)
}

type imported struct {
	ID     game.ID      `json:"id"`
	White  string       `json:"white"`
	Black  string       `json:"black"`
	Result rules.Result `json:"result"`
	Ply    int          `json:"ply"`
}
