package main

import (
	"crypto/tls"
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

// anyCertificate has a client take ours, as a person does who says that it is
// all right. net/http adds HTTP/2 to it, so it is not to be shared.
func anyCertificate() *tls.Config { return &tls.Config{InsecureSkipVerify: true} }

// A whole server, as make run starts it: whoever has come by one of the two is
// known by the other, since they are one address.
func TestGuestsAreKnownByHTTPAndByHTTPS(t *testing.T) {
	p := start(t, dataDir(t))
	white, black := newPlayer(t), newPlayer(t)
	for _, c := range []*http.Client{white, black} {
		c.Transport = &http.Transport{TLSClientConfig: anyCertificate(), ForceAttemptHTTP2: true}
		t.Cleanup(c.CloseIdleConnections)
	}
	plain, secure := p.url, "https"+strings.TrimPrefix(p.url, "http")
	created, err := send(white, secure+"/games", map[string]any{"color": "white"})
	if err != nil {
		t.Fatal(err)
	}
	path := "/games/" + created["game"].(string)
	if _, err := send(black, plain+path+"/join", nil); err != nil {
		t.Fatal(err)
	}
	for i, move := range []struct {
		by *http.Client
		to string
		as string
	}{{white, plain, "e4"}, {black, secure, "e5"}, {white, secure, "Nf3"}, {black, plain, "Nc6"}} {
		if _, err := send(move.by, move.to+path+"/moves", map[string]any{"move": move.as, "seen": i + 2}); err != nil {
			t.Errorf("%s: %v", move.as, err)
		}
	}

	dialer := websocket.Dialer{TLSClientConfig: anyCertificate(), Jar: white.Jar}
	header := http.Header{"Origin": {secure}}
	conn, _, err := dialer.DialContext(t.Context(), "wss"+strings.TrimPrefix(secure, "https")+path+"/feed?after=5", header)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.WriteMessage(websocket.TextMessage, []byte(`{"id":7,"do":"move","move":"f1b5","seen":6}`)); err != nil {
		t.Fatal(err)
	}
	for {
		_, text, err := conn.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), `"re":7`) {
			if !strings.Contains(string(text), `"version":7`) {
				t.Errorf("the move over the socket: %s", text)
			}
			return
		}
	}
}
