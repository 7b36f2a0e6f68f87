package pgn_test

import (
	"errors"
	"fmt"

	"kibitz/game/pgn"
)

func Example() {
	games, err := pgn.Read([]byte(`[White "Morphy"]
[Black "Duke Karl / Count Isouard"]
[Result "1-0"]

1. e4 e5 2. Nf3 d6 3. d4 Bg4?! {This is too early.} (3... exd4 4. Qxd4) 1-0`))
	if err != nil {
		fmt.Println(err)
		return
	}
	game := games[0]
	for _, move := range game.Line.Moves {
		fmt.Print(move.SAN, " ")
	}
	fmt.Println(game.Result)
	fmt.Println(game.Tag("White"))
	fmt.Println(game.Line.Moves[5].Comment)
	fmt.Print(game.Movetext())
	// Output:
	// e4 e5 Nf3 d6 d4 Bg4 1-0
	// Morphy
	// This is too early.
	// 1. e4 e5 2. Nf3 d6 3. d4 Bg4 $6 {This is too early.} (3... exd4 4. Qxd4) 1-0
}

// An error names the place where reading stopped.
func ExampleRead_error() {
	_, err := pgn.Read([]byte("1. e4 e5\n2. Ke3 *"))
	fmt.Println(err)
	var place *pgn.Error
	if errors.As(err, &place) {
		fmt.Println(place.Line, place.Move)
	}
	// Output:
	// game 1, line 2, move 2. Ke3: the move is not legal here
	// 2 2. Ke3
}
