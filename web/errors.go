package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"kibitz/game"
	"kibitz/web/view"
)

// Errors of a request, beside those of a game.
var (
	errNoPage      = errors.New("there is nothing at this address")
	errMethod      = errors.New("this address does not take such a request")
	errCrossOrigin = errors.New("the request came from another site")
	errToken       = errors.New("the token is not known here")
	errTooLarge    = fmt.Errorf("the request is larger than %d KiB", maxBody>>10)
	errBadBody     = errors.New("the request cannot be read")
	errBodyKind    = errors.New("send a form (application/x-www-form-urlencoded) or JSON (application/json)")
	errBadWish     = errors.New("the game cannot be set up like that")
)

// statuses is the one table from error to status. What is not in it is a fault
// of ours: 500, and the text goes to the log and not to the client.
var statuses = []struct {
	err    error
	status int
}{
	{game.ErrBadMove, 400}, {game.ErrBadFEN, 400}, {game.ErrBadColor, 400}, {game.ErrBadCursor, 400},
	{errBadBody, 400}, {errBadWish, 400},
	{errToken, 401},
	{game.ErrNotPlayer, 403}, {errCrossOrigin, 403},
	{game.ErrNotFound, 404}, {errNoPage, 404},
	{errMethod, 405},
	{game.ErrNotYourTurn, 409}, {game.ErrNotStarted, 409}, {game.ErrOver, 409}, {game.ErrStale, 409},
	{game.ErrSeatTaken, 409}, {game.ErrOwnGame, 409}, {game.ErrTooLate, 409}, {game.ErrTooEarly, 409},
	{errTooLarge, 413},
	{errBodyKind, 415},
	{game.ErrIllegal, 422},
	{game.ErrUnavailable, 503}, {context.DeadlineExceeded, 503},
}

// Seconds after which a client may try again when the database is away.
const retryUnavailable = 2

// statusOf returns the status for an error, and the text for whoever asked.
func statusOf(err error) (int, string) {
	var fast tooFast
	if errors.As(err, &fast) {
		return http.StatusTooManyRequests, fast.Error()
	}
	for _, row := range statuses {
		if !errors.Is(err, row.err) {
			continue
		}
		if row.status == http.StatusServiceUnavailable {
			return row.status, game.ErrUnavailable.Error() + "; try again in a moment"
		}
		if row.status == http.StatusNotFound {
			return row.status, row.err.Error() // not the wrapping, which is for the log
		}
		return row.status, err.Error()
	}
	return http.StatusInternalServerError, "something went wrong on this server; it has been written down"
}

// fail answers a request with its error: a page for people, a problem
// (RFC 9457) for programs. Errors of ours are logged, here and nowhere else.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // the client has gone; there is nobody to tell
	}
	status, detail := statusOf(err)
	if status >= 500 {
		s.Log.Error("request failed", "method", r.Method, "path", r.URL.Path, "status", status, "err", err)
	}
	h := w.Header()
	var fast tooFast
	switch {
	case errors.As(err, &fast):
		h.Set("Retry-After", seconds(fast.wait))
	case status == http.StatusServiceUnavailable:
		h.Set("Retry-After", strconv.Itoa(retryUnavailable))
	}
	h.Set("Cache-Control", "no-store")
	if wantsPage(r) {
		s.render(w, r, status, view.Problem(s.frame(r, http.StatusText(status)), view.ProblemPage{
			Status: status, Title: http.StatusText(status), Detail: detail, Back: back(r),
		}))
		return
	}
	writeProblem(w, status, detail, versionOf(err))
}

// problem is an error as RFC 9457 has it.
type problem struct {
	Type    string       `json:"type"`
	Title   string       `json:"title"`
	Status  int          `json:"status"`
	Detail  string       `json:"detail"`
	Version game.Version `json:"version,omitempty"` // of the game, where it helps
}

func writeProblem(w http.ResponseWriter, status int, detail string, version game.Version) {
	body, err := json.Marshal(problem{"about:blank", http.StatusText(status), status, detail, version})
	if err != nil {
		panic(err) // strings and numbers
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// atVersion carries the version of the game that an error is about.
type atVersion struct {
	error
	version game.Version
}

func (e atVersion) Unwrap() error { return e.error }

func versionOf(err error) game.Version {
	var at atVersion
	if errors.As(err, &at) {
		return at.version
	}
	return 0
}

// back is where a person can go on after an error: the game, or home.
func back(r *http.Request) string {
	if id := r.PathValue("id"); game.ValidID(id) {
		return "/games/" + id
	}
	return "/"
}

func seconds(d time.Duration) string {
	return strconv.Itoa(max(1, int(math.Ceil(d.Seconds()))))
}
