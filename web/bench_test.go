package web_test

import (
	"io"
	"net/http"
	"testing"
)

// What a poll costs that finds nothing, which is what most of them do.
func BenchmarkPollWithNothingNew(b *testing.B) {
	m := newSite(b).newMatch("")
	m.play(story[:30]...)
	for _, c := range []struct {
		name string
		by   *client
	}{{"spectator", m.client()}, {"player", m.white}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				response, err := c.by.Get(m.feed() + "?after=32")
				if err != nil {
					b.Fatal(err)
				}
				_, _ = io.Copy(io.Discard, response.Body)
				if response.Body.Close(); response.StatusCode != http.StatusNoContent {
					b.Fatalf("got %d, want 204", response.StatusCode)
				}
			}
		})
	}
}
