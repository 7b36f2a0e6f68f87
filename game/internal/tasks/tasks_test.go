package tasks_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game/internal/tasks"
)

func TestCloseEndsWhatRunsAndWaitsForIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := tasks.New()
		ended := 0
		slow := func(ctx context.Context) {
			<-ctx.Done()
			time.Sleep(time.Second)
			ended++
		}
		if !g.Go(func(ctx context.Context) { slow(ctx) }) {
			t.Error("an open group refused a task")
		}
		synctest.Wait()
		began := time.Now()
		g.Close()
		if took := time.Since(began); ended != 1 || took != time.Second {
			t.Errorf("%d tasks had ended after %v, want the one after a second", ended, took)
		}
		g.Close()
	})
}

func TestNothingBeginsInAClosedGroup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := tasks.New()
		ran := 0
		count := func(context.Context) { ran++ }
		g.AfterFunc(time.Second, count)
		g.AfterFunc(2*time.Second, count).Stop()
		g.AfterFunc(time.Minute, count)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if ran != 1 {
			t.Errorf("%d timers ran, want the one that was not stopped", ran)
		}
		g.Close()
		g.AfterFunc(time.Second, count)
		if g.Go(count) {
			t.Error("a closed group took a task")
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if ran != 1 {
			t.Errorf("%d tasks ran, want none after Close", ran-1)
		}
	})
}
