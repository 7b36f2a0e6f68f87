package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// Just enough of RFC 6455 for a spectator, who only sends what the protocol demands.
// A library's connection would take several times the memory.

// Opcodes, RFC 6455, 5.2.
const (
	opContinuation = 0
	opText         = 1
	opClose        = 8
	opPing         = 9
	opPong         = 10
)

const closeNormal, closeRestart, closeTryLater = 1000, 1012, 1013

var errFrame = errors.New("a frame that breaks the WebSocket protocol")

// webSocket follows a game by WebSocket.
func (r *reader) webSocket(_ context.Context, c *conn) error {
	if err := r.upgrade(c); err != nil {
		return err
	}
	r.answered()
	var message []byte // the frames that have arrived of it
	for {
		_ = c.SetReadDeadline(time.Now().Add(silence))
		f, err := readFrame(c.in, r.body)
		if err != nil {
			return err
		}
		now := time.Now()
		r.body = f.payload[:0]
		switch f.op {
		case opPing:
			err = r.reply(c, opPong, f.payload)
		case opClose:
			_ = r.reply(c, opClose, f.payload)
			return closedWith(f.payload)
		case opText, opContinuation:
			switch message = append(message, f.payload...); {
			case len(message) > maxLine:
				err = errTooLong
			case f.last:
				err = r.take(message, now)
				message = message[:0]
			}
		}
		if err != nil {
			return err
		}
	}
}

// upgrade makes a WebSocket of the connection.
func (r *reader) upgrade(c *conn) error {
	var nonce [16]byte
	_, _ = rand.Read(nonce[:])
	key := base64.StdEncoding.EncodeToString(nonce[:])
	answer, err := r.ask(c, silence, "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "+key+"\r\n")
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusSwitchingProtocols {
		return refused(answer)
	}
	sum := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	if answer.Header.Get("Sec-WebSocket-Accept") != base64.StdEncoding.EncodeToString(sum[:]) {
		return fmt.Errorf("%w: the answer is to another handshake", errFrame)
	}
	return nil
}

// A frame is a part of a message, or a control frame, from the server.
type frame struct {
	op      byte
	last    bool // of its message
	payload []byte
}

// readFrame reads a frame, whose payload is in into if that is large enough.
func readFrame(in *bufio.Reader, into []byte) (f frame, err error) {
	var head [10]byte
	if _, err = io.ReadFull(in, head[:2]); err != nil {
		return f, err
	}
	f.op, f.last = head[0]&0x0f, head[0]&0x80 != 0
	length := uint64(head[1])
	switch head[1] {
	case 126:
		_, err = io.ReadFull(in, head[2:4])
		length = uint64(binary.BigEndian.Uint16(head[2:]))
	case 127:
		_, err = io.ReadFull(in, head[2:10])
		length = binary.BigEndian.Uint64(head[2:])
	}
	control := f.op >= opClose
	switch {
	case err != nil:
		return f, err
	case head[0]&0x70 != 0, head[1] >= 128, control && (length > 125 || !f.last), f.op > opPong, f.op > opText && !control:
		return f, errFrame // an extension; masked; a control frame that is long or fragmented; or of an unknown kind
	case length > maxLine:
		return f, errTooLong
	}
	if uint64(cap(into)) < length {
		into = make([]byte, max(length, 512))
	}
	f.payload = into[:length]
	_, err = io.ReadFull(in, f.payload)
	return f, err
}

// reply sends a control frame.
func (r *reader) reply(c *conn, op byte, payload []byte) error {
	var mask [4]byte
	binary.BigEndian.PutUint32(mask[:], r.random.Uint32())
	r.line = appendFrame(r.line[:0], op, payload, mask)
	_ = c.SetWriteDeadline(time.Now().Add(askTimeout))
	_, err := c.Write(r.line)
	return err
}

// appendFrame appends a short frame, masked as those of a client have to be.
func appendFrame(to []byte, op byte, payload []byte, mask [4]byte) []byte {
	to = append(to, 0x80|op, 0x80|byte(len(payload)))
	to = append(to, mask[:]...)
	for i, b := range payload {
		to = append(to, b^mask[i%4])
	}
	return to
}

// closedWith returns the error for a closing frame.
func closedWith(payload []byte) error {
	if len(payload) < 2 {
		return fmt.Errorf("%w: closed without a reason", errFrame)
	}
	switch code := binary.BigEndian.Uint16(payload); code {
	case closeNormal:
		return errEnd
	case closeRestart, closeTryLater:
		return errComeBack
	default:
		return fmt.Errorf("closed with %d %q", code, payload[2:])
	}
}
