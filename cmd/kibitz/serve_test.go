package main

import (
	"net"
	"slices"
	"testing"
)

func TestServerSaysWhereItIs(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	for _, c := range []struct {
		config config
		want   []string
	}{
		{config{addr: "localhost:0", tls: tlsSelf}, []string{"http://localhost:" + port, "https://localhost:" + port}},
		{config{addr: ":0", tls: tlsOff}, []string{"http://localhost:" + port}},
		{config{addr: "[::]:0", tls: tlsOff}, []string{"http://localhost:" + port}},
		{config{addr: ":443", tls: tlsSelf, autocert: "chess.example"}, []string{"https://chess.example:" + port}},
		{config{addr: ":0", baseURL: "https://chess.example"}, []string{"https://chess.example"}},
	} {
		if got := addresses(c.config, listener); !slices.Equal(got, c.want) {
			t.Errorf("%+v: got %v, want %v", c.config, got, c.want)
		}
	}
}
