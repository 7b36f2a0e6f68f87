package bot

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
)

func TestAddressesOfPlayersAreKnownAndBounded(t *testing.T) {
	c := NewComputers(Options{})
	for n := range 3 * knownAddresses {
		c.PlaysFrom("127.0.0.1", game.PlayerID(fmt.Sprint(n)))
	}
	c.PlaysFrom("127.0.0.9", "1")
	if got := c.addressOf("1"); got != "127.0.0.9" || c.addressOf("nobody") != "" || len(c.addresses) > knownAddresses {
		t.Errorf("got %q, %q and %d known, want the latest, none, and at most %d", got, c.addressOf("nobody"), len(c.addresses), knownAddresses)
	}
}

// A computer turns down a rematch with somebody who plays as many games as one may.
func TestComputerDeclinesOneGameTooMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, HumanPause)
		over := h.create(game.Setup{Color: "white", Level: 1})
		h.play(over, "e4")
		time.Sleep(time.Second)
		synctest.Wait()
		h.say(over, game.DoResign)
		for range game.MaxComputerGames {
			h.create(game.Setup{Color: "white", Level: 1})
		}
		h.say(over, game.DoRematch)
		time.Sleep(time.Second)
		if s := h.snapshot(over); s.Next != "" || s.Offer.Kind != "" {
			t.Errorf("the next game is %q, and %+v is open; want no game and no offer", s.Next, s.Offer)
		}
		if _, err := h.Do(t.Context(), over, gametest.Ann.ID, game.DoRematch, ""); err != nil || len(h.told) > 0 {
			t.Errorf("asking again: %v; told %v", err, h.told)
		}
	})
}

// What a computer asks of the pool: for whom, where, and by when.
func TestComputerAsksForItsOpponentAndWithinItsClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, test := range []struct {
			control game.TimeControl
			want    time.Duration
		}{
			{game.TimeControl{}, longestWait},
			{game.TimeControl{Initial: time.Hour}, longestWait},
			{game.TimeControl{Initial: time.Minute}, 1500 * time.Millisecond},
			{game.TimeControl{Initial: time.Second}, 25 * time.Millisecond},
		} {
			c := NewComputers(Options{Now: time.Now, Pool: NewPool(1, nil, nil)})
			c.PlaysFrom("127.0.0.9", gametest.Ann.ID)
			g, _, err := game.New(game.Setup{Creator: gametest.Ann, Color: "black", Level: 8, Control: test.control}, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			s := game.NewSnapshot(g.Record(), nil)
			ctx, cancel := context.WithCancel(t.Context())
			go func() { _, _ = c.think(ctx, &s, game.Computer(8).ID) }()
			synctest.Wait()
			r, _ := c.Pool.queue.next(time.Now(), anybody)
			if r.Player != gametest.Ann.ID || r.Address != "127.0.0.9" || r.Game != s.Game || r.due != time.Now().Add(test.want) {
				t.Errorf("%v: got %+v due in %v, want Ann's and due in %v", test.control, r.Request, time.Until(r.due), test.want)
			}
			r.answer <- answer{}
			cancel()
		}
	})
}
