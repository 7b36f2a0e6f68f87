package madeup

import (
	"time"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/web/view"
)

// seeks has one seek of each kind; the second is the visitor's.
var seeks = []game.Seek{
	{Game: "k3XyZ9aB", By: game.Player{Name: `<b>"x"&`}, Color: rules.White, Control: game.TimeControl{Initial: 5 * time.Minute, Increment: 3 * time.Second}},
	{Game: "k3XyZ9aC", By: game.Player{Name: "Brave Fox"}, Color: rules.White},
	{Game: "k3XyZ9aD", By: game.Player{Name: "Calm Heron"}, Color: rules.Black, Control: game.TimeControl{Initial: 30 * time.Second}},
}

// entries has a list entry for a game in each state.
func entries() []game.Entry {
	opponent := game.Player{ID: "otherother01", Name: `Wise <i>Owl</i>`}
	const blackToMove = "rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq - 0 1"
	return []game.Entry{
		{Game: "aaaaaaaa", You: rules.White, FEN: rules.StartFEN, Status: game.Open, Result: rules.NoResult, CreatedAt: Began},
		{Game: "bbbbbbbb", You: rules.Black, Opponent: opponent, FEN: blackToMove, Ply: 1, Status: game.Playing, Result: rules.NoResult,
			Control: game.TimeControl{Initial: 90 * time.Second, Increment: 2 * time.Second}, CreatedAt: Began},
		{Game: "cccccccc", You: rules.White, Opponent: opponent, FEN: blackToMove, Ply: 1, Status: game.Playing, Result: rules.NoResult, CreatedAt: Began},
		{Game: "dddddddd", You: rules.Black, Opponent: opponent, FEN: blackToMove, Ply: 41, Status: game.Over, Result: rules.WhiteWins,
			Reason: "mate", Control: game.TimeControl{Initial: 5 * time.Minute}, CreatedAt: Began},
		{Game: "eeeeeeee", You: rules.White, Opponent: opponent, FEN: blackToMove, Ply: 60, Status: game.Over, Result: rules.Drawn,
			Reason: "stalemate", CreatedAt: Began},
	}
}

// load is a result with made-up numbers.
var load = view.LoadResult{Date: "2025-11-21", Machine: "a <made-up> machine", Commit: "0123456", Herd: &view.Herd{AtOnce: []int{40, 9, 0}, Spread: []int{12, 15, 11, 11}}, Rows: []view.LoadRow{
	{Transport: "polling", Spectators: 1000, P50: 1000, P99: 12000, RequestsPerUpdate: 2.5, BytesPerUpdate: 1234},
	{Transport: "SSE", Spectators: 1000, P50: 0.4, P99: 7.02, BytesPerUpdate: 300.25},
}}
