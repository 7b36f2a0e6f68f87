package wire

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"kibitz/game"
	"kibitz/game/failure"
	"kibitz/game/rules"
)

// A ListTag identifies the content of a SeekList: the same on every server, and
// different as soon as anything in the list differs.
type ListTag string

const tagBytes = 8

// ErrBadTag is the error for text that is not a list tag.
var ErrBadTag = failure.Newf(failure.Malformed, "the tag is %d hexadecimal digits, as the last list of seeks had it", 2*tagBytes)

// ParseListTag reads a tag from outside, or returns ErrBadTag.
func ParseListTag(text string) (ListTag, error) {
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != tagBytes || hex.EncodeToString(b) != text {
		return "", ErrBadTag
	}
	return ListTag(text), nil
}

// A SeekList is all seeks at one time, with the bytes that all readers get. It may
// be used from many goroutines; do not change what it holds.
type SeekList struct {
	Tag   ListTag
	Seeks []game.Seek

	data     []byte
	encoding Encoding
}

// NewSeekList encodes seeks.
func NewSeekList(seeks []game.Seek) (*SeekList, error) {
	list := make([]seek, len(seeks))
	for i := range seeks {
		list[i] = seekOf(&seeks[i])
	}
	body, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	tag := ListTag(hex.EncodeToString(sum[:tagBytes]))
	data, err := json.Marshal(seekList{"lobby", tag, body})
	return &SeekList{Tag: tag, Seeks: seeks, data: data, encoding: encoded(data)}, err
}

// JSON returns the list as readers get it. The bytes are shared: do not change
// them.
func (l *SeekList) JSON() []byte { return l.data }

// ForAll returns the encoding for everybody.
func (l *SeekList) ForAll() *Encoding { return &l.encoding }

// JSONWith returns the list together with the ids of the reader's own seeks.
func (l *SeekList) JSONWith(mine []game.ID) ([]byte, error) {
	ids, err := json.Marshal(mine)
	if err != nil {
		return nil, err
	}
	return slices.Concat(bytes.TrimSuffix(l.data, []byte("}")), []byte(`,"mine":`), ids, []byte("}")), nil
}

type seekList struct {
	Kind  string          `json:"kind"`
	Tag   ListTag         `json:"tag"`
	Seeks json.RawMessage `json:"seeks"`
}

type seek struct {
	ID       game.ID     `json:"id"`
	By       name        `json:"by"`
	Color    rules.Color `json:"color"`
	*control             // and the speed; both absent in a game without a clock
	Speed    game.Speed  `json:"speed,omitempty"`
	At       int64       `json:"at"`
}

func seekOf(s *game.Seek) seek {
	w := seek{ID: s.Game, By: name{s.By.Name}, Color: s.Color, control: controlOf(s.Control), At: s.CreatedAt.UnixMilli()}
	if w.control != nil {
		w.Speed = s.Control.Speed()
	}
	return w
}

// name is a player of whom only the name is given.
type name struct {
	Name string `json:"name"`
}
