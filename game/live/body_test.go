package live

import (
	"encoding/json"
	"testing"

	"kibitz/game"
	"kibitz/game/gametest"
)

// A field that is added to an event has to travel, too.
func TestEveryFieldTravels(t *testing.T) {
	sent := gametest.Filled[game.Event]()
	if got := travelled(t, bodyOf(&sent)); got.event() != sent {
		t.Errorf("got %+v\nwant %+v", got.event(), sent)
	}
	here := gametest.Filled[game.Here]()
	if got := travelled(t, hereOf(here)); got.here() != here {
		t.Errorf("got %+v\nwant %+v", got.here(), here)
	}
}

// travelled is a body after the way to another server.
func travelled[Body any](t *testing.T, body Body) (got Body) {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	if err := decodeStrictly(data, &got); err != nil {
		t.Fatal(err)
	}
	return got
}
