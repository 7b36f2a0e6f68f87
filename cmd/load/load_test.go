package main

import (
	"strings"
	"testing"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/wire"
	"kibitz/web"
)

func TestSpectatorsGetEveryEventByEachTransport(t *testing.T) {
	got := load(t, serveGames(t), "-mix", "-transports", all, "-spectators", "10", "-games", "2", "-rate", "10", "-duration", "1s")
	if got.code != fine || len(got.report.Runs) != 1 {
		t.Fatalf("exit code %d, want %d, after one run\n%s%s", got.code, fine, got.out, got.err)
	}
	one := got.report.Runs[0]
	if one.Moves < 4 || one.Ack.Count != one.Moves || one.Server.Goroutines == 0 || len(one.PerSecond) == 0 {
		t.Errorf("got %d moves, %d acknowledged, server %+v, seconds %v", one.Moves, one.Ack.Count, one.Server, one.PerSecond)
	}
	for _, tr := range one.Transports { // one reader at each table by each
		if tr.Readers != 2 || tr.Delivered != one.Moves || tr.Delivery.Count != one.Moves || tr.SinceSent.Count != one.Moves {
			t.Errorf("%s: %d readers got %d events, want 2 and %d; %+v", tr.Transport, tr.Readers, tr.Delivered, one.Moves, tr)
		}
		polls := tr.Transport == "polling" || tr.Transport == "long-polling"
		if polls != (tr.Requests > 0) || tr.Down < 200*one.Moves || tr.SinceSent.Max == 0 {
			t.Errorf("%s: %d requests, %d bytes down, at most %g ms late", tr.Transport, tr.Requests, tr.Down, tr.SinceSent.Max)
		}
	}
	if one.Herd == nil || one.Herd.Moves == 0 || one.Herd.Peaks[2] == 0 {
		t.Errorf("herd: got %+v", one.Herd)
	}
}

func TestEachTransportHasARunOfItsOwn(t *testing.T) {
	got := load(t, serveGames(t), "-transports", "ndjson,sse", "-spectators", "3", "-rate", "20", "-duration", "300ms")
	if got.code != fine || len(got.report.Runs) != 2 {
		t.Fatalf("exit code %d after %d runs, want 2\n%s%s", got.code, len(got.report.Runs), got.out, got.err)
	}
	for i, want := range []string{"ndjson", "sse"} {
		if tr := got.report.Runs[i].Transports; len(tr) != 1 || tr[0].Transport != want || tr[0].Readers != 3 {
			t.Errorf("run %d: got %+v, want 3 readers by %s", i, tr, want)
		}
	}
}

func TestSpectatorsFollowToTheNextGame(t *testing.T) {
	defer func(before []string) { line = before }(line)
	line = line[:6]
	got := load(t, serveGames(t), "-mix", "-transports", all, "-spectators", "5", "-rate", "20", "-duration", "1500ms")
	if got.code != fine {
		t.Fatalf("exit code %d\n%s%s", got.code, got.out, got.err)
	}
	one := got.report.Runs[0]
	if one.Moves <= 14 {
		t.Fatalf("%d moves are fewer than two games", one.Moves)
	}
	for _, tr := range one.Transports {
		if tr.Delivered != one.Moves {
			t.Errorf("%s: got %d events of %d", tr.Transport, tr.Delivered, one.Moves)
		}
	}
}

func TestServerThatDropsDoublesOrReordersIsFoundOut(t *testing.T) {
	for what, change := range map[verdict]func(game.Cursor, reading) ([]*wire.Event, error){
		missed: drop, doubled: double, reordered: reorder,
	} {
		t.Run(string(what), func(t *testing.T) {
			url := serveGames(t, func(c *web.Config) { c.Feed = saboteur{c.Feed, change} })
			got := load(t, url, "-mix", "-transports", all, "-spectators", "5", "-rate", "10", "-duration", "700ms")
			if got.code != faulty {
				t.Errorf("exit code %d, want %d\n%s", got.code, faulty, got.out)
			}
			for n, name := range strings.Split(all, ",") {
				tr := got.report.Runs[0].Transports[n]
				counts := map[verdict]int64{missed: tr.Missed, doubled: tr.Doubled, reordered: tr.Reordered}
				if counts[what] != 1 || tr.Missed+tr.Doubled+tr.Reordered != 1 || tr.Errors != 0 {
					t.Errorf("%s: got %v and %d errors, want 1 %s", name, counts, tr.Errors, what)
				}
				want := (&reader{n: n, transport: name}).name() + ": " + string(what) + " version 5 of game "
				if !strings.Contains(got.out, want) {
					t.Errorf("got %q, want it to have %q", got.out, want)
				}
			}
		})
	}
}

// The last event is the one after which nothing shows that it is missing.
func TestLastEventThatIsDroppedIsMissed(t *testing.T) {
	b := &bench{}
	in := newRound("abcdefgh")
	in.last.Store(4)
	r := &reader{bench: b, transport: "sse", tally: &tally{}, round: in, checker: checker{at: 3}}
	b.readers = append(b.readers, r)
	if b.settle(); r.tally.missed.Load() != 1 {
		t.Errorf("%d versions are missed, want 1", r.tally.missed.Load())
	}
}

func TestLineIsLegalAndEndsNoGame(t *testing.T) {
	games := gametest.NewGames()
	id, _ := gametest.Table{Moves: strings.Join(line, " ")}.Keep(t, games)
	got, err := games.Snapshot(t.Context(), id)
	if err != nil || got.Status != game.Playing || got.Ply != len(line) {
		t.Errorf("after %d plies: %v at ply %d, %v; want the game to go on", len(line), got.Status, got.Ply, err)
	}
	if last := int(beginning) + len(line) + 1; last >= maxVersions {
		t.Errorf("a round has %d versions, and room for %d", last, maxVersions)
	}
}
