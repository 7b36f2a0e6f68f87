package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

const askTimeout = 10 * time.Second

// poll asks at intervals. The first pause is random, so that the polls of many
// readers are spread over the interval.
func (r *reader) poll(ctx context.Context, c *conn) error {
	for first := r.ready != nil; ; first = false {
		if _, _, err := r.askOnce(c, 0); err != nil {
			return err
		}
		r.answered()
		if first {
			r.pause(ctx, r.interval)
		} else {
			wait(ctx, r.interval)
		}
	}
}

// longPoll asks and waits for the answer. The first request is not to be held, so
// that its answer shows that the reader is connected.
func (r *reader) longPoll(ctx context.Context, c *conn) error {
	for hold := time.Duration(0); ; hold = r.hold {
		events, held, err := r.askOnce(c, hold)
		if err != nil {
			return err
		}
		r.answered()
		switch {
		case events > 0:
			if r.pause(ctx, r.jitter); ctx.Err() != nil {
				return ctx.Err()
			}
			r.herd.note(r.round, r.checker.at)
		case hold > 0 && !held:
			return errComeBack
		}
	}
}

// askOnce asks once, with the request to be held for a time, and takes the events
// of the answer. held reports whether the server agreed to hold it.
func (r *reader) askOnce(c *conn, hold time.Duration) (events int, held bool, err error) {
	header := "Accept: application/json\r\n"
	if hold > 0 {
		header += fmt.Sprintf("Prefer: wait=%d\r\n", int(hold.Seconds()))
	}
	finished := r.round.finished()
	answer, err := r.ask(c, hold+askTimeout, header)
	if err != nil {
		return 0, false, err
	}
	now := time.Now()
	defer answer.Body.Close()
	held = answer.Header.Get("Preference-Applied") != ""
	switch answer.StatusCode {
	case http.StatusNoContent:
		r.tally.empty.Add(1)
		if finished { // and yet its last event has not come
			err = errEnd
		}
		return 0, held, err
	case http.StatusOK:
	default:
		return 0, held, refused(answer)
	}
	if r.body, err = readBody(answer, r.body); err != nil {
		return 0, held, err
	}
	if events, err = r.takeAll(r.body, now); err == nil && r.over {
		err = errEnd
	}
	return events, held, err
}

// readBody reads an answer to its end, into a buffer.
func readBody(answer *http.Response, into []byte) ([]byte, error) {
	if n := answer.ContentLength; n >= 0 && n <= maxLine {
		if int64(cap(into)) < n {
			into = make([]byte, n)
		}
		_, err := io.ReadFull(answer.Body, into[:n])
		return into[:n], err
	}
	return io.ReadAll(io.LimitReader(answer.Body, maxLine))
}

// takeAll takes the events of an answer, {"version":19,"events":[…]}.
func (r *reader) takeAll(body []byte, now time.Time) (events int, err error) {
	err = members(body, func(key, value []byte) error {
		if string(key) != `"events"` {
			return nil
		}
		return elements(value, func(data []byte) error {
			events++
			return r.take(data, now)
		})
	})
	return events, err
}
