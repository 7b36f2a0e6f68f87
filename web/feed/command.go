package feed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
	"unicode/utf8"

	"kibitz/game"
	"kibitz/web/request"
)

// Codes (RFC 6455, 7.4.1) that close a socket whose client breaks a rule.
// docs/protocol.md has the table of all.
const (
	closeUnsupported = 1003
	closeInvalidData = 1007
	closePolicy      = 1008

	textFrame = 1 // RFC 6455, 5.2
)

// serveCommands carries out a client's commands, one after the other, until the
// connection ends or a rule is broken, and returns which it was.
func (o *socket) serveCommands(do func(request.Fields) (game.Event, error)) outcome {
	var recent [maxCommands]time.Time
	for n := 0; ; n++ {
		kind, data, err := o.conn.ReadMessage()
		if err != nil {
			return outcomeOfRead(err)
		}
		o.extendReadDeadline()
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

// answer carries out a command and answers it. Once the socket is closed no answer can
// be sent, so no command is carried out.
func (o *socket) answer(c clientCommand, do func(request.Fields) (game.Event, error)) {
	o.answering.Lock()
	defer o.answering.Unlock()
	if !o.closed && o.flush() == nil {
		o.text(o.reply(c, do))
	}
}

// A clientCommand is what a frame from a client says.
type clientCommand struct {
	re     json.RawMessage // the client's id of the command, which the answer repeats
	fields request.Fields
	err    error // why it makes no sense, although it is JSON
}

// parseCommand reads a frame. If code is not 0, the socket has to be closed with it.
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

// reply carries out a command and returns the answer, once the change is committed.
func (o *socket) reply(c clientCommand, do func(request.Fields) (game.Event, error)) []byte {
	event, err := game.Event{}, c.err
	if err == nil {
		event, err = do(c.fields)
	}
	answer := struct {
		Re      json.RawMessage `json:"re"`
		Version game.Version    `json:"version,omitempty"`
		Error   any             `json:"error,omitempty"`
	}{Re: c.re, Version: event.Version}
	if err != nil {
		answer.Error = o.problem(err)
	}
	text, err := json.Marshal(answer)
	if err != nil {
		panic(err) // cannot happen: the id was parsed as JSON, the rest is strings and numbers
	}
	return text
}

// command carries out a command that came over the socket of a game.
func (f *Server) command(r *http.Request, src Source, said request.Fields, trip time.Duration) (game.Event, error) {
	one, ok := src.(*Game)
	if !ok {
		return game.Event{}, fmt.Errorf("%w: commands go over the socket of one game", request.ErrBadBody)
	}
	return f.config.Do(r, one.ID, said, trip) // another goroutine reads src meanwhile, but ID never changes
}
