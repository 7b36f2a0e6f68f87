package feed_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game/gametest"
	"kibitz/web/webtest"
)

func TestPollIsAnsweredAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		begin := time.Now()
		for _, c := range []struct {
			query string
			want  int
			body  string
		}{
			{"after=0", 200, `{"version":2,"events":[{"game":"` + string(b.ID) + `","version":1,`},
			{"after=1", 200, `{"version":2,"events":[{"game":"` + string(b.ID) + `","version":2,`},
			{"after=2", 204, ""},
			{"after=3", 200, `{"version":2,"events":[{"game":"` + string(b.ID) + `","version":2,`},
			{"", 200, `{"version":2,"events":[{"game":"` + string(b.ID) + `","version":2,`},
		} {
			for _, accept := range []string{"application/json", "*/*", "text/html", "application/vnd.nobody", ""} {
				got := b.Get(b.FeedURL(c.query), "Accept", accept)
				if got.Status != c.want || !strings.HasPrefix(got.Body, c.body) || got.Header.Get("Preference-Applied") != "" {
					t.Errorf("%q, accepting %q: got %d %s", c.query, accept, got.Status, got.Body)
				}
			}
		}
		if waited := time.Since(begin); waited != 0 {
			t.Errorf("it took %v", waited)
		}
	})
}

// How long a request is held, by what it asks for.
func TestLongPollTimesOutExactlyAtItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		for _, c := range []struct {
			query, prefer string
			want          int // seconds; -1 is 400
		}{
			{"", "", 0}, {"", "wait=25", 25}, {"wait=25", "", 25}, {"wait=1", "", 1}, {"wait=55", "", 55},
			{"wait=2", "wait=40", 2}, {"", "Wait=3", 3}, {"", "wait = 3", 3}, {"", `wait="3"`, 3},
			{"", "respond-async, wait=3", 3}, {"", "wait=3; x=y, handling=lenient", 3},
			{"", "wait=3600", 55}, {"", "wait=99999999999999999999", 55}, {"", "wait=56", 55},
			{"", "wait=0", 0}, {"", "wait=-5", 0}, {"", "wait=abc", 0}, {"", "wait", 0}, {"", "=3", 0},
			{"wait=0", "", -1}, {"wait=56", "", -1}, {"wait=3600", "", -1}, {"wait=abc", "", -1}, {"wait=", "", -1},
			{"wait=-1", "", -1}, {"wait=1.5", "", -1}, {"wait=99999999999999999999", "", -1},
			{"wait=-36028797018963943", "", -1}, // 25 s, if seconds were multiplied without a look
			{"wait=0", "wait=25", -1},
		} {
			begin := time.Now()
			got := b.Get(b.FeedURL("after=2&"+c.query), "Prefer", c.prefer)
			took, status, applied := time.Since(begin), http.StatusNoContent, ""
			switch {
			case c.want < 0:
				status = http.StatusBadRequest
			case c.want > 0:
				applied = fmt.Sprintf("wait=%d", c.want)
			}
			if took != time.Duration(max(0, c.want))*time.Second || got.Status != status || got.Header.Get("Preference-Applied") != applied {
				t.Errorf("%q, prefer %q: got %d after %v, applied %q; want %d after %d s", c.query, c.prefer,
					got.Status, took, got.Header.Get("Preference-Applied"), status, c.want)
			}
		}
		if got := b.Closed("long polling", "timed out"); got != 13 {
			t.Errorf("%v long polls timed out, want 13", got)
		}
	})
}

// later asks for something in another goroutine.
func later(b *webtest.Bubble, path string, header ...string) <-chan webtest.Answer {
	got := make(chan webtest.Answer, 1)
	go func() {
		a, err := b.Try("GET", b.URL+path, header...)
		if err != nil {
			b.T.Error(err)
		}
		got <- a
	}()
	synctest.Wait()
	return got
}

