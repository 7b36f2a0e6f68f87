package verify

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/store/storetest"
)

// Games to spoil, each with what it has at which version.
const (
	flagged  = "flagged"  // created, joined, e4 e5 Nf3, White's chat, a draw offered and declined, time given, the flag
	running  = "running"  // created, joined, e4 e5 Nf3, a takeback offered and accepted
	waiting  = "waiting"  // created, and open to anyone
	rematch  = "rematch"  // created, joined, f3 e5 g4 Qh4#, a rematch offered and accepted
	imported = "imported" // created, e4, e5
	relayed  = "relayed"  // created, four moves, three more
)

// spoils are what goes wrong in a game whose id is $1, and the fault that is found.
var spoils = []struct{ of, sql, fault string }{
	// what cannot even be read
	{running, `update games set clock = '7' where id = $1`, "row: it cannot be read"},
	{running, `update games set offering = '[]' where id = $1`, "row: it cannot be read"},
	{running, `update events set at = '-infinity' where game_id = $1`, "row: it cannot be read"},
	{waiting, `update games set updated_at = 'infinity' where id = $1`, "row: it cannot be read"},
	// the log
	{flagged, `delete from events where game_id = $1`, "row: there is no event"},
	{flagged, `delete from events where game_id = $1 and version = 1`, "version 1: it is missing; the next one is 2"},
	{flagged, `delete from events where game_id = $1 and version = 4`, "version 4: it is missing; the next one is 5"},
	{flagged, `delete from events where game_id = $1 and version = 10`, "row: version is 10, and the log ends with 9"},
	{flagged, `update events set version = 40 where game_id = $1 and version = 10`, "version 10: it is missing; the next one is 40"},
	{flagged, `update events set at = at - interval '1 minute' where game_id = $1 and version = 5`, "version 5: at is 20"},
	{flagged, `update events set at = at + interval '1 ms' where game_id = $1 and version = 5`, "version 5: clock.white.left is 59s, want 58.999s"},
	{flagged, `update events set at = at + interval '1 microsecond' where game_id = $1 and version = 6`, "version 6: at is 20"},
	{flagged, `update events set kind = 'resign' where game_id = $1 and version = 10`, "version 10: kind is \"resign\", want \"flag\""},
	{flagged, `update events set kind = 'hug' where game_id = $1 and version = 6`, "version 6: hug cannot be: there is no such kind"},
	{flagged, `update events set color = 'black' where game_id = $1 and version = 5`, "version 5: move cannot be: it is not your turn"},
	{flagged, `update events set seen = 3 where game_id = $1 and version = 5`, "version 5: move cannot be: the game has moved on"},
	{flagged, `update events set ply = 4 where game_id = $1 and version = 5`, "version 5: ply is 4, want 3"},
	{flagged, `update events set uci = 'g1h3' where game_id = $1 and version = 5`, "version 5: san is \"Nf3\", want \"Nh3\""},
	{flagged, `update events set uci = 'g1g3' where game_id = $1 and version = 5`, "version 5: move cannot be: the move is not legal here: g1g3"},
	{flagged, `update events set san = 'Nf3+' where game_id = $1 and version = 5`, "version 5: san is \"Nf3+\", want \"Nf3\""},
	{flagged, `update events set fen = replace(fen, 'KQkq', 'KQk') where game_id = $1 and version = 5`, "version 5: fen is \""},
	{flagged, `update events set fen = replace(fen, ' 1 2', ' 0 2') where game_id = $1 and version = 5`, "version 5: fen is \""},
	{flagged, `update events set checked = true where game_id = $1 and version = 5`, "version 5: check is true, want false"},
	{flagged, `update events set claim = 'fifty' where game_id = $1 and version = 5`, "version 5: claim is \"fifty\", want \"\""},
	{flagged, `update events set status = 'over' where game_id = $1 and version = 9`, "version 9: status is \"over\", want \"playing\""},
	{flagged, `update events set result = '0-1' where game_id = $1 and version = 10`, "version 10: result is \"0-1\", want \"1-0\""},
	{flagged, `update events set reason = 'mate' where game_id = $1 and version = 10`, "version 10: reason is \"mate\", want \"flag\""},
	{flagged, `update events set clock = jsonb_set(clock, '{white,left}', to_jsonb((clock #>> '{white,left}')::int - 1)) where game_id = $1 and version = 5`,
		"version 5: clock.white.left is 58.999s, want 59s"},
	{flagged, `update events set clock = jsonb_set(clock, '{black,quota}', '5') where game_id = $1 and version = 4`, "version 4: clock.black.lag.quota is 5ms"},
	{flagged, `update events set clock = jsonb_set(clock, '{since}', '1') where game_id = $1 and version = 5`, "version 5: clock.since is 1970"},
	{flagged, `update events set clock = null where game_id = $1 and version = 5`, "version 5: clock.control.initial is 0s, want 1m0s"},
	{flagged, `update events set clock = jsonb_set(clock, '{black,left}', to_jsonb((clock #>> '{black,left}')::int + 1)) where game_id = $1 and version = 9`,
		"version 9: clock.black.left is"},
	{flagged, `update events set offer = null where game_id = $1 and version = 7`, "version 7: offer cannot be: there is no offer"},
	{flagged, `update events set offer = '{"kind": "draw", "by": "white"}' where game_id = $1 and version = 8`, "version 8: offer.kind is \"draw\", want \"\""},
	{flagged, `update events set next_id = game_id where game_id = $1 and version = 10`, "version 10: next is"},
	{flagged, `update events set chat = null where game_id = $1 and version = 6`, "version 6: chat cannot be: the room is"},
	{flagged, `with one as (update games set version = 11, fen = 'x', ply = 4 where id = $1)
		insert into events (game_id, version, at, kind, color, ply, uci, san, fen, checked, status, result, reason, clock)
		select game_id, 11, at, 'move', 'black', 4, 'g8f6', 'Nf6', 'x', false, status, result, reason, clock from events where game_id = $1 and version = 10`,
		"version 11: move cannot be: the game is over"},
	{flagged, `with one as (update games set version = 11 where id = $1)
		insert into events (game_id, version, at, kind, color, ply, fen, checked, status, result, reason, clock)
		select game_id, 11, at, kind, color, ply, fen, checked, status, result, reason, clock from events where game_id = $1 and version = 10`,
		"version 11: flag cannot be: the game is over"},
	{running, `update events set fen = (select fen from events where game_id = $1 and version = 3) where game_id = $1 and version = 7`, "version 7: fen is"},
	{running, `update events set ply = 1 where game_id = $1 and version = 7`, "version 7: ply is 1, want 2"},

	// the row
	{running, `update games set version = 8 where id = $1`, "row: version is 8, and the log ends with 7"},
	{running, `update games set fen = replace(fen, ' w ', ' b ') where id = $1`, "row: fen is"},
	{running, `update games set start_fen = replace(start_fen, 'KQkq', 'KQk') where id = $1`, "version 1: fen is"},
	{running, `update games set start_fen = 'x' where id = $1`, "version 1: the game cannot begin so: the position cannot be used"},
	{running, `update games set ply = 3 where id = $1`, "row: ply is 3, want 2"},
	{running, `update games set moved_at = 5 where id = $1`, "row: movedat is 5, want 7"},
	{running, `update games set repetitions = repetitions || repetitions where id = $1`, "row: repetitions is not what it follows from"},
	{running, `update games set clock = jsonb_set(clock, '{black,left}', '1') where id = $1`, "row: clock.black.left is 1ms, want"},
	{running, `update games set offering = jsonb_set(offering, '{open}', '{"kind": "draw", "by": "white"}') where id = $1`, "row: offering.open.kind is \"draw\", want \"\""},
	{running, `update games set offering = jsonb_set(offering, '{white}', '{"drawPly": 2}') where id = $1`, "row: offering.white.drawply is 2, want 0"},
	{running, `update games set deadline = deadline + interval '1 ms' where id = $1`, "row: deadline is 20"},
	{running, `update games set deadline = null where id = $1`, "row: deadline is none, want 20"},
	{running, `update games set created_at = created_at - interval '1 ms' where id = $1`, "row: createdat is 20"},
	{running, `update games set updated_at = updated_at + interval '1 ms' where id = $1`, "row: updatedat is 20"},
	{running, `update games set status = 'over', reason = 'mate', result = '1-0' where id = $1`, "row: result is \"1-0\", want \"*\""},
	{running, `update games set exhibit = 77, relay_at = now() where id = $1`, "version 1: the game cannot begin so: an exhibit needs a source"},
	{flagged, `update games set result = '1/2-1/2' where id = $1`, "row: result is \"1/2-1/2\", want \"1-0\""},
	{flagged, `update games set reason = 'resignation' where id = $1`, "row: reason is \"resignation\", want \"flag\""},
	{flagged, `update games set deadline = now() where id = $1`, "row: deadline is 20"},
	{flagged, `update games set white_id = null where id = $1`, "version 1: the game cannot begin so: nobody sits where its creator does"},
	{waiting, `update games set deadline = deadline + interval '1 s' where id = $1`, "row: deadline is 20"},
	{waiting, `update games set sign_at = created_at - interval '1 s' where id = $1`, "version 1: the game cannot begin so: the last sign of life"},
	{waiting, `update games set black_id = 'KibitzLevel1' where id = $1`, "row: black.id is \"KibitzLevel1\", want \"\""},
	{waiting, `update games set delay_s = 5, seek = false where id = $1`, "row: deadline is 20"},

	// other games
	{rematch, `update games set next_id = null where id = $1`, "version 8: next is"},
	{rematch, `update games set next_id = id where id = $1`, "version 8: next is"},
	{rematch, `update games set white_id = black_id, black_id = white_id where id = (select next_id from games where id = $1)`, "row: the rematch's white.id is"},
	{rematch, `update games set clock = jsonb_set(clock, '{initial}', '1000') where id = (select next_id from games where id = $1)`,
		"row: the rematch's clock.control.initial is 1s, want 1m0s"},
	{imported, `update events set san = 'c5' where game_id = $1 and version = 3`, "version 3: san is \"c5\", want \"e5\""},
	{imported, `update games set source = jsonb_set(source, '{movetext}', '"1. e4 c5 1-0"') where id = $1`, "version 3: uci is \"e7e5\", want \"c7c5\""},
	{imported, `update games set source = jsonb_set(source, '{movetext}', '"1. e5 *"') where id = $1`, "version 1: the game cannot begin so: its source:"},
	{imported, `update games set source = jsonb_set(source, '{comments}', '["x"]') where id = $1`, "row: source is not what it follows from"},
	{relayed, `update events set uci = 'a2a4' where game_id = $1 and version = 8`, "version 8: "},
	{relayed, `delete from events where game_id = $1 and version > 3`, "row: version is 8, and the log ends with 3"},
}

