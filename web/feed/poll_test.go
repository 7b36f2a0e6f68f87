package feed

import (
	"testing"

	"kibitz/game"
)

func TestAnswerToAPollHasEventsAndWhoIsThere(t *testing.T) {
	move, chat := Message{kind: game.Moved, data: []byte(`{"m":1}`)}, Message{kind: game.Said, data: []byte(`{"c":1}`)}
	present := Message{kind: game.PresenceKind, data: []byte(`{"p":1}`)}
	for _, c := range []struct {
		messages []Message
		want     string
	}{
		{[]Message{move}, `{"version":4,"events":[{"m":1}]}`},
		{[]Message{move, chat}, `{"version":4,"events":[{"m":1},{"c":1}]}`},
		{[]Message{move, chat, present}, `{"version":4,"events":[{"m":1},{"c":1}],"presence":{"p":1}}`},
		{[]Message{present}, `{"version":4,"events":[],"presence":{"p":1}}`},
	} {
		if got := string((&Game{cursor: 4}).Answer(c.messages)); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}
