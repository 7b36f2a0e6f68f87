package store

import (
	"kibitz/game"
	"kibitz/game/pgn"
)

// sourceRow is what a PGN file says about a game besides its moves, as stored.
type sourceRow struct {
	Tags     []tagRow `json:"tags"`
	Movetext string   `json:"movetext"`
	Comments []string `json:"comments"` // by ply, 0 is before the first move
}

type tagRow struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// sourceOf returns nil for a game that was played here.
func sourceOf(s *game.Source) *sourceRow {
	if s == nil {
		return nil
	}
	return &sourceRow{Tags: each(s.Tags, func(t pgn.Tag) tagRow { return tagRow(t) }), Movetext: s.Movetext, Comments: s.Comments}
}

func (r *sourceRow) source() *game.Source {
	if r == nil {
		return nil
	}
	return &game.Source{Tags: each(r.Tags, func(t tagRow) pgn.Tag { return pgn.Tag(t) }), Movetext: r.Movetext, Comments: r.Comments}
}

// each converts a list. A nil list stays nil, and is stored as null.
func each[From, To any](list []From, convert func(From) To) []To {
	if list == nil {
		return nil
	}
	converted := make([]To, len(list))
	for i, one := range list {
		converted[i] = convert(one)
	}
	return converted
}
