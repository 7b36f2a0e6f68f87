package game

import (
	"cmp"
	"context"
	"maps"
	"strconv"
	"strings"
	"time"

	"kibitz/game/pgn"
	"kibitz/game/plaintext"
	"kibitz/game/rules"
)

// A Source is what a PGN file says of an imported game beside its moves.
type Source struct {
	Tags     pgn.Tags `json:"tags"`     // in normal form
	Movetext string   `json:"movetext"` // in export format, with comments and variations
	Comments []string `json:"comments"` // by ply, 0 is before the first move; it may end early
}

// Tag returns the value of a tag, "" if it is not there or not known.
func (s *Source) Tag(name string) string {
	if v := s.Tags.Value(name); strings.Trim(v, "?.-") != "" && !plaintext.Blank(v) {
		return v
	}
	return ""
}

// Comment returns what is written about a ply, 0 for the start; "" for nothing.
func (s *Source) Comment(ply int) string {
	if ply < 0 || ply >= len(s.Comments) || plaintext.Blank(s.Comments[ply]) {
		return ""
	}
	return s.Comments[ply]
}

// Players returns the two sides by the names that the tags give them, or by
// their colors; they have no ids.
func (s *Source) Players() (white, black Player) {
	called := func(color string) Player {
		// A name stands in titles and previews, next to words that it must not turn around.
		name := strings.TrimSpace(strings.TrimLeftFunc(strings.Map(plaintext.DropUnprintable, s.Tag(color)), plaintext.Invisible))
		return Player{Name: plaintext.Clip(cmp.Or(name, color), maxImportedName)}
	}
	return called("White"), called("Black")
}

func (s *Source) tagMap() map[string]string {
	return maps.Collect(func(yield func(name, value string) bool) {
		for _, t := range s.Tags {
			if !yield(t.Name, t.Value) {
				return
			}
		}
	})
}

func (s *Source) pgn(address string, o rules.Opening) string {
	tags := append(pgn.Tags{}, s.Tags...)
	if tags.Value("Source") == "" {
		tags = append(tags, pgn.Tag{Name: "Source", Value: address})
	}
	return tags.WithOpening(o).Text() + s.Movetext
}

// sourceOf keeps what the game itself has no place for.
func sourceOf(p *pgn.Game) *Source {
	s := &Source{Tags: p.Tags, Movetext: p.Movetext()}
	note := func(ply int, comment string) {
		if comment == "" {
			return
		}
		for len(s.Comments) < ply {
			s.Comments = append(s.Comments, "")
		}
		s.Comments = append(s.Comments, comment)
	}
	note(0, p.Line.Comment)
	for i, m := range p.Line.Moves {
		note(i+1, m.Comment)
	}
	return s
}

// Import makes a game that is over of one that was read by pgn.Read, with its
// events: created, and a move each, the last of which ends it. Its players have
// names and no ids. All of it happens at one time.
func Import(p *pgn.Game, at time.Time) (*Game, []Event, error) {
	position, err := rules.KeptFEN(p.StartFEN)
	if err != nil {
		return nil, nil, err
	}
	at = stamp(at)
	g := &Game{position: position, record: Record{
		ID: ID(randomText(8)), Status: Playing, Result: rules.NoResult, StartFEN: p.StartFEN, FEN: p.StartFEN,
		Clock: newClock(controlOf(p.Tag("TimeControl"))), CreatedAt: at, SignAt: at, Source: sourceOf(p),
	}}
	g.record.White, g.record.Black = g.record.Source.Players()
	over, err := p.Final()
	if err != nil {
		return nil, nil, err
	}
	g.record.Repetitions = rules.Repetitions{over.Key()}
	finish := func() { g.position = over; g.end(p.Result, reasonOf(p, over), at) }
	if len(p.Line.Moves) == 0 {
		finish()
	}
	happened := func(kind Kind, by rules.Color) Event {
		e := g.happened(kind, by, at)
		e.Claim = "" // nobody sits there who could claim a draw
		return e
	}
	events := []Event{happened(Created, "")}
	turn := position.Turn()
	for i, m := range p.Line.Moves {
		r := &g.record
		r.FEN, r.Ply, r.MovedAt = m.FEN, i+1, r.Version+1
		if m.Clock != nil && r.Clock.Control.Clocked() {
			r.Clock.side(turn).Left = *m.Clock
		}
		if i == len(p.Line.Moves)-1 {
			finish()
		}
		e := happened(Moved, turn)
		e.UCI, e.SAN, e.Check = m.UCI, m.SAN, strings.ContainsAny(m.SAN, "+#")
		events, turn = append(events, e), turn.Other()
	}
	return g, events, nil
}

// Longest name of a player of an imported game, in bytes.
const maxImportedName = 60

// reasonOf is what the last position says about why the game ended as it did.
func reasonOf(g *pgn.Game, final rules.Position) Reason {
	if result, reason := final.Outcome(rules.Repetitions{0}); reason != "" && result == g.Result {
		return Reason(reason)
	}
	return ByImport
}

// controlOf reads the tag TimeControl, as "300+3" or "300" (PGN 9.6.1). One that
// Kibitz does not have, such as "40/7200:3600", is none.
func controlOf(tag string) TimeControl {
	first, second, both := strings.Cut(tag, "+")
	seconds := func(s string) time.Duration {
		n, err := strconv.ParseUint(s, 10, 16)
		if err != nil {
			return -1
		}
		return time.Duration(n) * time.Second
	}
	tc := TimeControl{Initial: seconds(first)}
	if both {
		tc.Increment = seconds(second)
	}
	if tc.check() != nil {
		return TimeControl{}
	}
	return tc
}

// Import keeps games that were read from a PGN file, all of them or none, and
// returns them as they stand, in order.
func (s *Service) Import(ctx context.Context, games []pgn.Game) ([]Snapshot, error) {
	ctx, cancel := detach(ctx)
	defer cancel()
	begun := make([]Begun, len(games))
	snapshots := make([]Snapshot, len(games))
	for i := range games {
		g, events, err := Import(&games[i], s.now())
		if err != nil {
			return nil, err
		}
		begun[i], snapshots[i] = Begun{g, events}, NewSnapshot(g.Record(), events[1:])
	}
	if err := s.games.Import(ctx, begun); err != nil {
		return nil, err
	}
	return snapshots, nil
}
