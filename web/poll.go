package web

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"kibitz/game"
)

// poll answers at once: with what is after the cursor, or that there is
// nothing.
func (s *Server) poll(w http.ResponseWriter, r *http.Request, src *oneGame) error {
	ctx, cancel := context.WithTimeout(r.Context(), requestTimeout)
	defer cancel()
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
func (s *Server) answerPoll(w http.ResponseWriter, src *oneGame, messages []message, life *life) {
	control := http.NewResponseController(w)
	_ = control.SetWriteDeadline(time.Now().Add(s.patience()))
	feedHeaders(w, typeJSON)
	if len(messages) == 0 {
		w.Header().Del("Content-Type")
		w.WriteHeader(http.StatusNoContent)
		return
	}
	body := pollBody(src.cursor, messages)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if _, err := w.Write(body); err != nil {
		return // a client that has gone comes back with the same cursor
	}
	for _, m := range messages {
		life.sent(m)
	}
}

// pollBody is what there is after a cursor: the events, and who is there if that
// was asked for and has changed.
func pollBody(cursor game.Version, messages []message) []byte {
	body := append([]byte(`{"version":`), position(cursor)...)
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

// asideOf is the number of the last presence that a poll names; one that names
// none is not told who is there.
func asideOf(r *http.Request) (int64, error) {
	text := r.URL.Query().Get("presence")
	if text == "" {
		return game.NoAside, nil
	}
	n, err := parseVersion(text)
	return int64(n), err
}