// Whatever is spoiled in a game is found and called by its name, and nothing else is.
func TestVerifyFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	database := storetest.Database(t)
	c := newCrowd(t, database)
	c.random(9, 2) // which stay sound
	ids := make([]game.ID, len(spoils))
	for i, s := range spoils {
		ids[i] = c.toSpoil(s.of, int64(i+1))
	}
	wantVerified(t, database)
	spoiled := map[game.ID]bool{}
	for i, s := range spoils {
		storetest.Exec(t, database, s.sql, ids[i])
		spoiled[ids[i]] = true
		if s.of == rematch {
			spoiled[storetest.Value[game.ID](t, database, `select next_id from events where game_id = $1 and version = 8`, ids[i])] = true
		}
	}
	faults, err := verified(t.Context(), database, io.Discard)
	wantRefusal(t, err, " faults in ")
	found := map[game.ID][]string{}
	for _, f := range faults {
		id, what := game.ID(f[len("game "):][:8]), f[len("game 12345678 "):]
		if found[id] = append(found[id], what); !spoiled[id] {
			t.Errorf("in a sound game: %s", f)
		}
	}
	for i, s := range spoils {
		if !slices.ContainsFunc(found[ids[i]], func(f string) bool { return strings.HasPrefix(f, s.fault) }) {
			t.Errorf("%s: %s\ngot  %q\nwant %q", s.of, s.sql, found[ids[i]], s.fault)
		}
	}
}

