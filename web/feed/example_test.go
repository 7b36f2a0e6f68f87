package feed_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"

	"kibitz/web/webtest"
)

// An event is what this client wants to know of one.
type event struct {
	Version           int
	Kind, SAN, Status string
}

// follow connects to a game's feed and calls on with each event after a cursor, until on
// returns false or the connection ends.
func follow(game string, cursor int, on func(event) bool) error {
	request, err := http.NewRequest("GET", fmt.Sprintf("%s/feed?after=%d", game, cursor), nil)
	if err != nil {
		return err
	}
	request.Header.Set("Accept", "application/x-ndjson")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		if len(lines.Bytes()) == 0 {
			continue // says that the connection is alive
		}
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return err // the line was cut off: it will come again
		}
		if e.Kind == "presence" {
			continue // who is there; it has no version
		}
		if !on(e) {
			return nil
		}
	}
	return lines.Err()
}

// A program follows a game by NDJSON, one event a line. Its cursor is the version of the
// last event that it has had. Whenever the connection ends before the game does, it
// connects again with that cursor: so it gets every event once and in order, whatever
// happens to the network and the server.
func Example() {
	t, done := webtest.ForExample()
	defer done()
	server := webtest.Serve(t)
	server.Move("f3", "e5")

	cursor, over := 0, false
	for !over {
		err := follow(server.URL+"/games/"+string(server.ID), cursor, func(e event) bool {
			fmt.Printf("%d %s %q\n", e.Version, e.Kind, e.SAN)
			cursor, over = e.Version, e.Status == "over"
			return cursor != 3 // here the connection breaks
		})
		if err != nil {
			fmt.Println(err)
		}
		fmt.Println("disconnected after", cursor)
		if cursor == 3 {
			server.Move("g4", "Qh4#") // meanwhile the game goes on
		}
	}
	// Output:
	// 1 created ""
	// 2 joined ""
	// 3 move "f3"
	// disconnected after 3
	// 4 move "e5"
	// 5 move "g4"
	// 6 move "Qh4#"
	// disconnected after 6
}
