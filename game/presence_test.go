package game_test

import (
	"errors"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
)

// 40 s, twice for rapid, three times for classical, half of it against a guest.
func TestOpponentHasToBeAwayForLongerInASlowerGame(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		control game.TimeControl
		want    time.Duration
	}{
		{control(15, 0), 20 * time.Second}, {control(60, 0), 20 * time.Second}, {control(300, 3), 20 * time.Second},
		{control(600, 5), 40 * time.Second}, {control(1800, 20), time.Minute}, {game.TimeControl{}, 0},
	} {
		if got := test.control.GoneAfter(); got != test.want {
			t.Errorf("%v: got %v, want %v", test.control, got, test.want)
		}
	}
}

func TestGameOfAnAbsentOpponentIsClaimed(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		table   gametest.Table
		by      game.PlayerID
		win     bool
		away    time.Duration
		want    rules.Result
		refused error
	}{
		{"as a win", gametest.Table{Control: control(300, 3), Moves: "e4 e5"}, gametest.Ann.ID, true, 20 * time.Second, rules.WhiteWins, nil},
		{"by the side that is not to move", gametest.Table{Control: control(300, 3), Moves: "e4 e5"}, gametest.Bob.ID, true, 20 * time.Second, rules.BlackWins, nil},
		{"as a draw", gametest.Table{Control: control(300, 3), Moves: "e4 e5"}, gametest.Ann.ID, false, 20 * time.Second, rules.Drawn, nil},
		{"too early", gametest.Table{Control: control(300, 3), Moves: "e4 e5"}, gametest.Ann.ID, true, 20*time.Second - time.Millisecond, "", game.ErrNotGone},
		{"of one who is there", gametest.Table{Control: control(300, 3), Moves: "e4 e5"}, gametest.Ann.ID, true, 0, "", game.ErrNotGone},
		{"before both have moved", gametest.Table{Control: control(300, 3), Moves: "e4"}, gametest.Ann.ID, true, 20 * time.Second, "", game.ErrNotGone},
		{"without a clock", gametest.Table{Moves: "e4 e5"}, gametest.Ann.ID, true, time.Hour, "", game.ErrNotGone},
		{"by a spectator", gametest.Table{Control: control(300, 3), Moves: "e4 e5"}, eve.ID, true, time.Hour, "", game.ErrNotPlayer},
		{"by one who could not mate", gametest.Table{Control: control(300, 3), FEN: "4k3/8/8/8/8/8/4p3/2K5 b - - 0 1", Moves: "Kf7 Kd2"},
			gametest.Ann.ID, true, 20 * time.Second, rules.Drawn, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			g, _ := test.table.Set(t)
			before := g.Record()
			at := before.UpdatedAt.Add(5 * time.Second)
			var away time.Time
			if test.away > 0 {
				away = at.Add(-test.away)
			}
			e, err := g.ClaimGone(test.by, test.win, away, at)
			if !errors.Is(err, test.refused) || (err == nil) != (test.refused == nil) {
				t.Fatalf("got %v, want %v", err, test.refused)
			}
			if after := g.Record(); err != nil && after.Version != before.Version {
				t.Errorf("a refused claim changed the game to version %d", after.Version)
			}
			if err == nil && (e.Kind != game.Claimed || e.Result != test.want || e.Reason != game.Abandoned || e.Status != game.Over) {
				t.Errorf("got %s %s by %s, want %s, abandoned", e.Kind, e.Result, e.Reason, test.want)
			}
		})
	}
}