func TestLongPollIsAnsweredOnTheBell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		waiting := later(b, b.FeedPath("after=2"), "Prefer", "wait=25")
		time.Sleep(17*time.Second + 123*time.Millisecond)
		begin := time.Now()
		b.Move("e4")
		got := <-waiting
		if waited := time.Since(begin); waited != 0 {
			t.Errorf("it was answered %v after the move", waited)
		}
		if got.Status != 200 || !strings.HasPrefix(got.Body, `{"version":3,"events":[{`) || got.Header.Get("Preference-Applied") != "wait=25" {
			t.Errorf("got %d %s, applied %q", got.Status, got.Body, got.Header.Get("Preference-Applied"))
		}
		if b.Closed("long polling", "completed") != 1 || b.Readers("long polling") != 0 {
			t.Error("it is not counted as completed")
		}
	})
}

func TestLongPollOfAFinishedGameIsHeldUntilTimeIsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		b.ID = b.NewGame("f3 e5 g4 Qh4#")
		begin := time.Now()
		got := b.Get(b.FeedURL("after=6&wait=25"))
		if took := time.Since(begin); got.Status != 204 || took != 25*time.Second {
			t.Errorf("got %d after %v, want 204 after 25 s", got.Status, took)
		}
		begin = time.Now()
		if got := b.Get(b.FeedURL("after=5&wait=25")); got.Status != 200 || time.Since(begin) != 0 {
			t.Errorf("the last event: got %d after %v, want it at once", got.Status, time.Since(begin))
		}
	})
}

func TestStoppingServerAnswersLongPollsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		waiting := later(b, b.FeedPath("after=2&wait=25"))
		over := b.NewGame("f3 e5 g4 Qh4#")
		ended := later(b, "/games/"+string(over)+"/feed?after=6&wait=25", "Connection", "close")
		begin := time.Now()
		b.Stop()
		for _, got := range []webtest.Answer{<-waiting, <-ended, b.Get(b.FeedURL("after=2&wait=25"))} {
			if got.Status != 204 || got.Header.Get("Preference-Applied") != "" || got.Header.Get("Retry-After") != "2" {
				t.Errorf("got %d %v, want 204 and when to come back", got.Status, got.Header)
			}
		}
		if got := b.Get(b.FeedURL("after=1&wait=25")); got.Status != 200 {
			t.Errorf("what there is: got %d, want 200", got.Status)
		}
		if took := time.Since(begin); took != 0 {
			t.Errorf("it took %v", took)
		}
		if got := b.Closed("long polling", "stopped"); got != 4 {
			t.Errorf("%v long polls were stopped, want 4", got)
		}
	})
}

func TestLongPollWhoseLogCannotBeReachedIsToldToTryAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		waiting := later(b, b.FeedPath("after=2&wait=25"))
		b.Games.FailBefore(gametest.Unavailable)
		b.Hub.Rouse()
		for _, got := range []webtest.Answer{<-waiting, b.Get(b.FeedURL("after=2&wait=25")), b.Get(b.FeedURL("after=2"))} {
			if got.Status != 503 || got.Header.Get("Retry-After") == "" {
				t.Errorf("got %d %v, want 503 with Retry-After", got.Status, got.Header)
			}
		}
		if got := b.Closed("long polling", "failed"); got != 2 {
			t.Errorf("%v long polls failed, want 2", got)
		}
	})
}

// One who goes away is not waited for until the time is up.
func TestLongPollerWhoGoesAwayLeavesNothingBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // fails if a goroutine is left
		b := webtest.NewBubble(t)
		conn := b.Connect(b.FeedPath("after=2&wait=55"))
		synctest.Wait()
		if got := b.Readers("long polling"); got != 1 {
			t.Fatalf("%v readers wait, want 1", got)
		}
		conn.Close()
		synctest.Wait()
		if b.Readers("long polling") != 0 || b.Closed("long polling", "gone") != 1 {
			t.Error("it is not counted as gone")
		}
	})
}
