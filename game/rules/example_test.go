package rules_test

import (
	"fmt"

	"kibitz/game/rules"
)

// Fool's mate: a position is a value, and a move returns the next one.
func Example() {
	position, err := rules.ParseFEN(rules.StartFEN)
	if err != nil {
		fmt.Println(err)
		return
	}
	seen := rules.Repetitions{position.Key()}
	for _, text := range []string{"f3", "e5", "g2g4", "Qh4"} {
		next, move, err := position.Move(text)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(move.UCI, move.SAN)
		position, seen = next, seen.After(next)
	}
	fmt.Println(position.Outcome(seen))
	// Output:
	// f2f3 f3
	// e7e5 e5
	// g2g4 g4
	// d8h4 Qh4#
	// 0-1 mate
}

// An error says what is wrong, in words for the person who sent the move.
func ExamplePosition_Move() {
	position, _ := rules.ParseFEN(rules.StartFEN)
	_, _, err := position.Move("Ke2")
	fmt.Println(err)
	// Output: the move is not legal here: Ke2
}
