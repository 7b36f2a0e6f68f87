package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"
	"unicode/utf8"

	"kibitz/game"
	"kibitz/web/request"
)

// Codes of RFC 6455, 7.4.1, with which a socket is closed that broke a rule.
// docs/protocol.md has the table of all.
const (
	closeUnsupported = 1003
	closeInvalidData = 1007
	closePolicy      = 1008

	textFrame = 1 // RFC 6455, 5.2
)

// obey answers a client's commands, one after the other, until the connection
// ends or a rule is broken, and returns which.
func (o *socket) obey(do func(request.Fields) (game.Event, error)) why {
	var recent [maxCommands]time.Time
	for n := 0; ; n++ {
		kind, data, err := o.conn.ReadMessage()
		if err != nil {
			return parted(err)
		}
		o.alive()
		now := time.Now()
		if now.Sub(recent[n%maxCommands]) < commandWindow {
			o.close(closePolicy, fmt.Sprintf("more than %d commands in %v", maxCommands, commandWindow))
			return refused
		}
		recent[n%maxCommands] = now
		c, code := parseCommand(kind, data)
		if code != 0 {
			o.close(code, "send a JSON object in a text frame")
			return refused
		}
		o.answer(c, do)
	}
}

// answer does what a client asks for and tells it. Once the socket is closed
// nothing can be told, and so nothing is done.
func (o *socket) answer(c clientCommand, do func(request.Fields) (game.Event, error)) {
	o.obeying.take()
	defer o.obeying.give()
	if !o.closed && o.flush() == nil {
		o.text(reply(c.re, c.err, func() (game.Event, error) { return do(c.fields) }))
	}
}

// A clientCommand is what a frame from a client says.
type clientCommand struct {
	re     json.RawMessage // the client's own number for it, sent back
	fields request.Fields
	err    error // why it cannot be understood, although it is JSON
}

// parseCommand reads a frame. A code other than 0 closes the socket.
func parseCommand(kind int, data []byte) (c clientCommand, code int) {
	if kind != textFrame {
		return c, closeUnsupported
	}
	var id struct{ ID json.RawMessage }
	if !utf8.Valid(data) || !bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) || json.Unmarshal(data, &id) != nil {
		return c, closeInvalidData
	}
	c.re = json.RawMessage("null")
	if n := id.ID; len(n) > 0 && len(n) <= 32 && n[0] != '{' && n[0] != '[' {
		c.re = n
	}
	c.fields, c.err = request.ReadJSON(data)
	return c, 0
}

// reply is the answer to a command, after what it asked for is kept.
func reply(re json.RawMessage, unread error, do func() (game.Event, error)) []byte {
	event, err := game.Event{}, unread
	if err == nil {
		event, err = do()
	}
	answer := struct {
		Re      json.RawMessage `json:"re"`
		Version game.Version    `json:"version,omitempty"`
		Error   *problem        `json:"error,omitempty"`
	}{Re: re, Version: event.Version}
	if err != nil {
		p := problemOf(err)
		answer.Error = &p
	}
	text, err := json.Marshal(answer)
	if err != nil {
		panic(err) // the id is JSON that was read, the rest strings and numbers
	}
	return text
}

// command does what a client asked for over the socket of a game, as a POST
// would.
func (s *Server) command(r *http.Request, src source, f request.Fields, trip time.Duration) (game.Event, error) {
	ctx, cancel := context.WithTimeout(r.Context(), requestTimeout)
	defer cancel()
	event, err := s.obeyed(r.WithContext(ctx), src, f, trip)
	if err != nil {
		s.logFault(r, err)
	}
	return event, err
}

func (s *Server) obeyed(r *http.Request, src source, f request.Fields, trip time.Duration) (game.Event, error) {
	one, ok := src.(*oneGame)
	if !ok {
		return game.Event{}, fmt.Errorf("%w: commands go over the socket of one game", request.ErrBadBody)
	}
	id := one.game // which never changes: the stream reads on meanwhile
	if err := s.byAddress.Take(request.Address(r), 1); err != nil {
		return game.Event{}, err
	}
	p, err := s.player(r)
	if err != nil {
		return game.Event{}, err
	}
	do := game.Action(f["do"])
	switch {
	case do == "move":
		event, err := s.moved(r, id, p, f, trip)
		return event, s.missed(r.Context(), id, err)
	case do == "chat":
		return s.talk(r, id, p, f)
	case slices.Contains(game.Actions, do):
		event, err := s.done(r, id, p, do, f)
		return event, s.missed(r.Context(), id, err)
	}
	return game.Event{}, fmt.Errorf("%w: do is move, chat or one of %v", request.ErrBadBody, game.Actions)
}
