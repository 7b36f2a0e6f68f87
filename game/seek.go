package game

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"sync"
	"time"

	"kibitz/game/rules"
)

// A Seek is an open game that anyone in the lobby may join. Seeks can be
// compared with ==.
type Seek struct {
	Game      ID
	By        Player
	Color     rules.Color // that is left to take
	Control   TimeControl
	CreatedAt time.Time // UTC
}

// MaxSeeks is how many seeks one player can have open at a time.
const MaxSeeks = 5

// MaxSeekList is how many seeks the lobby lists: of more, the half that has waited
// for longest and the half that came last.
const MaxSeekList = 500

// A ListTag names what a SeekList holds: the same on every server, and another one
// as soon as anything in it is different.
type ListTag string

const tagBytes = 8

// ParseListTag reads a tag from outside, or returns ErrBadTag.
func ParseListTag(text string) (ListTag, error) {
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != tagBytes || hex.EncodeToString(b) != text {
		return "", ErrBadTag
	}
	return ListTag(text), nil
}

// A SeekList is all seeks at a time, with the bytes that all readers get. It may
// be used from many goroutines; do not change what it holds.
type SeekList struct {
	Tag   ListTag
	Seeks []Seek

	data  []byte
	once  sync.Once
	frame any
	err   error
}

// NewSeekList encodes seeks.
func NewSeekList(seeks []Seek) (*SeekList, error) {
	wires := make([]seekWire, len(seeks))
	for i, s := range seeks {
		wires[i] = s.wire()
	}
	body, err := json.Marshal(wires)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	l := &SeekList{Tag: ListTag(hex.EncodeToString(sum[:tagBytes])), Seeks: seeks}
	l.data, err = json.Marshal(seekListWire{"lobby", l.Tag, body})
	return l, err
}

// JSON returns the list as readers get it. The bytes are shared: do not change
// them.
func (l *SeekList) JSON() []byte { return l.data }

// Framed returns what frame makes of the JSON, which is done once for all
// readers.
func (l *SeekList) Framed(frame func(data []byte) (any, error)) (any, error) {
	l.once.Do(func() { l.frame, l.err = frame(l.data) })
	return l.frame, l.err
}

type seekListWire struct {
	Kind  string          `json:"kind"`
	Tag   ListTag         `json:"tag"`
	Seeks json.RawMessage `json:"seeks"`
}

type seekWire struct {
	ID ID `json:"id"`
	By struct {
		Name string `json:"name"`
	} `json:"by"`
	Color        rules.Color `json:"color"`
	*controlWire             // these two absent in a game without a clock
	Speed        Speed       `json:"speed,omitempty"`
	At           int64       `json:"at"`
}

func (s Seek) wire() seekWire {
	w := seekWire{ID: s.Game, Color: s.Color, At: s.CreatedAt.UnixMilli()}
	w.By.Name = s.By.Name
	if tc := s.Control; tc.Clocked() {
		w.controlWire = &controlWire{int(tc.Initial.Seconds()), int(tc.Increment.Seconds())}
		w.Speed = tc.Speed()
	}
	return w
}
