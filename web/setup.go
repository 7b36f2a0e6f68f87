package web

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"kibitz/game"
	"kibitz/web/request"
)

// usualLevel is the computer's if none is asked for.
const usualLevel = "3"

// setupFrom reads what game is wanted, and refuses what cannot be had before a
// guest is made for it.
func setupFrom(f request.Fields) (game.Setup, error) {
	setup := game.Setup{Color: f["color"], FEN: f["fen"]}
	var err error
	if setup.Control, err = controlFrom(f); err != nil {
		return setup, err
	}
	if setup.Delay, err = delayFrom(f); err != nil {
		return setup, err
	}
	switch f["opponent"] {
	case "", "link":
	case "anyone":
		setup.Seek = true
	case "computer":
		if setup.Level, err = strconv.Atoi(cmp.Or(f["level"], usualLevel)); err != nil || setup.Level == 0 {
			return setup, game.ErrBadLevel
		}
	default:
		return setup, fmt.Errorf("%w: the opponent is link, anyone or computer", errBadWish)
	}
	return setup, setup.Check()
}

// controlFrom reads a time control: initial and increment in seconds, or as the
// form has it, one choice of many: control is "none", "300+3" in seconds, or
// "custom", and then there are minutes, which may have a fraction, and
// increment.
func controlFrom(f request.Fields) (game.TimeControl, error) {
	initial, increment := f["initial"], f["increment"]
	switch c := f["control"]; c {
	case "":
	case "none":
		return game.TimeControl{}, nil
	case "custom":
		minutes, err := strconv.ParseFloat(strings.Replace(f["minutes"], ",", ".", 1), 64)
		if f["minutes"] != "" && (err != nil || !(minutes >= 0 && minutes <= 180)) {
			return game.TimeControl{}, game.ErrBadControl
		}
		initial = strconv.Itoa(int(math.Round(minutes * 60)))
	default:
		var ok bool
		if initial, increment, ok = strings.Cut(c, "+"); !ok {
			return game.TimeControl{}, game.ErrBadControl
		}
	}
	tc := game.TimeControl{Initial: wholeSeconds(initial), Increment: wholeSeconds(increment)}
	if tc.Initial < 0 || tc.Increment < 0 {
		return game.TimeControl{}, game.ErrBadControl
	}
	return tc, nil
}

// delayFrom reads by how many seconds spectators are kept behind.
func delayFrom(f request.Fields) (time.Duration, error) {
	d := wholeSeconds(f["delay"])
	if d < 0 {
		return 0, game.ErrBadDelay
	}
	return d, nil
}

// wholeSeconds reads a number of seconds; less than nothing if it is none.
func wholeSeconds(text string) time.Duration {
	if text == "" {
		return 0
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return -1
	}
	return time.Duration(n) * time.Second
}
