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
	*words.Language        // the language of the page; nil for English
	Static          string // URL prefix of the static files, such as "/static/1f2e3d/"
	Player          string // the visitor's name; "" for one who has not played yet
	Prefs           Prefs
}

// HomePage is the page on which a game is started.
type HomePage struct {
	Color, FEN string // as the form was filled in
	// Control is the chosen time control: "none", "custom", or seconds such as
	// "600+5"; "" for the default. Minutes and Increment belong to "custom".
	Control, Minutes, Increment string

	Error string // why the form was refused; "" when it was not
	Wrong string // what it was refused for: "fen", "control" or ""

	Opponent, Level, Delay string // also as the form was filled in

	Seeks     []game.Seek  // open seeks
	Mine      []game.ID    // the visitor's own among them
	Tag       wire.ListTag // version of the list of seeks
	LobbyAway bool         // the seeks could not be read

	URL    string       // the page's absolute address, with a slash at the end
	Boards []WatchBoard // a few live ones
}

// ImportPage is the page on which games are read from PGN.
type ImportPage struct {
	Text  string // as it was pasted
	Error string // why it was refused; "" when it was not
}

// GamePage is one game, as one visitor sees it.
type GamePage struct {
	*words.Language // that of the frame; pictures have no frame, so their text uses this one

	Snapshot game.Snapshot
	You      rules.Color // the visitor's seat; "" for a spectator
	From     string      // the square chosen with scripts off, one with legal moves; "" for none
	Ply      int         // the ply shown: len(Snapshot.Plies) is the newest, 0 the start position
	Flip     bool        // seen from the opposite of the usual side, which is White's, or Black's for Black's player
	Refresh  bool        // the page may refresh itself when scripts are off
	Now      time.Time   // the time that clocks show
	Presence game.Presence
	URL      string // the game's absolute address, for sharing

	// Transport is the one that the address names; "" or an unknown one for the
	// default.
	Transport string

	Error string // why the last request was refused; Move keeps what was typed, if it was a move
	Move  string

	Talk Talk
}

// Talk is a refused message for its author to edit; the zero Talk is none.
type Talk struct {
	Error, Text string
	Room        game.Room // as it was chosen; "" if it was not
}

// WatchPage lists the games that are being played now.
type WatchPage struct {
	Boards  []WatchBoard // at most as many as one feed carries
	Refresh bool         // the page may refresh itself when scripts are off
}

// WatchBoard is one game of a WatchPage.
type WatchBoard struct {
	game.Glance
	Spectators int
	Now        time.Time // the time that clocks show
}

// MinePage is a page of a visitor's games.
type MinePage struct {
	Known bool         // the visitor is a guest: they have played or sent a message
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
