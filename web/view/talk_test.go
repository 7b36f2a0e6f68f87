package view

import (
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"kibitz/game"
)

// talking is a game about which things are said that a page must not take for
// its own: markup, and letters that are read from right to left.
func talking(t *testing.T) *madeUp {
	t.Helper()
	m := playing(t, "", "e4", "e5")
	for i, said := range []struct {
		by   game.Player
		room game.Room
		text string
	}{
		{white, game.PlayersRoom, "Good luck!"},
		{black, game.PlayersRoom, `<b onclick="x()">You</b> & "me" too`},
		{game.Player{ID: "looker000001", Name: "שועל אמיץ"}, game.SpectatorsRoom, "مرحبا e4!"},
		{game.Player{ID: "looker000002", Name: `</li><i>Fox`}, game.SpectatorsRoom, strings.Repeat("Aa", 70)},
	} {
		e, err := m.game.Say(said.by, said.room, said.text, began.Add(time.Minute+time.Duration(i)*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		m.moves = append(m.moves, e)
	}
	return m
}

// listed are entries in every state.
func listed() []game.Entry {
	opponent := game.Player{ID: "otherother01", Name: `Wise <i>Owl</i>`}
	const blackToMove = "rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq - 0 1"
	return []game.Entry{
		{Game: "aaaaaaaa", You: game.White, FEN: game.StartFEN, Status: game.Open, Result: game.NoResult, CreatedAt: began},
		{Game: "bbbbbbbb", You: game.Black, Opponent: opponent, FEN: blackToMove, Ply: 1, Status: game.Playing, Result: game.NoResult,
			Control: game.TimeControl{Initial: 90 * time.Second, Increment: 2 * time.Second}, CreatedAt: began},
		{Game: "cccccccc", You: game.White, Opponent: opponent, FEN: blackToMove, Ply: 1, Status: game.Playing, Result: game.NoResult, CreatedAt: began},
		{Game: "dddddddd", You: game.Black, Opponent: opponent, FEN: blackToMove, Ply: 41, Status: game.Over, Result: game.WhiteWins,
			Reason: "mate", Control: game.TimeControl{Initial: 5 * time.Minute}, CreatedAt: began},
		{Game: "eeeeeeee", You: game.White, Opponent: opponent, FEN: blackToMove, Ply: 60, Status: game.Over, Result: game.Drawn,
			Reason: "stalemate", CreatedAt: began},
	}
}

// talkPages are the pages on which people talk, and those that list their games.
func talkPages(t *testing.T, visitor Frame) map[string]templ.Component {
	t.Helper()
	talked, over := talking(t), talking(t)
	over.resign(t, game.Black)
	return map[string]templ.Component{
		"chat-player":    Game(frame, talked.page(game.White)),
		"chat-spectator": Game(visitor, talked.with("", func(p *GamePage) { p.Snapshot.Delay = time.Minute })),
		"chat-over":      Game(frame, over.page(game.White)),
		"chat-refused": Game(frame, over.with(game.Black, func(p *GamePage) {
			p.Talk = Talk{Error: "that was too fast; try again in 1 s", Text: `"><b>again</b>`, Room: game.SpectatorsRoom}
		})),
		"mine":         Mine(frame, MinePage{Known: true, Games: listed(), Older: "1763754000123000-k3XyZ9aB"}),
		"mine-nothing": Mine(frame, MinePage{Known: true}),
		"mine-visitor": Mine(visitor, MinePage{}),
		"mine-end":     Mine(frame, MinePage{Known: true, Later: true}),
	}
}

func TestMessagesAreForThoseWhoMayReadThemAndAreText(t *testing.T) {
	talked, over := talking(t), talking(t)
	over.resign(t, game.White)
	const players, spectators = "Good luck!", "مرحبا e4!"
	for _, test := range []struct {
		name                string
		page                GamePage
		players, spectators bool
	}{
		{"a player", talked.page(game.Black), true, false},
		{"a spectator", talked.page(""), false, true},
		{"a player, after the game", over.page(game.Black), true, true},
		{"a spectator, after the game", over.page(""), false, true},
	} {
		html := render(t, Game(frame, test.page))
		if got := strings.Contains(html, players); got != test.players {
			t.Errorf("%s reads the players' room: %t, want %t", test.name, got, test.players)
		}
		if got := strings.Contains(html, spectators); got != test.spectators {
			t.Errorf("%s reads the spectators' room: %t, want %t", test.name, got, test.spectators)
		}
		if strings.Contains(html, "<b onclick") || strings.Contains(html, "</li><i>") {
			t.Errorf("%s is shown a message or a name as markup", test.name)
		}
	}
}

// A page that loads itself again would take away what is being written anew.
func TestRefusedMessageIsNotRefreshedAway(t *testing.T) {
	m := playing(t, "", "e4")
	html := render(t, Game(frame, m.with("", func(p *GamePage) { p.Talk = Talk{Error: "no", Text: "oh"} })))
	if strings.Contains(html, `http-equiv="refresh"`) || !strings.Contains(html, `value="oh"`) {
		t.Error("the page with the refused message loads itself again, or has lost it")
	}
}
