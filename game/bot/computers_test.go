package bot

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
)

func TestComputerAnswersAtAHumanPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, HumanPause)
		id := h.create(game.Setup{Color: "white", Level: 1})
		time.Sleep(time.Minute)
		h.wantPly("before White's first move", id, 0)
		h.play(id, "e4")
		time.Sleep(HumanPause - time.Millisecond)
		h.wantPly("too soon", id, 1)
		time.Sleep(HumanPause + time.Millisecond)
		h.wantPly("within a second", id, 2)
		black := h.create(game.Setup{Color: "black", Level: 2})
		time.Sleep(2 * HumanPause)
		h.wantPly("a computer with White begins", black, 1)
		if len(h.told) > 0 {
			t.Errorf("told %v", h.told)
		}
	})
}

// Moves of twenty rounds in which a rook walks and a king waits.
const (
	rookWalks = "Ra2 Kf8 Ra3 Ke8 Ra4 Kf8 Ra5 Ke8 Ra6 Kf8 Rb6 Ke8 Rb5 Kf8 Rb4 Ke8 Rb3 Kf8 Rb2 Ke8 " +
		"Rc2 Kf8 Rc3 Ke8 Rc4 Kf8 Rc5 Ke8 Rc6 Kf8 Rd6 Ke8 Rd5 Kf8 Rd4 Ke8 Rd3 Kf8 Rd2 Ke8"
	kingWaits = "Kf1 Ra7 Ke1 Ra6 Kf1 Ra5 Ke1 Ra4 Kf1 Ra3 Ke1 Rb3 Kf1 Rb4 Ke1 Rb5 Kf1 Rb6 Ke1 Rb7 " +
		"Kf1 Rc7 Ke1 Rc6 Kf1 Rc5 Ke1 Rc4 Kf1 Rc3 Ke1 Rd3 Kf1 Rd4 Ke1 Rd5 Kf1 Rd6 Ke1 Rd7"
)

func TestComputerAnswersOffers(t *testing.T) {
	for _, test := range []struct {
		name, fen, moves string
		do               game.Action
		want             game.Kind
	}{
		{"a draw early in the game", "", "e4 e5", game.DoDraw, game.Declined},
		{"a draw late in a lost game", "4k3/8/8/8/8/8/8/R3K3 w - - 0 1", rookWalks, game.DoDraw, game.DrawAgreed},
		{"a draw late in a won game", "r3k3/8/8/8/8/8/8/4K3 w - - 0 1", kingWaits, game.DoDraw, game.Declined},
		{"a takeback", "", "e4 e5", game.DoTakeback, game.TakenBack},
	} {
		synctest.Test(t, func(t *testing.T) {
			h := newHall(t, HumanPause)
			clock := gametest.NewClock()
			clock.Advance(time.Since(gametest.Start) - time.Hour)
			table := gametest.Table{Black: game.Computer(2), FEN: test.fen, Moves: test.moves, Clock: clock}
			id, events := table.Keep(t, h.games)
			h.say(id, test.do)
			time.Sleep(time.Second)
			synctest.Wait()
			log, err := h.games.EventsSince(t.Context(), id, game.Version(len(events)))
			if err != nil || len(log) < 2 || log[1].Kind != test.want {
				t.Errorf("%s: got %v, %v, want a %s", test.name, log, err, test.want)
			}
		})
	}
}

// An offer lapses at the next move: one that comes while the computer thinks is
// answered before it moves.
func TestComputerAnswersBeforeItMoves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, HumanPause)
		id := h.create(game.Setup{Color: "white", Level: 1})
		h.play(id, "a4")
		time.Sleep(HumanPause / 2)
		h.say(id, game.DoTakeback)
		time.Sleep(2 * HumanPause)
		if s := h.wantPly("after the takeback", id, 0); s.Offer.Kind != "" {
			t.Errorf("an offer is still open: %+v", s.Offer)
		}
	})
}

func TestComputerPlaysAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, HumanPause)
		id := h.create(game.Setup{Color: "white", Level: 1})
		h.play(id, "e4")
		time.Sleep(time.Second)
		h.say(id, game.DoResign)
		h.say(id, game.DoRematch)
		time.Sleep(time.Second)
		next := h.snapshot(id).Next
		if next == "" {
			t.Fatal("there is no next game")
		}
		time.Sleep(time.Second)
		if s := h.wantPly("the computer has White now", next, 1); s.White != game.Computer(1) {
			t.Errorf("White is %v", s.White)
		}
	})
}

// Time that the opponent gives again and again does not keep the computer from
// moving.
func TestComputerIsNotDisturbedByGifts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, HumanPause)
		id := h.create(game.Setup{Color: "white", Level: 1, Control: game.TimeControl{Initial: 5 * time.Minute}})
		h.play(id, "e4")
		for range 20 {
			time.Sleep(HumanPause / 10)
			h.say(id, game.DoTime)
		}
		h.wantPly("after a second of gifts", id, 2)
	})
}

// Two computers play to the end, within their time.
func TestComputersPlayWholeGames(t *testing.T) {
	for _, control := range []game.TimeControl{{}, {Initial: 10 * time.Second}, {Increment: time.Second}} {
		synctest.Test(t, func(t *testing.T) {
			h := newHall(t, HumanPause)
			id := h.create(game.Setup{Creator: game.Computer(2), Color: "white", Level: 1, Control: control})
			s := h.snapshot(id)
			for ; s.Status != game.Over && time.Since(s.CreatedAt) < time.Hour; s = h.snapshot(id) {
				time.Sleep(5 * time.Second)
			}
			if s.Status != game.Over || s.Reason == game.Flag || s.Reason == game.ByAbort || s.Ply < 4 {
				t.Errorf("with %+v: %s by %q after %d plies", control, s.Status, s.Reason, s.Ply)
			}
			if len(h.told) > 0 {
				t.Errorf("told %v", h.told)
			}
		})
	}
}

// A game whose turn was lost, with the server that was thinking about it, is
// picked up by another, and so is an offer.
func TestForgottenGamesArePickedUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, run := open(t, HumanPause)
		id := h.create(game.Setup{Color: "white", Level: 1}) // while no computer runs
		h.play(id, "e4")
		asks := h.create(game.Setup{Color: "white", Level: 1})
		h.play(asks, "e4")
		h.say(asks, game.DoTakeback)
		time.Sleep(time.Hour)
		h.wantPly("nobody is there", id, 1)
		running(t, run)
		time.Sleep(time.Second)
		h.wantPly("somebody has come", id, 2)
		h.wantPly("and takes a move back", asks, 0)
	})
}

func TestAFreshGameIsLeftToWhoThinksAboutIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, run := open(t, HumanPause)
		id := h.create(game.Setup{Color: "white", Level: 1})
		h.play(id, "e4")
		running(t, run)
		time.Sleep(forgotten - time.Millisecond)
		h.wantPly("another server may be at it", id, 1)
		time.Sleep(sweepEvery + time.Second)
		h.wantPly("none was", id, 2)
	})
}

// When the log is away for a while, that is told once, and the game goes on
// afterwards.
func TestGameGoesOnWhenTheLogIsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, HumanPause)
		id := h.create(game.Setup{Color: "white", Level: 1})
		h.play(id, "e4")
		h.games.FailBefore(func(call string) error {
			if call == "ComputerTurns" {
				return nil
			}
			return gametest.Unavailable(call)
		})
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(h.told) != 1 || !errors.Is(h.told[0], game.ErrUnavailable) {
			t.Errorf("told %v, want ErrUnavailable once", h.told)
		}
		h.games.FailBefore(nil)
		time.Sleep(2 * time.Minute)
		h.wantPly("the log is back", id, 2)
	})
}

func TestGamesOfPeopleAreNoBusinessOfComputers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, 0)
		id := h.create(game.Setup{Color: "white"})
		if _, err := h.Join(t.Context(), id, gametest.Bob); err != nil {
			t.Fatal(err)
		}
		h.play(id, "e4")
		time.Sleep(time.Minute)
		h.wantPly("Bob thinks", id, 1)
	})
}
