package https

import (
	"bufio"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"testing"
)

// One port answers by HTTP, HTTPS over HTTP/1.1, and HTTP/2.
func TestOnePortSpeaksAllThatABrowserMay(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	config, trusted, err := Config(Options{Dir: filepath.Join(t.TempDir(), "tls"), Log: slog.New(slog.DiscardHandler)})
	if err != nil || trusted {
		t.Fatalf("trusted is %v, %v; want a certificate that browsers warn of", trusted, err)
	}
	server := &http.Server{
		Handler:   http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Proto) }),
		TLSConfig: config,
	}
	ended := make(chan error, 1)
	go func() { ended <- Serve(server, listener, func(l net.Listener) net.Listener { return l }) }()
	for _, c := range []struct {
		scheme, want string
		http2        bool
	}{{"http", "HTTP/1.1", true}, {"https", "HTTP/1.1", false}, {"https", "HTTP/2.0", true}} {
		transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: c.http2}
		response, err := (&http.Client{Transport: transport}).Get(c.scheme + "://" + listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		line, _ := bufio.NewReader(response.Body).ReadString('\n')
		response.Body.Close()
		transport.CloseIdleConnections()
		if line != c.want {
			t.Errorf("%s: got %s, want %s", c.scheme, line, c.want)
		}
	}
	if err := server.Close(); err != nil {
		t.Error(err)
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		t.Errorf("got %v, want that the server was closed", err)
	}
}
