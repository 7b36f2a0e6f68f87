package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"kibitz/game"
	"kibitz/game/pgn"
	"kibitz/game/rules"
	"kibitz/web/feed"
	"kibitz/web/lab"
	"kibitz/web/limit"
	"kibitz/web/request"
)

// Errors of a request, beside those of a game.
var (
	errNoPage      = errors.New("there is nothing at this address")
	errMethod      = errors.New("this address does not take such a request")
	errCrossOrigin = errors.New("the request came from another site")
	errToken       = errors.New("the token is not known here")
	errBadAddress  = errors.New("the address is too long, or has too many fields")
	errFull        = errors.New("this server has as many connections as it can take; try again in a moment")
	errBadWish     = errors.New("the game cannot be set up like that")
)

// statuses is the one table from error to status. What is not in it is a fault
// of ours: 500, and the text goes to the log and not to the client.
var statuses = []struct {
	err    error
	status int
}{
	{rules.ErrBadMove, 400}, {rules.ErrBadFEN, 400}, {game.ErrBadColor, 400}, {game.ErrBadCursor, 400},
	{game.ErrBadAnswer, 400}, {game.ErrBadAction, 400}, {game.ErrBadControl, 400}, {game.ErrBadDelay, 400}, {game.ErrBadText, 400}, {game.ErrBadRoom, 400},
	{game.ErrBadLevel, 400}, {pgn.ErrBad, 400}, {game.ErrBadTag, 400}, {request.ErrBadBody, 400}, {errBadAddress, 400}, {errBadWish, 400}, {feed.ErrBadWait, 400}, {feed.ErrBadGames, 400}, {lab.ErrBad, 400},
	{errToken, 401},
	{game.ErrNotPlayer, 403}, {errOtherRoom, 403}, {errCrossOrigin, 403},
	{game.ErrNotFound, 404}, {errNoPage, 404}, {lab.ErrNone, 404},
	{errMethod, 405},
	{game.ErrNotYourTurn, 409}, {game.ErrNotStarted, 409}, {game.ErrOver, 409}, {game.ErrStale, 409}, {game.ErrAhead, 409},
	{game.ErrSeatTaken, 409}, {game.ErrPaired, 409}, {game.ErrOwnGame, 409}, {game.ErrTooLate, 409}, {game.ErrTooEarly, 409},
	{game.ErrNotDue, 409}, {game.ErrNotGone, 409}, {game.ErrNoMoreTime, 409}, {game.ErrNothingOffered, 409}, {game.ErrOfferedAlready, 409},
	{game.ErrTooSoon, 409}, {game.ErrNothingToClaim, 409}, {game.ErrNothingToTakeBack, 409}, {game.ErrNotOver, 409},
	{game.ErrNobodyThere, 409}, {game.ErrManySeeks, 409}, {game.ErrManyComputerGames, 409}, {game.ErrRematched, 409},
	{request.ErrTooLarge, 413}, {pgn.ErrLarge, 413},
	{request.ErrSlowBody, 408},
	{request.ErrBodyKind, 415},
	{rules.ErrIllegal, 422},
	{lab.ErrMany, 429}, {lab.ErrOwn, 429}, {errSeeksHere, 429}, {errManyImports, 429},
	{errFull, 503}, {game.ErrUnavailable, 503}, {context.DeadlineExceeded, 503},
	{context.Canceled, 503}, // the client has gone, or has only closed its side and still listens
}

// Seconds after which a client may try again when the database is away.
const retryUnavailable = 2

// statusOf returns the status for an error, and the text for whoever asked.
func statusOf(err error) (int, string) {
	var fast limit.TooFast
	if errors.As(err, &fast) {
		return http.StatusTooManyRequests, fast.Error()
	}
	for _, row := range statuses {
		if !errors.Is(err, row.err) {
			continue
		}
		if row.status == http.StatusServiceUnavailable && row.err != errFull {
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
// (RFC 9457) for programs.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(err)
	s.logFault(r, err)
	h := w.Header()
	advise(h, p.Status, err)
	h.Set("Cache-Control", "no-store")
	if request.WantsPage(r) {
		s.showProblem(w, r, p, err)
		return
	}
	p.write(w)
}

// advise says in a header what would help: to wait, or a token.
func advise(h http.Header, status int, err error) {
	var fast limit.TooFast
	switch {
	case errors.As(err, &fast):
		h.Set("Retry-After", limit.Seconds(fast.Wait))
	case errors.Is(err, errManyImports):
		h.Set("Retry-After", limit.Seconds(importPatience))
	case errors.Is(err, lab.ErrMany), errors.Is(err, lab.ErrOwn):
		h.Set("Retry-After", limit.Seconds(lab.Rest))
	case errors.Is(err, errSeeksHere):
		h.Set("Retry-After", limit.Seconds(game.SeekFor))
	case status == http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="kibitz"`)
	case status == http.StatusServiceUnavailable:
		h.Set("Retry-After", strconv.Itoa(retryUnavailable))
	}
}

// logFault writes down an error that is ours and not the client's. Errors are
// logged at the edge and nowhere else.
func (s *Server) logFault(r *http.Request, err error) {
	if status, _ := statusOf(err); status >= 500 && !errors.Is(err, context.Canceled) && !errors.Is(err, errFull) {
		s.Log.Error("request failed", "method", r.Method, "path", r.URL.Path, "status", status, "err", err)
	}
}

// problem is an error as RFC 9457 has it.
type problem struct {
	Type    string       `json:"type"`
	Title   string       `json:"title"`
	Status  int          `json:"status"`
	Detail  string       `json:"detail"`
	Version game.Version `json:"version,omitempty"` // of the game, where it helps
}

func problemOf(err error) problem {
	status, detail := statusOf(err)
	return problem{"about:blank", http.StatusText(status), status, detail, versionOf(err)}
}

func (p problem) write(w http.ResponseWriter) {
	body, err := json.Marshal(p)
	if err != nil {
		panic(err) // strings and numbers
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_, _ = w.Write(body) // a client that has gone needs no answer
}

// atVersion carries the version of the game that an error is about.
type atVersion struct {
	error
	version game.Version
}

// withVersion adds the version of a game to why something was refused, if whoever
// asked may know it: not of one that they see late.
func withVersion(refused error, h game.Head) error {
	if h.Delay > 0 && h.Status != game.Over {
		return refused
	}
	return atVersion{refused, h.Version}
}

func (e atVersion) Unwrap() error { return e.error }

func versionOf(err error) game.Version {
	var at atVersion
	if errors.As(err, &at) {
		return at.version
	}
	return 0
}

// refuse answers with a problem of a server that cannot answer now.
func refuse(w http.ResponseWriter, detail string) {
	const status = http.StatusServiceUnavailable
	problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail}.write(w)
}
