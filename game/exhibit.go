package game

import (
	"context"
	"slices"
	"time"

	"kibitz/game/pgn"
	"kibitz/game/rules"
)

// An Exhibit marks a famous game that is replayed move by move. Nobody has a seat in
// it, and no clock runs. The zero Exhibit is that of any other game.
type Exhibit struct {
	Number int64     // counted over all exhibits, from 1
	Due    time.Time // when its next move is due; when it ended, once it is over
}

// An Exhibition is what is being shown.
type Exhibition struct {
	Busy  int     // games of people or computers with a recent move, counted up to a limit
	Shown []Shown // running exhibits, oldest first
	Last  int64   // number of the newest exhibit; 0 if there is none
}

// Shown is what it takes to relay an exhibit.
type Shown struct {
	Game ID
	Exhibit
	Ply    int     // half-moves played
	Source *Source // identifies its score
}

// NewExhibit begins to relay a game that was read by pgn.Read; its first plies
// have been played already. The events are its creation and those moves.
func NewExhibit(score *pgn.Game, e Exhibit, plies int, at time.Time) (*Game, []Event, error) {
	position, err := rules.KeptFEN(score.StartFEN)
	if err != nil {
		return nil, nil, err
	}
	at = stamp(at)
	g := &Game{position: position, record: Record{
		ID: ID(randomText(8)), Status: Playing, Result: rules.NoResult, StartFEN: score.StartFEN, FEN: score.StartFEN,
		Repetitions: rules.Repetitions{position.Key()}, CreatedAt: at, SignAt: at, Source: &Source{Tags: withResult(score.Tags, rules.NoResult)},
	}}
	g.record.White, g.record.Black = g.record.Source.Players()
	g.record.Exhibit = Exhibit{Number: e.Number, Due: at}
	events := []Event{g.happened(Created, "", at)}
	for range plies {
		played, err := g.Relay(score, at, at)
		if err != nil {
			return nil, nil, err
		}
		events = append(events, played)
	}
	g.record.Exhibit.Due = stamp(e.Due)
	return g, events, nil
}

// Relay plays the next move of an exhibit from its score, and after the last move
// gives the game its historic end. The move after it is due at next. The error is
// ErrNotDue if it is too early, or another server came first. If the score does not
// continue from here, as may happen with that of another version of the program, the
// exhibit is aborted.
func (g *Game) Relay(score *pgn.Game, next, at time.Time) (Event, error) {
	r := &g.record
	at = g.moment(at)
	switch {
	case r.Exhibit.Number == 0:
		return Event{}, ErrNotDue
	case r.Status == Over:
		return Event{}, ErrOver
	case at.Before(r.Exhibit.Due):
		return Event{}, ErrNotDue
	}
	r.Exhibit.Due = stamp(next)
	if r.Ply >= len(score.Line.Moves) {
		return g.endAs(score.Result, at), nil
	}
	color := g.position.Turn()
	position, played, err := g.position.Move(score.Line.Moves[r.Ply].UCI)
	if err != nil {
		return g.endAs(rules.NoResult, at), nil
	}
	g.moveTo(position, Timing{}, at)
	if result, reason := position.Outcome(r.Repetitions); reason != "" {
		g.end(result, Reason(reason), at)
		r.Exhibit.Due = at
	}
	e := g.happened(Moved, color, at)
	e.UCI, e.SAN = played.UCI, played.SAN
	return e, nil
}

// endAs ends an exhibit whose last move did not end it: the loser resigns, or both
// agree to a draw.
func (g *Game) endAs(result rules.Result, at time.Time) Event {
	g.record.Exhibit.Due = at
	switch result {
	case rules.WhiteWins, rules.BlackWins:
		loser := rules.White
		if result == rules.WhiteWins {
			loser = rules.Black
		}
		g.end(result, Resignation, at)
		return g.happened(Resigned, loser, at)
	case rules.Drawn:
		g.end(rules.Drawn, Agreement, at)
		return g.happened(DrawAgreed, "", at)
	}
	g.end(rules.NoResult, ByAbort, at)
	return g.happened(Aborted, "", at)
}

// withResult returns tags with another result: while a game is relayed, its tags
// must not reveal how it ends.
func withResult(tags pgn.Tags, result rules.Result) pgn.Tags {
	tags = slices.Clone(tags)
	for i := range tags {
		if tags[i].Name == "Result" {
			tags[i].Value = string(result)
		}
	}
	return tags
}

// Occasion returns where and when the game was played, "Paris, 1858", as far as
// known.
func (s *Source) Occasion() string {
	place, year := s.Tag("Site"), s.Tag("Date")
	if len(year) > 4 {
		year = year[:4]
	}
	if place == "" || year == "" {
		return place + year
	}
	return place + ", " + year
}

// exhibited returns the PGN of an exhibit, up to the move shown.
func (s *Snapshot) exhibited(address string) string {
	tags := append(withResult(s.Source.Tags, s.Result), pgn.Tag{Name: "Source", Value: address})
	return s.written(tags.WithOpening(s.Opening()))
}

// Exhibit stores a new exhibit, with the moves already played. The error is ErrShown
// if another server has begun one with that number.
func (s *Service) Exhibit(ctx context.Context, g *Game, events []Event) error {
	ctx, cancel := detach(ctx)
	defer cancel()
	if err := s.games.Import(ctx, []Begun{{g, events}}); err != nil {
		return err
	}
	s.tell(changesOf(g, events...))
	return nil
}

// Relay plays the next move of an exhibit, as Game.Relay does. The move after it is
// due at next.
func (s *Service) Relay(ctx context.Context, id ID, score *pgn.Game, next time.Time) (Event, error) {
	return s.change(ctx, id, func(g *Game, at time.Time) (Event, error) { return g.Relay(score, next, at) })
}
