package bot

import (
	"slices"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

var replies = []struct {
	line string
	want reply
}{
	{"", reply{}},
	{"uciok", reply{kind: isUCIOK}},
	{" readyok\r", reply{kind: isReadyOK}},
	{"bestmove e2e4 ponder e7e5", reply{kind: isBestMove, move: "e2e4"}},
	{"bestmove", reply{kind: isBestMove}},
	{"bestmoves e2e4", reply{}},
	{"info depth 9 seldepth 12 score cp -31 upperbound nodes 5 pv e2e4", reply{kind: isScore, score: -31}},
	{"info score mate 3", reply{kind: isScore, score: mate - 3}},
	{"info score mate -2", reply{kind: isScore, score: 2 - mate}},
	{"info score mate 0", reply{kind: isScore, score: -mate}},
	{"info score mate 999999999", reply{kind: isScore, score: decided}},
	{"info score cp 999999999", reply{kind: isScore, score: decided}},
	{"info score cp", reply{}},
	{"info score cp x", reply{}},
	{"info string score cp 9", reply{}},
	{"info depth 1 currmove e2e4", reply{}},
	{"option name Skill Level type spin default 20 min 0 max 20", reply{kind: isOption, name: "Skill Level", max: 20}},
	{"option name UCI_Elo type spin default 1350 min 1350 max 2850", reply{kind: isOption, name: "UCI_Elo", min: 1350, max: 2850}},
	{"option name Clear Hash type button", reply{kind: isOption, name: "Clear Hash"}},
	{"Stockfish 15.1 by the Stockfish developers", reply{}},
}

func TestLinesOfAnEngineAreRead(t *testing.T) {
	for _, test := range replies {
		if got := parseReply(test.line); got != test.want {
			t.Errorf("%q: got %+v, want %+v", test.line, got, test.want)
		}
	}
}

// Whatever an engine writes, a score stays within what a score can be, and a
// kind is one that there is.
func FuzzReply(f *testing.F) {
	for _, test := range replies {
		f.Add(test.line)
	}
	f.Add("info score mate -9223372036854775808")
	f.Fuzz(func(t *testing.T, line string) {
		r := parseReply(line)
		if r.kind < isOther || r.kind > isBestMove || r.score < -mate || r.score > mate {
			t.Errorf("%q: got %+v", line, r)
		}
		if r.kind != isOption && (r.name != "" || r.min != 0 || r.max != 0) {
			t.Errorf("%q is no option: got %+v", line, r)
		}
	})
}

func TestLevelsAreSetAsTheEngineAllows(t *testing.T) {
	skill := map[string]reply{"Skill Level": {name: "Skill Level", max: 20}, "UCI_Elo": {}, "UCI_LimitStrength": {}}
	elo := map[string]reply{"UCI_Elo": {name: "UCI_Elo", min: 1400, max: 2200}, "UCI_LimitStrength": {}}
	for _, test := range []struct {
		name    string
		options map[string]reply
		level   int
		want    []string
	}{
		{"skill, lowest", skill, 3, []string{"setoption name Skill Level value 0"}},
		{"skill, highest", skill, 8, []string{"setoption name Skill Level value 20"}},
		{"rating, raised to its least", elo, 3, []string{"setoption name UCI_LimitStrength value true", "setoption name UCI_Elo value 1400"}},
		{"rating", elo, 6, []string{"setoption name UCI_LimitStrength value true", "setoption name UCI_Elo value 2000"}},
		{"rating, highest", elo, 8, []string{"setoption name UCI_LimitStrength value false"}},
		{"neither", nil, 5, nil},
	} {
		if got := strength(test.options, test.level); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func TestCommandsSayWhatIsAsked(t *testing.T) {
	task := opening(6)
	if got, want := position(task), "position fen "+rules.StartFEN+" moves e2e4 e7e5"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := searchFor(task), "go movetime 560 depth 9"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := searchFor(Task{Level: 8, Limit: time.Microsecond}), "go movetime 1"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// The higher the level, the longer and deeper it looks, and the less it errs.
func TestEachLevelIsStrongerThanTheLast(t *testing.T) {
	for n := 2; n <= game.Levels; n++ {
		weak, strong := levelOf(n-1), levelOf(n)
		depths := weak.engineDepth <= strong.engineDepth || strong.engineDepth == 0
		if strong.limit < weak.limit || strong.depth < weak.depth || strong.margin > weak.margin || strong.blind > weak.blind ||
			!depths || strong.skill < weak.skill || strong.elo < weak.elo {
			t.Errorf("level %d is %+v, after %+v", n, strong, weak)
		}
	}
	if len(levels) != game.Levels+1 {
		t.Errorf("%d levels, want %d", len(levels)-1, game.Levels)
	}
}

func TestShareLeavesTimeOnTheClock(t *testing.T) {
	for _, test := range []struct{ left, increment, want time.Duration }{
		{20 * time.Second, 0, 500 * time.Millisecond},
		{20 * time.Second, 200 * time.Millisecond, 600 * time.Millisecond},
		{400 * time.Millisecond, 3 * time.Minute, 100 * time.Millisecond},
		{0, time.Second, 0},
	} {
		if got := share(test.left, test.increment); got != test.want {
			t.Errorf("%+v: got %v", test, got)
		}
	}
}
