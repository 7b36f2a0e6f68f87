package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"

	"kibitz/web/view"
)

// A page for which there is no room in time is not there, and says when to come
// back.
func TestPagesWaitTheirTurnAndNotForever(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &Server{Config: Config{Log: slog.New(slog.DiscardHandler)}, pages: make(gate, 1)}
		draw := func() *httptest.ResponseRecorder {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			w := httptest.NewRecorder()
			s.render(w, httptest.NewRequestWithContext(ctx, "GET", "/keys", nil), http.StatusOK, view.Keys(view.Frame{Title: "Keys"}))
			return w
		}
		if err := s.pages.enter(t.Context()); err != nil {
			t.Fatal(err)
		}
		if w := draw(); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
			t.Errorf("without room: got %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
		}
		time.AfterFunc(5*time.Second, s.pages.leave)
		if w := draw(); w.Code != http.StatusOK || w.Body.Len() == 0 {
			t.Errorf("with room in time: got %d", w.Code)
		}
		if len(s.pages) != 0 {
			t.Error("the gate is not empty")
		}
	})
}

// What was served counts even if it was too much, up to a debt.
func TestChargesAreOwed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(10, 100)
		charge := func(cost int, wait time.Duration) {
			t.Helper()
			err := l.charge("a", cost, 20)
			if wait == 0 && err == nil {
				return
			}
			if fast, ok := err.(tooFast); !ok || fast.wait.Round(time.Millisecond) != wait {
				t.Errorf("%d: got %v, want to wait for %v", cost, err, wait)
			}
		}
		charge(90, 0)
		charge(25, 4*time.Second) // 10 were left, 15 are owed
		charge(25, 4500*time.Millisecond)
		charge(1000, 12*time.Second) // 20 are owed, which is the most
		if err := l.take("a", 1); err == nil {
			t.Error("a key that owes may go on")
		}
		time.Sleep(2100 * time.Millisecond)
		if err := l.take("a", 1); err != nil {
			t.Errorf("when all is paid: %v", err)
		}
	})
}

// A request whose time is over gets no room, also if there is some.
func TestNobodyEntersWhoseTimeIsOver(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	g := make(gate, 1)
	for range 100 {
		if g.enter(ctx) == nil {
			t.Fatal("one has entered")
		}
	}
}

// A page that breaks off while it is made is not sent.
func TestPageThatCannotBeMadeIsNotSent(t *testing.T) {
	s := &Server{Config: Config{Log: slog.New(slog.DiscardHandler)}}
	w := httptest.NewRecorder()
	s.render(w, httptest.NewRequest("GET", "/", nil), http.StatusOK, templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, _ = io.WriteString(w, "<html>")
		return errors.New("broken")
	}))
	if w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "<html>") {
		t.Errorf("got %d, %q, want 503", w.Code, w.Body)
	}
}
