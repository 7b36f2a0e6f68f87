package audit_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/audit"
	"kibitz/game/gametest"
	"kibitz/game/pgn"
	"kibitz/game/rules"
)

// kept reads a game from memory.
func kept(games *gametest.Games, id game.ID) *audit.Game {
	record, deadline, events := games.Kept(id)
	k := &audit.Game{Record: record, Deadline: deadline, Events: events}
	if record.Next != "" {
		next, _, _ := games.Kept(record.Next)
		next = audit.Rematch(next)
		k.Next = &next
	}
	return k
}

// random returns random games of every kind, as stored.
func random(t testing.TB, seed uint64, n int) (all []*audit.Game) {
	t.Helper()
	games, born := gametest.NewGames(), 0
	r := gametest.NewRandom(t, games, func() game.Player {
		born++
		return game.Player{ID: game.PlayerID(fmt.Sprintf("Player%06d", born)), Name: "Calm Heron"}
	}, seed)
	for range n {
		for _, id := range r.Play(120) {
			all = append(all, kept(games, id))
		}
	}
	return all
}

func wantNone(t testing.TB, what string, k *audit.Game) {
	t.Helper()
	for _, f := range audit.Check(k) {
		t.Errorf("%s, %s: %s", what, k.Record.ID, f)
	}
}

// Whatever happens in a game, what is stored is consistent.
func TestRandomGamesHaveNoFault(t *testing.T) {
	t.Parallel()
	kinds, reasons := map[game.Kind]int{}, map[game.Reason]int{}
	for _, k := range random(t, 1, 80) {
		wantNone(t, "a random game", k)
		reasons[k.Record.Reason]++
		for _, e := range k.Events {
			kinds[e.Kind]++
		}
	}
	t.Log(kinds, reasons)
	for _, kind := range []game.Kind{
		game.Created, game.Joined, game.Moved, game.Resigned, game.Aborted, game.FlagFell, game.TimeGiven, game.Offered, game.Declined,
		game.DrawAgreed, game.Claimed, game.TakenBack, game.Rematched, game.Said,
	} {
		if kinds[kind] == 0 {
			t.Errorf("no event was a %s: %v", kind, kinds)
		}
	}
	if len(reasons) < 8 {
		t.Errorf("games ended by nothing but %v", reasons)
	}
}

// set returns a game that was played at a table.
func set(t testing.TB, table gametest.Table) *audit.Game {
	t.Helper()
	g, events := table.Set(t)
	return &audit.Game{Record: g.Record(), Deadline: g.Deadline(), Events: events}
}

func TestEveryEndHasNoFault(t *testing.T) {
	t.Parallel()
	const thereAndBack = "Nf3 Nf6 Ng1 Ng8 "
	for reason, table := range map[game.Reason]gametest.Table{
		game.Mate:         {Moves: "f3 e5 g4 Qh4"},
		game.Stalemate:    {FEN: "7k/5K2/8/6Q1/8/8/8/8 w - - 0 1", Moves: "Qg6"},
		game.DeadMaterial: {FEN: "7k/8/8/8/8/8/6p1/6K1 w - - 0 1", Moves: "Kxg2"},
		game.Fivefold:     {Moves: strings.Repeat(thereAndBack, 4)},
		game.SeventyFive:  {FEN: "4k3/8/8/8/8/8/4P3/R3K3 w - - 149 90", Moves: "Ra2"},
		game.TooLong:      {Moves: strings.Join(longest(t), " ")},
	} {
		for _, control := range []game.TimeControl{{}, {Initial: time.Hour, Increment: 2 * time.Second}} {
			table.Control = control
			k := set(t, table)
			if k.Record.Reason != reason {
				t.Errorf("got %q, want %q", k.Record.Reason, reason)
			}
			wantNone(t, string(reason), k)
		}
	}
}

