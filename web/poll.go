package web

import (
	"context"
	"net/http"
	"strconv"
	"time"
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
	body := append([]byte(`{"version":`), position(src.cursor)...)
	body = append(body, `,"events":[`...)
	for i, m := range messages {
		if i > 0 {
			body = append(body, ',')
		}
		body = append(body, m.data...)
	}
	body = append(body, "]}"...)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if _, err := w.Write(body); err != nil {
		return // a client that has gone comes back with the same cursor
	}
	for _, m := range messages {
		life.sent(m)
	}
}
