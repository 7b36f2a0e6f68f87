package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"kibitz/game"
	"kibitz/game/failure"
	"kibitz/web/limit"
	"kibitz/web/request"
)

// Errors of a request, beside those of a game.
var (
	errNoPage      = failure.New(failure.NotFound, "there is nothing at this address")
	errMethod      = failure.New(failure.WrongMethod, "this address does not take such a request")
	errCrossOrigin = failure.New(failure.Forbidden, "the request came from another site")
	errToken       = failure.New(failure.Unidentified, "the token is not known here")
	errBadAddress  = failure.New(failure.Malformed, "the address is too long, or has too many fields")
	errFull        = failure.New(failure.Full, "this server has as many connections as it can take; try again in a moment")
	errBadWish     = failure.New(failure.Malformed, "the game cannot be set up like that")
)

// statuses map kinds of errors to HTTP statuses.
var statuses = map[failure.Kind]int{
	failure.Malformed:    http.StatusBadRequest,
	failure.Unidentified: http.StatusUnauthorized,
	failure.Forbidden:    http.StatusForbidden,
	failure.NotFound:     http.StatusNotFound,
	failure.WrongMethod:  http.StatusMethodNotAllowed,
	failure.TooSlow:      http.StatusRequestTimeout,
	failure.Conflict:     http.StatusConflict,
	failure.TooLarge:     http.StatusRequestEntityTooLarge,
	failure.WrongFormat:  http.StatusUnsupportedMediaType,
	failure.Illegal:      http.StatusUnprocessableEntity,
	failure.TooMany:      http.StatusTooManyRequests,
	failure.Unavailable:  http.StatusServiceUnavailable,
	failure.Full:         http.StatusServiceUnavailable,
}

// Seconds after which a client may try again when the database is unavailable.
const retryUnavailable = 2

// kindOf returns the kind of an error; the zero Kind for a defect of this server. A
// context that has ended counts as unavailable: the database is slow, or the client
// has gone. The client may also have closed only its sending side, and still be
// listening.
func kindOf(err error) failure.Kind {
	if kind := failure.KindOf(err); kind != "" {
		return kind
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return failure.Unavailable
	}
	return ""
}

// statusOf returns the status and the client's text for an error. The text of a
// defect goes only to the log.
func statusOf(err error) (int, string) {
	kind := kindOf(err)
	status, ok := statuses[kind]
	if !ok {
		return http.StatusInternalServerError, "something went wrong on this server; it has been written down"
	}
	switch kind {
	case failure.Unavailable:
		return status, game.ErrUnavailable.Error() + "; try again in a moment"
	case failure.NotFound: // without what wraps it, which is for the log
		var bare *failure.Error
		if errors.As(err, &bare) {
			return status, bare.Error()
		}
	}
	return status, err.Error()
}

// fail answers a request with its error: a page for people, problem details (RFC
// 9457) for programs.
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

// advise sets the header that helps the client: when to retry, or that a token is
// needed.
func advise(h http.Header, status int, err error) {
	var later interface{ RetryAfter() time.Duration }
	switch {
	case errors.As(err, &later):
		h.Set("Retry-After", limit.Seconds(later.RetryAfter()))
	case status == http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="kibitz"`)
	case status == http.StatusServiceUnavailable:
		h.Set("Retry-After", strconv.Itoa(retryUnavailable))
	}
}

// logFault logs an error that is the server's fault, not the client's. Errors are
// logged at the edge and nowhere else.
func (s *Server) logFault(r *http.Request, err error) {
	if status, _ := statusOf(err); status >= 500 && !errors.Is(err, context.Canceled) && kindOf(err) != failure.Full {
		s.config.Log.Error("request failed", "method", r.Method, "path", r.URL.Path, "status", status, "err", err)
	}
}

// problem is an error in the format of RFC 9457.
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

// withVersion adds a game's version to a refusal, except while spectators see the
// game late: then the version would tell too much.
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

// refuse answers 503 with a problem.
func refuse(w http.ResponseWriter, detail string) {
	const status = http.StatusServiceUnavailable
	problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail}.write(w)
}
