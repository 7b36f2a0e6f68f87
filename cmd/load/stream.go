package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

// sse follows a game by Server-Sent Events.
func (r *reader) sse(_ context.Context, c *conn) error {
	in, err := r.stream(c, "Accept: text/event-stream\r\n")
	if err != nil {
		return err
	}
	ended := false
	err = readSSE(in, func(kind string, data []byte) error {
		now := time.Now()
		_ = c.SetReadDeadline(now.Add(silence))
		if kind == "end" {
			ended = true
			return nil
		}
		return r.take(data, now)
	})
	return farewell(err, ended)
}

// ndjson follows a game by lines of JSON.
func (r *reader) ndjson(_ context.Context, c *conn) error {
	in, err := r.stream(c, "Accept: application/x-ndjson\r\n")
	for err == nil {
		var line []byte
		line, r.line, err = readLine(in, r.line)
		now := time.Now()
		_ = c.SetReadDeadline(now.Add(silence))
		if err == nil && len(line) > 0 {
			err = r.take(line, now)
		}
	}
	return farewell(err, r.over)
}

// stream asks for the feed as a stream.
func (r *reader) stream(c *conn, header string) (*bufio.Reader, error) {
	answer, err := r.ask(c, silence, header)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		return nil, refused(answer)
	}
	r.answered()
	return bufio.NewReaderSize(answer.Body, readBuffer), nil
}

// farewell returns the reason why a stream has ended: EOF after the game's end is
// in order, and else the server wants the reader to come back.
func farewell(err error, ended bool) error {
	switch {
	case errors.Is(err, io.EOF) && ended:
		return errEnd
	case errors.Is(err, io.EOF):
		return errComeBack
	}
	return err
}

var (
	fieldEvent = []byte("event:")
	fieldData  = []byte("data:")
)

// readSSE calls f with the kind and the data of each event of an event stream,
// as the HTML standard has them, until the stream ends (io.EOF) or f fails.
// Comments, ids and retry times are ignored, because the cursor is in the data.
func readSSE(in *bufio.Reader, f func(kind string, data []byte) error) error {
	kind, data, some := "", []byte(nil), false
	var long []byte
	for {
		line, buffer, err := readLine(in, long)
		long = buffer
		switch {
		case err != nil:
			return err
		case len(line) == 0:
			if some {
				if err := f(kind, data); err != nil {
					return err
				}
			}
			kind, data, some = "", data[:0], false
		case bytes.HasPrefix(line, fieldEvent):
			kind = kindOf(trimSpace(line[len(fieldEvent):]))
		case bytes.HasPrefix(line, fieldData):
			if some {
				data = append(data, '\n')
			}
			if len(data) > maxLine {
				return errTooLong
			}
			data, some = append(data, trimSpace(line[len(fieldData):])...), true
		}
	}
}

// kindOf makes a string of the kind of an event, without an allocation for the
// most frequent one.
func kindOf(name []byte) string {
	if string(name) == "move" {
		return "move"
	}
	return string(name)
}

// trimSpace removes the one space that may precede a field's value.
func trimSpace(value []byte) []byte {
	if len(value) > 0 && value[0] == ' ' {
		return value[1:]
	}
	return value
}