// toSpoil keeps a game of a kind; no two exhibits have a number.
func (c *crowd) toSpoil(kind string, number int64) game.ID {
	c.t.Helper()
	switch kind {
	case imported:
		return c.read("1. e4 e5 1-0")[0]
	case relayed:
		return c.exhibit(number, 3)
	}
	white, black, at := c.player(), c.player(), time.Now()
	g, created, err := game.New(game.Setup{Creator: white, Color: "white", Control: game.TimeControl{Initial: time.Minute}, Seek: kind == waiting}, at)
	if err != nil {
		c.t.Fatal(err)
	}
	id := g.Record().ID
	if err := c.games.Create(c.t.Context(), g, created); err != nil || kind == waiting {
		return id
	}
	do := func(f doing) {
		at = at.Add(time.Second)
		c.change(id, func(g *game.Game) (game.Event, error) { return f(g, at) })
	}
	do(func(g *game.Game, at time.Time) (game.Event, error) { return g.Join(black, at) })
	moves := map[string]string{flagged: "e4 e5 Nf3", running: "e4 e5 Nf3", rematch: "f3 e5 g4 Qh4#"}
	for _, move := range strings.Fields(moves[kind]) {
		do(func(g *game.Game, at time.Time) (game.Event, error) {
			return g.Play(gametest.ToMove(g), move, g.Record().Version, game.Timing{}, at)
		})
	}
	c.talk(kind, id, white, black, do)
	return id
}

