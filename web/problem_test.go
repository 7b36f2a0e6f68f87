package web

import (
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/failure"
	"kibitz/game/rules"
	"kibitz/static/words"
	"kibitz/web/limit"
	"kibitz/web/request"
)

// Each error has a page that says what happened, what to do, and where to go on; no
// page shows what is only for the log.
func TestErrorsAreExplainedToPeople(t *testing.T) {
	s := &Server{config: Config{Operation: Operation{Log: slog.New(slog.DiscardHandler)}}}
	for _, c := range []struct {
		err    error
		status int
		texts  []string
	}{
		{game.ErrNotFound, 404, []string{"There is no such game", "capital letters", "Start a game"}},
		{fmt.Errorf("players_pkey: %w", game.ErrNotFound), 404, []string{"There is no such game"}},
		{errNoPage, 404, []string{"Page not found", "mistyped"}},
		{errCrossOrigin, 403, []string{"not yours to do", "another site", "Back to the game"}},
		{game.ErrNotPlayer, 403, []string{"not yours to do", "known by a cookie"}},
		{errMethod, 405, []string{"does not accept that kind"}},
		{game.ErrStale, 409, []string{"has moved on", "Back to the game"}},
		{request.ErrTooLarge, 413, []string{"too much at once", "16 KiB"}},
		{rules.ErrIllegal, 422, []string{"not possible", "Nothing has changed"}},
		{limit.TooFast{Wait: 12 * time.Second}, 429, []string{"Slow down", "try again in 12 seconds"}},
		{limit.TooFast{Wait: time.Millisecond}, 429, []string{"try again in a second"}},
		{fmt.Errorf("dial tcp 10.0.0.7: %w", game.ErrUnavailable), 503, []string{"kept safe", "Try again<", "try again in 2 seconds"}},
		{fmt.Errorf("pgx: secret"), 500, []string{"It was not you"}},
	} {
		r := httptest.NewRequest("GET", "/games/k3XyZ9aB", nil)
		r.SetPathValue("id", "k3XyZ9aB")
		r.Header.Set("Accept", "text/html")
		w := httptest.NewRecorder()
		s.fail(w, r, c.err)
		html := w.Body.String()
		if w.Code != c.status || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			t.Errorf("%v: got %d %s, want a page with %d", c.err, w.Code, w.Header().Get("Content-Type"), c.status)
		}
		for _, text := range append(c.texts, `href="/watch"`, `href="/"`) {
			if !strings.Contains(html, text) {
				t.Errorf("%v: the page has no %q", c.err, text)
			}
		}
		for _, inner := range []string{"pgx", "secret", "dial", "10.0.0.7", "pkey"} {
			if strings.Contains(html, inner) {
				t.Errorf("%v: the page tells of %q", c.err, inner)
			}
		}
	}
}

func TestEveryStatusHasAnExcuse(t *testing.T) {
	for _, kind := range append(failure.Kinds, "") {
		err := failure.New(kind, "refused by the test")
		status, _ := statusOf(err)
		if e := excuseFor(status, err); !words.English.Has("problem."+e) || !words.English.Has("advice."+e) {
			t.Errorf("%q, %d: there are no words for people by the name %s", kind, status, e)
		}
	}
}
