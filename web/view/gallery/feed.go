package gallery

import (
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// feed is the feed of a game in which nothing happens, by whichever transport the
// page uses: an empty answer, or a stream that stays open and silent.
func feed(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.EqualFold(r.Header.Get("Upgrade"), "websocket"):
		feedSocket(w, r)
	case strings.Contains(r.Header.Get("Accept"), "application/json"):
		hold(w, r)
	default:
		w.Header().Set("Content-Type", "text/event-stream")
		if err := http.NewResponseController(w).Flush(); err == nil {
			<-r.Context().Done()
		}
	}
}

// hold answers a poll at once, and a long poll when its time is up.
func hold(w http.ResponseWriter, r *http.Request) {
	if seconds, err := strconv.Atoi(r.FormValue("wait")); err == nil {
		w.Header().Set("Preference-Applied", fmt.Sprintf("wait=%d", seconds))
		select {
		case <-time.After(time.Duration(seconds) * time.Second):
		case <-r.Context().Done():
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// feedSocket accepts a WebSocket and sends nothing more (RFC 6455, 4.2.2).
func feedSocket(w http.ResponseWriter, r *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer conn.Close()
	accept := sha1.Sum([]byte(r.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	_, err = fmt.Fprintf(conn, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
		base64.StdEncoding.EncodeToString(accept[:]))
	if err == nil {
		_, _ = io.Copy(io.Discard, conn)
	}
}
