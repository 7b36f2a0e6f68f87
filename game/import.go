package game

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"kibitz/game/pgn"
	"kibitz/game/plaintext"
	"kibitz/game/rules"
)

// A Source is what a PGN file says about an imported game besides its moves.
type Source struct {
	Tags     pgn.Tags // in normal form
	Movetext string   // in export format, with comments and variations
	Comments []string // by ply; 0 is before the first move; may be shorter than the game
}

// Tag returns the value of a tag, "" if missing or unknown.
func (s *Source) Tag(name string) string {
	if v := s.Tags.Value(name); strings.Trim(v, "?.-") != "" && !plaintext.Blank(v) {
		return v
	}
	return ""
}

// Comment returns the comment on a ply, 0 for the start; "" if there is none.
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
		// Names appear in titles and previews, where they must not reverse the text
		// around them.
		name := strings.TrimSpace(strings.TrimLeftFunc(strings.Map(plaintext.DropUnprintable, s.Tag(color)), plaintext.Invisible))
		return Player{Name: plaintext.Clip(cmp.Or(name, color), maxImportedName)}
	}
	return called("White"), called("Black")
}

func (s *Source) pgn(address string, o rules.Opening) string {
	tags := append(pgn.Tags{}, s.Tags...)
	if tags.Value("Source") == "" {
		tags = append(tags, pgn.Tag{Name: "Source", Value: address})
	}
	return tags.WithOpening(o).Text() + s.Movetext
}

// sourceOf returns what the game itself has no place for.
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

// Import makes a finished game from one that was read by pgn.Read, with its events:
// created, and one for each move, the last of which ends it. Its players have names
// but no ids. All its events have the same time.
//
// Only the record is updated move by move: setting up a position costs more than
// reading the file, and the ones in between are not needed. So there is no Game
// until the record has reached the end.
func Import(score *pgn.Game, at time.Time) (*Game, []Event, error) {
	start, err := rules.KeptFEN(score.StartFEN)
	if err != nil {
		return nil, nil, err
	}
	final, err := score.Final()
	if err != nil {
		return nil, nil, err
	}
	at = stamp(at)
	r := newImport(score, at)
	moves, mover := score.Line.Moves, start.Turn()
	if len(moves) == 0 {
		r.finishImport(score, final, at)
	}
	created := r.happened(Created, "", at)
	created.Check = start.Check()
	events := append(make([]Event, 0, 1+len(moves)), created)
	for i := range moves {
		r.importMove(&moves[i], mover)
		if i == len(moves)-1 {
			r.finishImport(score, final, at)
		}
		e := r.happened(Moved, mover, at)
		e.UCI, e.SAN, e.Check = moves[i].UCI, moves[i].SAN, strings.ContainsAny(moves[i].SAN, "+#")
		events, mover = append(events, e), mover.Other()
	}
	return &Game{record: r, position: final}, events, nil
}

// newImport returns the record of a game at the start of its score.
func newImport(score *pgn.Game, at time.Time) Record {
	r := Record{
		ID: ID(randomText(8)), Status: Playing, Result: rules.NoResult, StartFEN: score.StartFEN, FEN: score.StartFEN,
		Clock: newClock(controlOf(score.Tag("TimeControl"))), CreatedAt: at, SignAt: at, Source: sourceOf(score),
	}
	r.White, r.Black = r.Source.Players()
	return r
}

// importMove applies a move of the score.
func (r *Record) importMove(m *pgn.Move, mover rules.Color) {
	r.FEN, r.Ply, r.MovedAt = m.FEN, r.Ply+1, r.Version+1
	if m.Clock != nil && r.Clock.Control.Clocked() {
		r.Clock.side(mover).Left = *m.Clock
	}
}

// finishImport ends the game as its score says.
func (r *Record) finishImport(score *pgn.Game, final rules.Position, at time.Time) {
	r.Repetitions = rules.Repetitions{final.Key()}
	r.end(score.Result, reasonOf(score, final), at)
}

// maxImportedName is the longest name of an imported player, in bytes.
const maxImportedName = 60

// reasonOf returns why the game ended, as far as the last position tells.
func reasonOf(score *pgn.Game, final rules.Position) Reason {
	if result, reason := final.Outcome(rules.Repetitions{0}); reason != "" && result == score.Result {
		return Reason(reason)
	}
	return ByImport
}

// controlOf reads the tag TimeControl, as "300+3" or "300" (PGN 9.6.1). A control
// that Kibitz does not support, such as "40/7200:3600", counts as none.
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

// Import stores games that were read from a PGN file, all of them or none, and
// returns their snapshots, in order.
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
