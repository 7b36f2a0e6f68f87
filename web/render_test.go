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

	"kibitz/web/limit"
	"kibitz/web/view"
)

// A page that finds no room in time answers with when to come back.
func TestPagesWaitTheirTurnAndNotForever(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &Server{config: Config{Operation: Operation{Log: slog.New(slog.DiscardHandler)}}, pages: make(limit.Gate, 1)}
		draw := func() *httptest.ResponseRecorder {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			w := httptest.NewRecorder()
			s.render(w, httptest.NewRequestWithContext(ctx, "GET", "/keys", nil), http.StatusOK, view.Keys(view.Frame{}))
			return w
		}
		if err := s.pages.Enter(t.Context()); err != nil {
			t.Fatal(err)
		}
		if w := draw(); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
			t.Errorf("without room: got %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
		}
		time.AfterFunc(5*time.Second, s.pages.Leave)
		if w := draw(); w.Code != http.StatusOK || w.Body.Len() == 0 {
			t.Errorf("with room in time: got %d", w.Code)
		}
		if len(s.pages) != 0 {
			t.Error("the gate is not empty")
		}
	})
}

// A page that fails halfway is not sent.
func TestPageThatCannotBeMadeIsNotSent(t *testing.T) {
	s := &Server{config: Config{Operation: Operation{Log: slog.New(slog.DiscardHandler)}}}
	w := httptest.NewRecorder()
	s.render(w, httptest.NewRequest("GET", "/", nil), http.StatusOK, templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, _ = io.WriteString(w, "<html>")
		return errors.New("broken")
	}))
	if w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "<html>") {
		t.Errorf("got %d, %q, want 503", w.Code, w.Body)
	}
}
