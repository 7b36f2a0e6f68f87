package madeup

import (
	"strings"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/web/view"
)

func open(f Frames) []State {
	open := Waiting("")
	return []State{
		{"game", "open-seek", view.Game(f.Player, open.With(rules.White, func(p *view.GamePage) { p.Snapshot.Seek = true }))},
		{"game", "open-creator", view.Game(f.Player, open.Page(rules.White))},
		{"game", "open-visitor", view.Game(f.Stranger, open.Page(""))},
	}
}

func playing(f Frames) []State {
	opening, promoting := Playing("", "e4", "e5", "Nf3", "Nc6"), Playing(PromotionFEN)
	check := Playing("", "e4", "f5", "Qh5")
	blackFirst := Playing(BlackFirstFEN, "Kd7", "Kd2", "Kd6")
	return []State{
		{"game", "playing-mine", view.Game(f.Player, opening.Page(rules.White))},
		{"game", "playing-theirs", view.Game(f.Player, opening.Page(rules.Black))},
		{"game", "playing-watched", view.Game(f.Stranger, opening.Page(""))},
		{"game", "playing-still", view.Game(f.Stranger, opening.With("", func(p *view.GamePage) { p.Refresh = false }))},
		{"game", "playing-flipped", view.Game(f.Player, opening.With(rules.White, func(p *view.GamePage) { p.Flip = true }))},
		{"game", "playing-from", view.Game(f.Player, opening.With(rules.White, func(p *view.GamePage) { p.From = "f1" }))},
		{"game", "playing-refused", view.Game(f.Player, opening.With(rules.White, func(p *view.GamePage) { p.Error, p.Move = "the move is not legal here: Ke4", "Ke4" }))},
		{"game", "playing-old", view.Game(f.Player, opening.With(rules.White, func(p *view.GamePage) { p.Ply = 3 }))},
		{"game", "playing-start", view.Game(f.Stranger, opening.With("", func(p *view.GamePage) { p.Ply = 0 }))},
		{"game", "playing-check", view.Game(f.Player, check.Page(rules.Black))},
		{"game", "playing-promotion", view.Game(f.Player, promoting.With(rules.White, func(p *view.GamePage) { p.From = "b7" }))},
		{"game", "playing-blackfirst", view.Game(f.Stranger, blackFirst.Page(""))},
		{"game", "playing-transport", view.Game(f.Stranger, opening.With("", func(p *view.GamePage) { p.Transport = "long-polling" }))},
	}
}

func clocks(f Frames) []State {
	fourth := Timed("e4", "e5", "Nf3", "Nc6") // White to move from the 4th second on, with 3:01
	flagged := Timed("e4", "e5").After(5*time.Minute, (*game.Game).Expire)
	return []State{
		{"game", "clock", view.Game(f.Player, fourth.Looked(rules.White, 14*time.Second))},
		{"game", "clock-low", view.Game(f.Stranger, fourth.Looked("", 3*time.Minute))},
		{"game", "clock-first-move", view.Game(f.Player, Timed().Looked(rules.White, 7*time.Second))},
		{"game", "clock-flag", view.Game(f.Player, flagged.Looked(rules.White, 6*time.Minute))},
	}
}

func offers(f Frames) []State {
	offered := Timed("e4", "e5", "Nf3").After(5*time.Second, Draw(White))
	thrice := Playing("", strings.Fields(strings.Repeat("Nf3 Nf6 Ng1 Ng8 ", 2))...)
	again := mate().After(time.Minute, Rematch(White, game.Propose))
	next := mate().After(time.Minute, Rematch(White, game.Propose)).After(time.Minute, Rematch(Black, game.Accept))
	return []State{
		{"game", "offer-theirs", view.Game(f.Player, offered.Looked(rules.Black, 5*time.Second))},
		{"game", "offer-mine", view.Game(f.Player, offered.Looked(rules.White, 5*time.Second))},
		{"game", "offer-watched", view.Game(f.Stranger, offered.Looked("", 5*time.Second))},
		{"game", "claim", view.Game(f.Player, thrice.Page(rules.White))},
		{"game", "rematch-theirs", view.Game(f.Player, again.Page(rules.Black))},
		{"game", "rematch-mine", view.Game(f.Player, again.Page(rules.White))},
		{"game", "rematch-begun", view.Game(f.Stranger, next.Page(""))},
	}
}

func mate() *Game { return Playing("", "f3", "e5", "g4", "Qh4") }

func over(f Frames) []State {
	return []State{
		{"game", "over-mate", view.Game(f.Stranger, mate().Page(""))},
		{"game", "over-resigned", view.Game(f.Player, Playing("", "e4", "e5").Resigned(rules.Black).Page(rules.White))},
		{"game", "over-aborted", view.Game(f.Player, Waiting("").Aborted().Page(rules.White))},
		{"game", "over-imported", view.Game(f.Stranger, FromPGN().Page(""))},
		{"game", "exhibit", view.Game(f.Stranger, Exhibit().Page(""))},
		{"game", "over-imported-old", view.Game(f.Player, FromPGN().With("", func(p *view.GamePage) { p.Ply = 1 }))},
	}
}

func talks(f Frames) []State {
	talked, over := Talking(), Talking().Resigned(rules.Black)
	refused := view.Talk{Error: "that was too fast; try again in 1 s", Text: `"><b>again</b>`, Room: game.SpectatorsRoom}
	return []State{
		{"game", "chat-player", view.Game(f.Player, talked.Page(rules.White))},
		{"game", "chat-spectator", view.Game(f.Stranger, talked.With("", func(p *view.GamePage) { p.Snapshot.Delay = time.Minute }))},
		{"game", "chat-over", view.Game(f.Player, over.Page(rules.White))},
		{"game", "chat-refused", view.Game(f.Player, over.With(rules.Black, func(p *view.GamePage) { p.Talk = refused }))},
	}
}

func shares(f Frames) []State {
	return []State{
		{"share", "share", view.Share(f.Stranger, mate().Page(""))},
		{"share", "share-old", view.Share(f.Player, mate().With(rules.Black, func(p *view.GamePage) { p.Ply, p.Refresh = 1, false }))},
		{"share", "share-open", view.Share(f.Player, Waiting("").Page(rules.White))},
	}
}
