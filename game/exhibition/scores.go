package exhibition

import (
	_ "embed"
	"fmt"
	"sync"

	"kibitz/game"
	"kibitz/game/pgn"
	"kibitz/game/rules"
)

//go:embed famous.pgn
var famous []byte

// Scores returns the famous games, in the order in which they are shown. Do not
// change them.
var Scores = sync.OnceValue(func() []pgn.Game {
	games, err := pgn.Read(famous)
	if err != nil {
		panic(fmt.Sprintf("famous.pgn: %v", err)) // part of the program, and read by a test
	}
	return games
})

// scoreOf finds the score of an exhibit by its players and day. Another version of
// the program may have begun an exhibit that this one does not know; then the score
// is empty, which aborts the game.
func scoreOf(s *game.Source) *pgn.Game {
	for i, score := range Scores() {
		if score.Tag("White") == s.Tag("White") && score.Tag("Black") == s.Tag("Black") && score.Tag("Date") == s.Tag("Date") {
			return &Scores()[i]
		}
	}
	return &pgn.Game{Result: rules.NoResult}
}

// numbered returns the score of the exhibit with a number.
func numbered(n int64) *pgn.Game {
	return &Scores()[int((n-1)%int64(len(Scores())))]
}
