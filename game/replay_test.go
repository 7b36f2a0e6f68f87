package game_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
)

// played is a game as a PGN has it.
type played struct {
	tags  map[string]string
	moves []string // in SAN
}

var (
	tagLine    = regexp.MustCompile(`^\[(\w+) "(.*)"\]$`)
	moveNumber = regexp.MustCompile(`^\d+\.+$`)
	comment    = regexp.MustCompile(`\{[^}]*\}`)
)

// readPGN reads games without variations, and leaves comments out.
func readPGN(t *testing.T, text string) []played {
	t.Helper()
	var games []played
	inTags := false
	for _, line := range strings.Split(comment.ReplaceAllString(text, ""), "\n") {
		if tag := tagLine.FindStringSubmatch(line); tag != nil {
			if !inTags {
				games = append(games, played{tags: map[string]string{}})
			}
			inTags = true
			games[len(games)-1].tags[tag[1]] = strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(tag[2])
			continue
		}
		inTags = false
		for _, word := range strings.Fields(line) {
			g := &games[len(games)-1]
			switch {
			case moveNumber.MatchString(word):
			case word == g.tags["Result"]:
			default:
				g.moves = append(g.moves, word)
			}
		}
	}
	return games
}

// Real games are replayed through the same steps as a game played here. The SAN of
// every move is as recorded, the result is that of the game, and the PGN reads back
// the same.
func TestRealGamesAreReplayed(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("pgn/testdata/*.pgn")
	if err != nil || len(files) == 0 {
		t.Fatalf("got files %v, %v", files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range readPGN(t, string(text)) {
			t.Run(want.tags["White"]+" against "+want.tags["Black"], func(t *testing.T) {
				t.Parallel()
				replay(t, want)
			})
		}
	}
}

func replay(t *testing.T, want played) {
	g, events := gametest.Table{Moves: strings.Join(want.moves, " ")}.Set(t)
	moves := events[2:]
	if len(moves) != len(want.moves) {
		t.Fatalf("got %d moves, want %d", len(moves), len(want.moves))
	}
	for i, e := range moves {
		if e.SAN != want.moves[i] {
			t.Errorf("ply %d: got %s, want %s", i+1, e.SAN, want.moves[i])
		}
	}
	last := moves[len(moves)-1]
	if last.Status == game.Playing {
		last = agree(t, g, rules.Result(want.tags["Result"]))
	} else if !strings.HasSuffix(last.SAN, "#") {
		t.Errorf("the game ended by %s, which the players did not see", last.Reason)
	}
	if string(last.Result) != want.tags["Result"] {
		t.Errorf("got %s (%s), want %s", last.Result, last.Reason, want.tags["Result"])
	}

	s := game.NewSnapshot(g.Record(), moves)
	again := readPGN(t, s.PGN("here"))
	if len(again) != 1 || strings.Join(again[0].moves, " ") != strings.Join(want.moves, " ") {
		t.Errorf("the PGN reads back as %v, want %v", again, want.moves)
	}
}

// agree ends a game that was not played to its end: the loser resigns. A draw is
// left unfinished.
func agree(t *testing.T, g *game.Game, result rules.Result) game.Event {
	t.Helper()
	switch result {
	case rules.WhiteWins:
		return do(t)(g.Resign(gametest.Bob.ID, when))
	case rules.BlackWins:
		return do(t)(g.Resign(gametest.Ann.ID, when))
	}
	return game.Event{Result: rules.Drawn}
}
