package view_test

import (
	"testing"
	"time"

	"kibitz/game"
	"kibitz/web/view/madeup"
)

func TestAClockIsLowUnderAnEighthOfItsTimeOrAFifthIfThatIsShort(t *testing.T) {
	for initial, want := range map[time.Duration]time.Duration{
		0: 10 * time.Second, 30 * time.Second: 10 * time.Second, time.Minute: 12 * time.Second, 2 * time.Minute: 20 * time.Second, 3 * time.Minute: 22500 * time.Millisecond,
		10 * time.Minute: time.Minute, 3 * time.Hour: time.Minute,
	} {
		m := madeup.WaitingTimed("", game.TimeControl{Initial: initial, Increment: time.Second})
		if got := m.Page("").Urgent(); got != want {
			t.Errorf("of %v: got %v, want %v", initial, got, want)
		}
	}
}

func TestMoveNames(t *testing.T) {
	p := madeup.Playing("", "e4", "e5", "Nf3").Page("")
	for ply, want := range map[int]string{1: "1. e4", 2: "1… e5", 3: "2. Nf3"} {
		if got := p.MoveName(ply); got != want {
			t.Errorf("ply %d is %q, want %q", ply, got, want)
		}
	}
	p = madeup.Playing(madeup.BlackFirstFEN, "Kd7", "Kd2").Page("")
	for ply, want := range map[int]string{1: "12… Kd7", 2: "13. Kd2"} {
		if got := p.MoveName(ply); got != want {
			t.Errorf("with Black to move first, ply %d is %q, want %q", ply, got, want)
		}
	}
}