type doing func(g *game.Game, at time.Time) (game.Event, error)

// talk is what two players do after the moves of a game of a kind.
func (c *crowd) talk(kind string, id game.ID, white, black game.Player, do func(doing)) {
	c.t.Helper()
	switch kind {
	case running:
		do(func(g *game.Game, at time.Time) (game.Event, error) {
			return g.Takeback(white.ID, game.Propose, game.Snapshot{}, at)
		})
		before, err := c.games.Snapshot(c.t.Context(), id)
		if err != nil {
			c.t.Fatal(err)
		}
		do(func(g *game.Game, at time.Time) (game.Event, error) {
			return g.Takeback(black.ID, game.Accept, before, at)
		})
	case rematch:
		do(func(g *game.Game, at time.Time) (game.Event, error) { return g.Rematch(white.ID, game.Propose, at) })
		do(func(g *game.Game, at time.Time) (game.Event, error) { return g.Rematch(black.ID, game.Accept, at) })
	case flagged:
		do(func(g *game.Game, at time.Time) (game.Event, error) {
			return g.Say(white, game.PlayersRoom, "hello", at)
		})
		do(func(g *game.Game, at time.Time) (game.Event, error) { return g.Draw(white.ID, game.Propose, at) })
		do(func(g *game.Game, at time.Time) (game.Event, error) { return g.Draw(black.ID, game.Decline, at) })
		do(func(g *game.Game, at time.Time) (game.Event, error) { return g.GiveTime(white.ID, 0, 0, at) })
		do(func(g *game.Game, at time.Time) (game.Event, error) { return g.Expire(at.Add(2 * time.Minute)) })
	}
}
