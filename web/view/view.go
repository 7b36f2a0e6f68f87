package view

import (
	"time"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/game/wire"
	"kibitz/static/words"
)

// Frame is what every page has.
type Frame struct {
	*words.Language        // in which the page speaks; nil for English
	Static          string // URL prefix of the static files, such as "/static/1f2e3d/"
	Player          string // the visitor's name; "" for one who has not played yet
	Prefs           Prefs
}

// HomePage is the page on which a game is started.
type HomePage struct {
	Color, FEN string // as the form was filled in
	// Control is the time that was chosen, "none" or "custom" or in seconds,
	// "600+5"; "" for the usual. Minutes and Increment belong to "custom".
	Control, Minutes, Increment string

	Error string // why the form was refused; "" when it was not
	Wrong string // what it was refused for: "fen", "control" or ""

	Opponent, Level, Delay string // also as the form was filled in

	Seeks     []game.Seek  // who waits for an opponent
	Mine      []game.ID    // those of them that are the visitor's
	Tag       wire.ListTag // of the seeks
	LobbyAway bool         // the seeks could not be read

	URL    string       // the page's absolute address, with a slash at the end
	Boards []WatchBoard // a few that are live
}

// ImportPage is the page on which games are read from PGN.
type ImportPage struct {
	Text  string // as it was pasted
	Error string // why it was refused; "" when it was not
}

// GamePage is one game, as one visitor sees it.
type GamePage struct {
	*words.Language // that of the frame; a picture, which has none, is asked for in it

	Snapshot game.Snapshot
	You      rules.Color // the visitor's seat; "" for a spectator
	From     string      // the square chosen with scripts off, one with legal moves; "" for none
	Ply      int         // the ply shown: len(Snapshot.Plies) is the newest, 0 the start position
	Flip     bool        // seen from the other side than usual: White below, Black below for Black's player
	Refresh  bool        // the page may refresh itself when scripts are off
	Now      time.Time   // for which clocks are drawn
	Presence game.Presence
	URL      string // the game's absolute address, to send

	// Transport is the one that the address asks for; "" or an unknown one for
	// the usual.
	Transport string

	Error string // why the last request was refused; Move keeps what was typed, if it was a move
	Move  string

	Talk Talk
}

// Talk is a message that was refused, for its author to change; the zero Talk
// is none.
type Talk struct {
	Error, Text string
	Room        game.Room // as it was chosen; "" if it was not
}

// WatchPage is the games that are being played now.
type WatchPage struct {
	Boards  []WatchBoard // at most as many as one feed carries
	Refresh bool         // the page may refresh itself when scripts are off
}

// WatchBoard is one of them.
type WatchBoard struct {
	game.Glance
	Spectators int
	Now        time.Time // for which clocks are drawn
}

// MinePage is a page of a visitor's games.
type MinePage struct {
	Known bool         // the visitor has played, or at least said something
	Later bool         // it is not the first page
	Games []game.Entry // newest first
	Older string       // cursor of the next page; "" on the last
}

// ProblemPage says what went wrong and where to go on.
type ProblemPage struct {
	Status        int
	Title, Detail string
	Advice        string // what to do now
	Wait          int    // seconds after which to try again; 0 when not known
	Again         bool   // the same address may answer soon
	Back          string // where a person can go on: a game, or home
}
