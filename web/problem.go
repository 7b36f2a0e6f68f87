package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"kibitz/game"
	"kibitz/game/failure"
	"kibitz/web/view"
)

// An excuse says to a person what a status says to a program.
type excuse struct {
	title  string
	advice string // what to do now
}

var excuses = map[int]excuse{
	http.StatusBadRequest:            {"That could not be read", "Go back, look over what you entered, and send it again."},
	http.StatusUnauthorized:          {"Nobody is known by that token", "Use the token that you were given, or none."},
	http.StatusForbidden:             {"That is not yours to do", "If it should be, open the page in the browser that you have played with: it is known by a cookie."},
	http.StatusNotFound:              {"There is nothing here", "Perhaps the address was cut off or has a typing error."},
	http.StatusMethodNotAllowed:      {"That does not go here", "This address only takes what a form of Kibitz sends. Open the page that the form is on."},
	http.StatusRequestTimeout:        {"That took too long", "Your connection may be slow just now. Send it again."},
	http.StatusConflict:              {"The game has moved on", "Look at the game as it stands now; most likely it was only a moment too late."},
	http.StatusRequestEntityTooLarge: {"That is too much at once", "Send less of it, in several parts if need be."},
	http.StatusUnsupportedMediaType:  {"That kind of thing is not read here", "Use the forms on the pages of Kibitz."},
	http.StatusUnprocessableEntity:   {"That move is not possible", "Nothing has changed in the game: choose another move."},
	http.StatusTooManyRequests:       {"Slow down a little", "Everybody gets a share of this server, and yours is used up for the moment. Nothing is lost."},
	http.StatusInternalServerError:   {"Something went wrong here", "It was not you. Try again; if it stays like this, tell whoever runs this server."},
	http.StatusServiceUnavailable:    {"Kibitz cannot reach its games", "They are kept safe; this passes by itself most of the time. Load the page again in a moment."},
}

// noGame is the excuse for the link of a game that there is not.
var noGame = excuse{"There is no such game", "The link may be cut off: it ends in eight letters and digits, and capital letters count. Ask for it again, or start a game of your own."}

// fullServer is the excuse for a server without room for another connection.
var fullServer = excuse{"Kibitz is full just now", "Nothing is lost. Load the page again in a moment."}

func excuseFor(status int, err error) excuse {
	switch {
	case errors.Is(err, game.ErrNotFound):
		return noGame
	case kindOf(err) == failure.Full:
		return fullServer
	}
	e := excuses[status]
	e.title = cmp.Or(e.title, http.StatusText(status))
	return e
}

// explainPatience is how long the page of an error may take: who asks, and its turn
// to be drawn. After that the error comes without a page.
const explainPatience = 3 * time.Second

// showProblem tells a person why a request failed and what to do. advise has
// set the headers by then.
func (s *Server) showProblem(w http.ResponseWriter, r *http.Request, p problem, err error) {
	r, done := timeToExplain(r)
	defer done()
	e := excuseFor(p.Status, err)
	frame := view.Frame{Language: languageOf(r), Static: s.config.StaticPrefix, Prefs: prefsOf(r)}
	if p.Status < 500 && p.Status != http.StatusTooManyRequests { // else the database is not to be asked who this is
		frame = s.frame(r)
	}
	wait, _ := strconv.Atoi(w.Header().Get("Retry-After"))
	if wait > 0 || p.Status == http.StatusNotFound {
		p.Detail = "" // says no more than the page does
	}
	s.render(w, r, p.Status, view.Problem(frame, view.ProblemPage{
		Status: p.Status, Title: e.title, Detail: p.Detail, Advice: e.advice, Wait: wait,
		Again: r.Method == http.MethodGet && (wait > 0 || p.Status >= 500), Back: back(r, err),
	}))
}

// timeToExplain is the request with time for the page that says why it failed, also
// if its own time is over, or if net/http has given it up because its body did not
// come: the client may still listen.
func timeToExplain(r *http.Request) (_ *http.Request, done func()) {
	ctx := r.Context()
	if ctx.Err() != nil {
		ctx = context.WithoutCancel(ctx)
	}
	ctx, done = context.WithTimeout(ctx, explainPatience)
	return r.WithContext(ctx), done
}

// back is where a person can go on after an error: the game, if there is one, or
// home.
func back(r *http.Request, err error) string {
	if id := r.PathValue("id"); game.ValidID(id) && !errors.Is(err, game.ErrNotFound) {
		return "/games/" + id
	}
	return "/"
}
