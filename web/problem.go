package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"kibitz/game"
	"kibitz/game/failure"
	"kibitz/web/view"
)

// excuseFor is the key of an error's texts for people in the table of words:
// "problem." what it is, and "advice." what to do now.
func excuseFor(status int, err error) string {
	switch {
	case errors.Is(err, game.ErrNotFound):
		return "noGame"
	case kindOf(err) == failure.Full:
		return "full"
	}
	return strconv.Itoa(status)
}

// explainPatience is how long an error's page may take: to identify the visitor, and
// to wait for its turn to be drawn. After that the error is sent without a page.
const explainPatience = 3 * time.Second

// showProblem tells a person why a request failed and what to do. advise has
// set the headers by then.
func (s *Server) showProblem(w http.ResponseWriter, r *http.Request, p problem, err error) {
	r, done := timeToExplain(r)
	defer done()
	excuse := excuseFor(p.Status, err)
	detail := explain(languageOf(r), err)
	frame := view.Frame{Language: languageOf(r), Static: s.config.StaticPrefix, Prefs: prefsOf(r)}
	if p.Status < 500 && p.Status != http.StatusTooManyRequests { // otherwise do not ask the database who this is
		frame = s.frame(r)
	}
	wait, _ := strconv.Atoi(w.Header().Get("Retry-After"))
	if wait > 0 || p.Status == http.StatusNotFound {
		detail = "" // it would only repeat the page
	}
	s.render(w, r, p.Status, view.Problem(frame, view.ProblemPage{
		Status: p.Status, Title: frame.Say("problem." + excuse), Detail: detail, Advice: frame.Say("advice." + excuse), Wait: wait,
		Again: r.Method == http.MethodGet && (wait > 0 || p.Status >= 500), Back: back(r, err),
	}))
}

// timeToExplain gives a failed request time for its error page, even if the
// request's own time is over, or if net/http has canceled it because its body did
// not arrive: the client may still be listening.
func timeToExplain(r *http.Request) (_ *http.Request, done func()) {
	ctx := r.Context()
	if ctx.Err() != nil {
		ctx = context.WithoutCancel(ctx)
	}
	ctx, done = context.WithTimeout(ctx, explainPatience)
	return r.WithContext(ctx), done
}

// back is the link on an error page: the game, if there is one, or home.
func back(r *http.Request, err error) string {
	if id := r.PathValue("id"); game.ValidID(id) && !errors.Is(err, game.ErrNotFound) {
		return "/games/" + id
	}
	return "/"
}