// longest returns the moves of a game of maximum length: pieces go back and forth at
// random, and pawn moves prevent a draw.
func longest(t testing.TB) (moves []string) {
	t.Helper()
	p, err := rules.ParseFEN(rules.StartFEN)
	r := rand.New(rand.NewPCG(5, 5))
	for quiet := 0; len(moves) < 600 && err == nil; quiet++ {
		board, best, rank := p.Board(), "", -1
		for _, i := range r.Perm(len(p.Legal())) {
			uci := p.Legal()[i]
			from, _ := rules.ParseSquare(uci[:2])
			to, _ := rules.ParseSquare(uci[2:4])
			fit := 0
			if next, _, err := p.Move(uci); err == nil && len(next.Legal()) > 0 && board[to] == 0 {
				fit++
				if (board[from].Kind() == 'P') == (quiet > 90) {
					fit++
				}
			}
			if fit > rank {
				best, rank = uci, fit
			}
			if rank == 2 {
				break
			}
		}
		if from, _ := rules.ParseSquare(best[:2]); board[from].Kind() == 'P' {
			quiet = 0
		}
		p, _, err = p.Move(best)
		moves = append(moves, best)
	}
	if err != nil {
		t.Fatalf("after %d plies: %v", len(moves), err)
	}
	return moves
}

// imports returns games that were imported from files.
func imports(t testing.TB) (all []*audit.Game) {
	t.Helper()
	const long = "[Event \"a long comment\"]\n\n1. e4 {%s} e5 2. Nf3 {[%%clk 0:01:02.5]} 1-0\n"
	for _, text := range []string{file(t, "annotated/games.pgn"), file(t, "famous.pgn"), fmt.Sprintf(long, strings.Repeat("word ", 3200)),
		"[White \"Nobody\"]\n\n1-0", "[FEN \"4k3/8/8/8/8/8/P7/4K3 b - - 100 80\"]\n\n80... Kd7 1/2-1/2"} {
		read, err := pgn.Read([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		for i := range read {
			g, events, err := game.Import(&read[i], gametest.Start)
			if err != nil {
				t.Fatal(err)
			}
			said, err := g.Say(game.Player{ID: "LookerLooker", Name: "Keen Owl"}, game.SpectatorsRoom, "well played", gametest.Start)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, &audit.Game{Record: g.Record(), Deadline: g.Deadline(), Events: append(events, said)})
		}
	}
	return all
}

func file(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile("../pgn/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// exhibits returns exhibits: new, running and over.
func exhibits(t testing.TB) (all []*audit.Game) {
	t.Helper()
	read, err := pgn.Read([]byte(file(t, "famous.pgn")))
	if err != nil {
		t.Fatal(err)
	}
	read = append(read, *gametest.Score(t), pgn.Game{StartFEN: rules.StartFEN, Result: rules.Drawn})
	for i := range read {
		at := gametest.Start
		g, events, err := game.NewExhibit(&read[i], game.Exhibit{Number: int64(i + 1), Due: at.Add(time.Minute)}, min(i, 2, len(read[i].Line.Moves)), at)
		if err != nil {
			t.Fatal(err)
		}
		for range i * 10 {
			at = at.Add(time.Minute)
			e, err := g.Relay(&read[i], at.Add(time.Minute), at)
			if err != nil {
				break
			}
			events = append(events, e)
		}
		all = append(all, &audit.Game{Record: g.Record(), Deadline: g.Deadline(), Events: events})
	}
	return all
}

func TestImportsAndExhibitsHaveNoFault(t *testing.T) {
	t.Parallel()
	for _, k := range imports(t) {
		wantNone(t, "an import", k)
	}
	over := 0
	for _, k := range exhibits(t) {
		wantNone(t, "an exhibit", k)
		if k.Record.Status == game.Over {
			over++
		}
	}
	if over < 2 || over == len(exhibits(t)) {
		t.Errorf("%d exhibits are over", over)
	}
}

// A score that does not continue from the exhibit's position ends it.
func TestAnExhibitThatBreaksOffHasNoFault(t *testing.T) {
	t.Parallel()
	k := exhibits(t)[0]
	g, err := game.Load(k.Record)
	if err != nil {
		t.Fatal(err)
	}
	at := g.Record().Exhibit.Due
	e, err := g.Relay(&pgn.Game{Result: rules.NoResult}, at, at)
	if err != nil || e.Kind != game.Aborted {
		t.Fatalf("got %s, %v", e.Kind, err)
	}
	wantNone(t, "an exhibit", &audit.Game{Record: g.Record(), Deadline: g.Deadline(), Events: append(k.Events, e)})
}
