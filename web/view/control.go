package view

import (
	"strconv"
	"strings"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/game/wire"
	"kibitz/static/words"
)

// Choices in the form that are not a time control.
const (
	noClock       = "none"
	customControl = "custom"
	usualControl  = "600+5"
)

// controlGroup is a speed and its common time controls.
type controlGroup struct {
	speed    string // the key of its name
	controls []controlChoice
}

// controlChoice is what a chip of the form sends and shows: a time such as "5+3", or
// the text of a key.
type controlChoice struct{ value, time, key string }

func (c controlChoice) label(l *words.Language) string {
	if c.key != "" {
		return l.Say(c.key)
	}
	return c.time
}

var controlGroups = grouped([][2]int{
	{60, 0}, {120, 1}, {180, 0}, {180, 2}, {300, 0}, {300, 3}, {600, 0}, {600, 5}, {900, 10}, {1800, 0}, {1800, 20},
})

// grouped groups time controls, in seconds and shortest first, by speed.
func grouped(controls [][2]int) []controlGroup {
	var groups []controlGroup
	for _, c := range controls {
		tc := game.TimeControl{Initial: time.Duration(c[0]) * time.Second, Increment: time.Duration(c[1]) * time.Second}
		speed := "speed." + string(tc.Speed())
		if len(groups) == 0 || groups[len(groups)-1].speed != speed {
			groups = append(groups, controlGroup{speed: speed})
		}
		last := &groups[len(groups)-1]
		increment := strconv.Itoa(c[1])
		last.controls = append(last.controls, controlChoice{
			value: strconv.Itoa(c[0]) + "+" + increment, time: strconv.Itoa(c[0]/60) + "+" + increment,
		})
	}
	return append(groups, controlGroup{"otherTimes", []controlChoice{{value: noClock, key: "noClock"}, {value: customControl, key: "customTime"}}})
}

// chosenControl is the selected chip: the one that the form was sent with, or else
// the default.
func (p HomePage) chosenControl() string {
	for _, group := range controlGroups {
		for _, c := range group.controls {
			if c.value == p.Control {
				return c.value
			}
		}
	}
	return usualControl
}

// left is the time that a side's clock shows.
func (p GamePage) left(c rules.Color) time.Duration {
	return p.Snapshot.Clock.Left(c, p.asOf())
}

// asOf is the moment for which the page is drawn.
func (p GamePage) asOf() time.Time {
	now := p.Now.Add(-p.delay())
	if now.Before(p.Snapshot.At) { // servers' clocks differ
		return p.Snapshot.At
	}
	return now
}

// delay is the visitor's delay.
func (p GamePage) delay() time.Duration {
	if p.You != "" || p.is("over") {
		return 0
	}
	return p.Snapshot.Delay
}

// clocked reports whether the game has a clock.
func (p GamePage) clocked() bool { return p.Snapshot.Clock.Control.Clocked() }

// urgent is the time below which a clock is marked as low: an eighth of the initial
// time, or a fifth while that is no more than 20 s; at least 10 s and at most a
// minute.
func (p GamePage) urgent() time.Duration {
	initial := p.Snapshot.Clock.Control.Initial
	short := min(20*time.Second, initial/5)
	return min(time.Minute, max(10*time.Second, short, initial/8))
}

func (p GamePage) low(c rules.Color) bool {
	return p.is("playing") && p.left(c) < p.urgent()
}

// clockJSON is the clock for the script, in the format of the feed.
func (p GamePage) clockJSON() string {
	text, err := wire.ClockJSON(&p.Snapshot.Event)
	if err != nil {
		panic(err) // numbers always encode
	}
	return string(text)
}

// clockText formats a time as clocks show it, the script's too: 1:02:03, 02:03, and
// 00:02.3 when little is left.
func clockText(left time.Duration) string {
	two := func(n time.Duration) string {
		return strings.Repeat("0", max(0, 2-len(strconv.Itoa(int(n))))) + strconv.Itoa(int(n))
	}
	hours, minutes, seconds := left/time.Hour, left/time.Minute%60, left/time.Second%60
	text := two(minutes) + ":" + two(seconds)
	switch {
	case hours > 0:
		return strconv.Itoa(int(hours)) + ":" + text
	case left < 10*time.Second:
		return text + "." + strconv.Itoa(int(left/(100*time.Millisecond)%10))
	}
	return text
}

// wholeSeconds formats a short time: "28 s".
func wholeSeconds(left time.Duration) string {
	return strconv.Itoa(int((left+time.Second-1)/time.Second)) + " s"
}
