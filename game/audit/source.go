package audit

import (
	"fmt"
	"time"

	"kibitz/game"
	"kibitz/game/pgn"
	"kibitz/game/rules"
)

// exhibited begins an exhibit. Its score is the moves that were relayed.
func (r *replay) exhibited(at time.Time) (events []game.Event, err error) {
	record := &r.kept.Record
	r.score = &pgn.Game{Tags: record.Source.Tags, StartFEN: record.StartFEN}
	for _, e := range r.kept.Events {
		if e.Kind == game.Moved {
			r.score.Line.Moves = append(r.score.Line.Moves, pgn.Move{Move: rules.Move{UCI: e.UCI}})
		}
	}
	r.game, events, err = game.NewExhibit(r.score, game.Exhibit{Number: record.Exhibit.Number, Due: at}, 0, at)
	return events, err
}

// A longer movetext may have outgrown the limits on files when it was put in
// normal form. Then the moves are taken from the log.
const readable = 15 << 10

// imported imports a game again.
func (r *replay) imported(start rules.Position) (events []game.Event, err error) {
	record := &r.kept.Record
	read := len(record.Source.Movetext) <= readable
	score := &pgn.Game{StartFEN: record.StartFEN, Result: record.Result}
	if read {
		score, err = movetext(record.StartFEN, record.Source.Movetext)
	} else {
		score.Line, err = r.line(start)
	}
	if err != nil {
		return nil, err
	}
	score.Tags = record.Source.Tags
	if r.game, events, err = game.Import(score, r.kept.Events[0].At); err != nil || read {
		return events, err
	}
	sourced := r.game.Record()
	sourced.Source = record.Source
	r.game, err = game.Load(sourced)
	return events, err
}

// movetext reads the moves of one game.
func movetext(start, text string) (*pgn.Game, error) {
	games, err := pgn.Read([]byte(fmt.Sprintf("[FEN %q]\n\n%s", start, text)))
	if err != nil {
		return nil, fmt.Errorf("its source: %w", err)
	}
	if len(games) != 1 {
		return nil, fmt.Errorf("its source has %d games", len(games))
	}
	return &games[0], nil
}

// line returns the moves of the log, each of which must be legal.
func (r *replay) line(position rules.Position) (line pgn.Line, err error) {
	for i := range r.kept.Events {
		e := &r.kept.Events[i]
		if e.Kind != game.Moved {
			continue
		}
		m := pgn.Move{Clock: &side(&e.Clock, e.By).Left}
		if position, m.Move, err = position.Move(e.UCI); err != nil {
			return line, fmt.Errorf("version %d: %w", e.Version, err)
		}
		m.FEN = position.FEN()
		line.Moves = append(line.Moves, m)
	}
	return line, nil
}
