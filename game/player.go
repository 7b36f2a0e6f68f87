package game

import (
	"crypto/rand"
	"math/big"
)

// PlayerID identifies a player permanently: 12 letters and digits.
type PlayerID string

// A Player is somebody who can take a seat.
type Player struct {
	ID   PlayerID
	Name string
}

// Seated reports whether this is a player; one of an imported game has a name but no
// id. The zero Player stands for an open seat.
func (p Player) Seated() bool { return p.ID != "" || p.Name != "" }

// NewGuest makes up a player with a generated name. Names are friendly, not unique.
func NewGuest() Player {
	return Player{ID: PlayerID(randomText(12)), Name: pick(characters) + " " + pick(animals)}
}

var (
	characters = []string{"Able", "Bold", "Brave", "Bright", "Calm", "Clever", "Cosy", "Daring", "Eager", "Fair",
		"Fleet", "Gentle", "Glad", "Grand", "Happy", "Honest", "Jolly", "Keen", "Kind", "Lively", "Lucky", "Merry",
		"Mild", "Noble", "Patient", "Plucky", "Proud", "Quick", "Quiet", "Sly", "Steady", "Sunny", "Swift", "Warm",
		"Wily", "Wise"}
	animals = []string{"Badger", "Bear", "Beaver", "Crane", "Dolphin", "Falcon", "Ferret", "Finch", "Fox", "Gecko",
		"Hare", "Heron", "Ibex", "Jackdaw", "Kestrel", "Koala", "Lark", "Lemur", "Lynx", "Magpie", "Marten", "Mole",
		"Newt", "Orca", "Otter", "Owl", "Panda", "Puffin", "Raven", "Robin", "Seal", "Sparrow", "Stork", "Tapir",
		"Toad", "Walrus", "Wombat", "Wren"}
)

const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// randomText returns n unguessable letters and digits.
func randomText(n int) string {
	text := make([]byte, n)
	for i := range text {
		text[i] = letters[randomBelow(len(letters))]
	}
	return string(text)
}

func pick(words []string) string { return words[randomBelow(len(words))] }

func randomBelow(n int) int {
	i, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		panic(err) // crypto/rand promises never to fail
	}
	return int(i.Int64())
}
