package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game/gametest"
)

func TestPollIsAnsweredAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		begin := time.Now()
		for _, c := range []struct {
			query string
			want  int
			body  string
		}{
			{"after=0", 200, `{"version":2,"events":[{"game":"` + string(b.id) + `","version":1,`},
			{"after=1", 200, `{"version":2,"events":[{"game":"` + string(b.id) + `","version":2,`},
			{"after=2", 204, ""},
			{"after=3", 200, `{"version":2,"events":[{"game":"` + string(b.id) + `","version":2,`},
			{"", 200, `{"version":2,"events":[{"game":"` + string(b.id) + `","version":2,`},
		} {
			for _, accept := range []string{"application/json", "*/*", "text/html", "application/vnd.nobody", ""} {
				got := b.get(b.feed(c.query), "Accept", accept)
				if got.status != c.want || !strings.HasPrefix(got.body, c.body) || got.header.Get("Preference-Applied") != "" {
					t.Errorf("%q, accepting %q: got %d %s", c.query, accept, got.status, got.body)
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
		b := newBubble(t)
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
			got := b.get(b.feed("after=2&"+c.query), "Prefer", c.prefer)
			took, status, applied := time.Since(begin), http.StatusNoContent, ""
			switch {
			case c.want < 0:
				status = http.StatusBadRequest
			case c.want > 0:
				applied = fmt.Sprintf("wait=%d", c.want)
			}
			if took != time.Duration(max(0, c.want))*time.Second || got.status != status || got.header.Get("Preference-Applied") != applied {
				t.Errorf("%q, prefer %q: got %d after %v, applied %q; want %d after %d s", c.query, c.prefer,
					got.status, took, got.header.Get("Preference-Applied"), status, c.want)
			}
		}
		if got := b.closed("long polling", "timed out"); got != 13 {
			t.Errorf("%v long polls timed out, want 13", got)
		}
	})
}

// later asks for something in another goroutine.
func (b *bubble) later(path string, header ...string) <-chan answer {
	got := make(chan answer, 1)
	go func() {
		a, err := b.try("GET", b.url+path, header...)
		if err != nil {
			b.t.Error(err)
		}
		got <- a
	}()
	synctest.Wait()
	return got
}

func TestLongPollIsAnsweredOnTheBell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		waiting := b.later(b.path("after=2"), "Prefer", "wait=25")
		time.Sleep(17*time.Second + 123*time.Millisecond)
		begin := time.Now()
		b.move("e4")
		got := <-waiting
		if waited := time.Since(begin); waited != 0 {
			t.Errorf("it was answered %v after the move", waited)
		}
		if got.status != 200 || !strings.HasPrefix(got.body, `{"version":3,"events":[{`) || got.header.Get("Preference-Applied") != "wait=25" {
			t.Errorf("got %d %s, applied %q", got.status, got.body, got.header.Get("Preference-Applied"))
		}
		if b.closed("long polling", "completed") != 1 || b.readers("long polling") != 0 {
			t.Error("it is not counted as completed")
		}
	})
}

func TestLongPollOfAFinishedGameIsHeldUntilTimeIsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		b.id = b.newGame("f3 e5 g4 Qh4#")
		begin := time.Now()
		got := b.get(b.feed("after=6&wait=25"))
		if took := time.Since(begin); got.status != 204 || took != 25*time.Second {
			t.Errorf("got %d after %v, want 204 after 25 s", got.status, took)
		}
		begin = time.Now()
		if got := b.get(b.feed("after=5&wait=25")); got.status != 200 || time.Since(begin) != 0 {
			t.Errorf("the last event: got %d after %v, want it at once", got.status, time.Since(begin))
		}
	})
}

func TestStoppingServerAnswersLongPollsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		waiting := b.later(b.path("after=2&wait=25"))
		over := b.newGame("f3 e5 g4 Qh4#")
		ended := b.later("/games/"+string(over)+"/feed?after=6&wait=25", "Connection", "close")
		begin := time.Now()
		b.stop()
		for _, got := range []answer{<-waiting, <-ended, b.get(b.feed("after=2&wait=25"))} {
			if got.status != 204 || got.header.Get("Preference-Applied") != "" || got.header.Get("Retry-After") != "2" {
				t.Errorf("got %d %v, want 204 and when to come back", got.status, got.header)
			}
		}
		if got := b.get(b.feed("after=1&wait=25")); got.status != 200 {
			t.Errorf("what there is: got %d, want 200", got.status)
		}
		if took := time.Since(begin); took != 0 {
			t.Errorf("it took %v", took)
		}
		if got := b.closed("long polling", "stopped"); got != 4 {
			t.Errorf("%v long polls were stopped, want 4", got)
		}
	})
}

func TestLongPollWhoseLogCannotBeReachedIsToldToTryAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		waiting := b.later(b.path("after=2&wait=25"))
		b.games.FailBefore(gametest.Unavailable)
		b.hub.Rouse()
		for _, got := range []answer{<-waiting, b.get(b.feed("after=2&wait=25")), b.get(b.feed("after=2"))} {
			if got.status != 503 || got.header.Get("Retry-After") == "" {
				t.Errorf("got %d %v, want 503 with Retry-After", got.status, got.header)
			}
		}
		if got := b.closed("long polling", "failed"); got != 2 {
			t.Errorf("%v long polls failed, want 2", got)
		}
	})
}

// One who goes away is not waited for until the time is up.
func TestLongPollerWhoGoesAwayLeavesNothingBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // fails if a goroutine is left
		b := newBubble(t)
		conn := b.connect(b.path("after=2&wait=55"))
		synctest.Wait()
		if got := b.readers("long polling"); got != 1 {
			t.Fatalf("%v readers wait, want 1", got)
		}
		conn.Close()
		synctest.Wait()
		if b.readers("long polling") != 0 || b.closed("long polling", "gone") != 1 {
			t.Error("it is not counted as gone")
		}
	})
}
