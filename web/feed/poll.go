package feed

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"kibitz/game"
	"kibitz/web/request"
	"kibitz/web/transport"
)

// A Pollable is a source that can be polled.
type Pollable interface {
	Source
	// PolledBy reads what only a poll says. It is called before the first read.
	PolledBy(r *http.Request) error
	// Answer returns the body of an answer with messages: JSON with the cursor and the
	// events.
	Answer(messages []Message) []byte
}

// poll answers at once with what is after the cursor, or with 204 if there is nothing.
func (f *Server) poll(w http.ResponseWriter, r *http.Request, src Pollable) error {
	ctx, cancel := context.WithTimeout(r.Context(), request.WorkTime)
	defer cancel()
	leave, err := f.config.Lanes.Enter(ctx, request.Address(r))
	if err != nil {
		return err
	}
	defer leave()
	messages, err := src.Since(ctx)
	if err != nil {
		return err
	}
	reader := f.readers.open(transport.Polling.Label, src.About())
	defer reader.close(completed)
	f.answerPoll(w, src, messages, reader)
	return nil
}

// answerPoll writes the answer that polling and long polling share.
func (f *Server) answerPoll(w http.ResponseWriter, src Pollable, messages []Message, reader *reader) {
	control := http.NewResponseController(w)
	_ = control.SetWriteDeadline(time.Now().Add(f.patience()))
	f.Headers(w, request.TypeJSON)
	if len(messages) == 0 {
		w.Header().Del("Content-Type")
		w.WriteHeader(http.StatusNoContent)
		return
	}
	body := src.Answer(messages)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if _, err := w.Write(body); err != nil {
		return // the client has gone, and will come back with the same cursor
	}
	for _, m := range messages {
		reader.sent(m)
	}
}

// Answer is for [Pollable]. It has the events, and who is there if that was asked for
// and has changed.
func (g *Game) Answer(messages []Message) []byte {
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

// PolledBy is for [Pollable]. It reads the number of the last presence that the client
// has had; a client that names none is not told who is there.
func (g *Game) PolledBy(r *http.Request) error {
	g.aside = game.NoAside
	text := r.URL.Query().Get("presence")
	if text == "" {
		return nil
	}
	n, err := request.ParseVersion(text)
	g.aside = int64(n)
	return err
}

// cursorOf returns the cursor that a request names, "" for none. Last-Event-ID comes
// first: an EventSource that reconnects asks for the address it began with.
func cursorOf(r *http.Request) string {
	if last := strings.TrimSpace(r.Header.Get("Last-Event-ID")); last != "" {
		return last
	}
	return r.URL.Query().Get("after")
}
