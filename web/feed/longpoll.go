package feed

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"kibitz/game"
	"kibitz/game/failure"
	"kibitz/web/limit"
	"kibitz/web/request"
	"kibitz/web/transport"
)

// ErrBadWait is that of a request whose wait is no number or out of bounds.
var ErrBadWait = failure.Newf(failure.Malformed, "wait is a whole number of seconds, %d to %d", shortestWait, longestWait)

// longPoll holds the request until there is something after the cursor, or the time is
// up. A server that stops or has too many readers answers at once: it says when to ask
// again, and not that the preference was applied.
func (f *Server) longPoll(w http.ResponseWriter, r *http.Request, src Pollable, wait time.Duration) error {
	away, leave := f.enter(src)
	defer leave()
	reader := f.readers.open(transport.LongPolling.Label, src.About())
	messages, reason, err := f.hold(r.Context(), src, wait, away)
	defer reader.close(reason)
	switch reason {
	case completed, timedOut:
		w.Header().Set("Preference-Applied", fmt.Sprintf("wait=%d", int(wait.Seconds())))
	case stopped, shed:
		w.Header().Set("Retry-After", limit.Seconds(retryAfter))
	}
	if err != nil {
		reader.failed(err)
		return err
	}
	f.answerPoll(w, src, messages, reader)
	return nil
}

// hold waits for messages and says why it ended; there are none when the time is up or
// the server stops. It holds the request for a game that has ended, too: otherwise its
// client would ask again and again. It does not wait if away is set.
func (f *Server) hold(ctx context.Context, src Source, wait time.Duration, away outcome) ([]Message, outcome, error) {
	if away != "" {
		ctx, cancel := context.WithTimeout(ctx, request.WorkTime)
		defer cancel()
		messages, err := src.Since(ctx)
		return messages, away, err
	}
	held, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	defer context.AfterFunc(f.config.Stopping, cancel)()
	messages, err := src.Next(held)
	if errors.Is(err, game.ErrEnded) {
		<-held.Done()
	}
	switch {
	case err == nil:
		return messages, completed, nil
	case ctx.Err() != nil:
		return nil, gone, nil
	case f.config.Stopping.Err() != nil, errors.Is(err, ErrRestart):
		return nil, stopped, nil
	case held.Err() != nil:
		return nil, timedOut, nil
	case errors.As(err, new(limit.TooFast)):
		return nil, shed, err
	}
	return nil, failed, err
}

// waitOf returns how long a request asks to be held: by ?wait=, which has to be in
// bounds, or by the header Prefer: wait= (RFC 7240), which is a wish and is brought into
// bounds. 0 is plain polling.
func waitOf(r *http.Request) (time.Duration, error) {
	if query := r.URL.Query(); query.Has("wait") {
		n, err := strconv.Atoi(query.Get("wait"))
		if err != nil || n < shortestWait || n > longestWait {
			return 0, ErrBadWait
		}
		return time.Duration(n) * time.Second, nil
	}
	for preference := range strings.SplitSeq(request.List(r, "Prefer"), ",") {
		name, value, _ := strings.Cut(preference, "=")
		value, _, _ = strings.Cut(value, ";")
		n, err := strconv.Atoi(strings.Trim(strings.TrimSpace(value), `"`))
		if errors.Is(err, strconv.ErrRange) {
			err = nil // n is the number nearest to it
		}
		if strings.EqualFold(strings.TrimSpace(name), "wait") && err == nil && n > 0 {
			return time.Duration(min(n, longestWait)) * time.Second, nil
		}
	}
	return 0, nil
}
