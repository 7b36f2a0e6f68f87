package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"kibitz/game"
	"kibitz/web/request"
)

// A pollable is a source that can be read by requests that end.
type pollable interface {
	source
	// polledBy reads what only such a request says.
	polledBy(r *http.Request) error
	// answer is the body that brings messages, JSON with the cursor and the events.
	answer(messages []message) []byte
}

// poll answers at once: with what is after the cursor, or that there is
// nothing.
func (s *Server) poll(w http.ResponseWriter, r *http.Request, src pollable) error {
	ctx, cancel := context.WithTimeout(r.Context(), requestTimeout)
	defer cancel()
	leave, err := s.lanes.Enter(ctx, request.Address(r))
	if err != nil {
		return err
	}
	defer leave()
	messages, err := src.since(ctx)
	if err != nil {
		return err
	}
	life := s.readers.open("polling", src.about())
	defer life.close(completed)
	s.answerPoll(w, src, messages, life)
	return nil
}

// answerPoll writes the answer that polling and long polling share.
func (s *Server) answerPoll(w http.ResponseWriter, src pollable, messages []message, life *life) {
	control := http.NewResponseController(w)
	_ = control.SetWriteDeadline(time.Now().Add(s.patience()))
	feedHeaders(w, request.TypeJSON)
	if len(messages) == 0 {
		w.Header().Del("Content-Type")
		w.WriteHeader(http.StatusNoContent)
		return
	}
	body := src.answer(messages)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if _, err := w.Write(body); err != nil {
		return // a client that has gone comes back with the same cursor
	}
	for _, m := range messages {
		life.sent(m)
	}
}

// answer is what there is after a cursor: the events, and who is there if that
// was asked for and has changed.
func (g *oneGame) answer(messages []message) []byte {
	body := append([]byte(`{"version":`), position(g.cursor)...)
	body = append(body, `,"events":[`...)
	var presence []byte
	for i, m := range messages {
		if m.kind == game.PresenceKind {
			presence = m.data // comes last
			continue
		}
		if i > 0 {
			body = append(body, ',')
		}
		body = append(body, m.data...)
	}
	body = append(body, ']')
	if presence != nil {
		body = append(append(body, `,"presence":`...), presence...)
	}
	return append(body, '}')
}

// polledBy reads the number of the last presence that a poll names; one that
// names none is not told who is there.
func (g *oneGame) polledBy(r *http.Request) error {
	g.aside = game.NoAside
	text := r.URL.Query().Get("presence")
	if text == "" {
		return nil
	}
	n, err := request.ParseVersion(text)
	g.aside = int64(n)
	return err
}

// cursorOf is the cursor that a request names, "" for none. What a browser saw
// last is newer than the address it first asked for.
func cursorOf(r *http.Request) string {
	if last := strings.TrimSpace(r.Header.Get("Last-Event-ID")); last != "" {
		return last
	}
	return r.URL.Query().Get("after")
}
