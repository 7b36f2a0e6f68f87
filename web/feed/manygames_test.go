package feed_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/web/webtest"
)

// many asks for the feed of several games and reads its events as "ID KIND
// CURSORS".
func many(b *webtest.Bubble, ids []game.ID, query string, header ...string) <-chan string {
	b.T.Helper()
	conn := b.Connect(webtest.BoardsPath(ids)+query, append(header, "Accept", "text/event-stream")...)
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		b.T.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(response.Body)
		b.T.Fatalf("status %d: %s", response.StatusCode, text)
	}
	events := make(chan string)
	go func() {
		defer close(events)
		event := map[string]string{}
		for lines := bufio.NewScanner(response.Body); lines.Scan(); {
			if line := lines.Text(); line != "" {
				name, value, _ := strings.Cut(line, ": ")
				event[name] = value
				continue
			}
			if event["event"] != "" {
				var data struct{ Game game.ID }
				_ = json.Unmarshal([]byte(event["data"]), &data)
				select {
				case events <- strings.TrimSpace(fmt.Sprintf("%s %s %s", data.Game, event["event"], event["id"])):
				case <-b.T.Context().Done():
					return
				}
			}
			event = map[string]string{}
		}
	}()
	return events
}

// threeGames starts games of 2, 3 and 4 events.
func threeGames(b *webtest.Bubble) (ids []game.ID, x, y, z string) {
	ids = []game.ID{b.NewGame(""), b.NewGame("e4"), b.NewGame("e4 e5")}
	return ids, string(ids[0]), string(ids[1]), string(ids[2])
}

func TestSeveralBoardsComeOnOneStreamWithAListOfCursors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		ids, x, y, z := threeGames(b)
		all := many(b, ids, "")
		webtest.Want(t, all, x+" snapshot 2,,", y+" snapshot 2,3,", z+" snapshot 2,3,4")
		b.MoveIn(ids[1], "e5", "Nf3")
		webtest.Want(t, all, y+" move 2,4,4", y+" move 2,5,4")
		b.MoveIn(ids[0], "d4")
		webtest.Want(t, all, x+" move 3,5,4")
		wantAfter(t, all, 15*time.Second, "ping")
	})
}

func TestReaderOfSeveralBoardsComesBackWithItsCursors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		ids, x, y, z := threeGames(b)
		for _, c := range []struct {
			query, last string
			want        []string
		}{
			{"&after=2,3,4", "", nil},
			{"&after=1,3,3", "", []string{x + " joined 2,3,3", z + " move 2,3,4"}},
			{"&after=0,0,0", "2,3,4", nil},
			{"", "2,2,4", []string{y + " move 2,3,4"}},
			{"&after=2,,4", "", []string{y + " snapshot 2,3,4"}},
			{"&after=,,", "", []string{x + " snapshot 2,,", y + " snapshot 2,3,", z + " snapshot 2,3,4"}},
			{"&after=,3,2", "", []string{x + " snapshot 2,3,2", z + " move 2,3,3", z + " move 2,3,4"}},
			{"&after=9,3,4", "", []string{x + " snapshot 2,3,4"}}, // above the newest
		} {
			var header []string
			if c.last != "" {
				header = []string{"Last-Event-ID", c.last}
			}
			all := many(b, ids, c.query, header...)
			webtest.Want(t, all, c.want...)
			wantAfter(t, all, 15*time.Second, "ping")
		}
	})
}

// quiet is a game of 72 moves without a repetition that would end it.
func quiet() string {
	moves := ""
	for _, pair := range strings.Split("a3 a6,a4 a5,h3 h6,h4 h5,b3 b6,c3 c6,d3 d6,e3 e6,g3 g6,c4 c5,d4 d5,e4 e5", ",") {
		moves += "Nf3 Nf6 Ng1 Ng8 " + pair + " "
	}
	return moves
}

func TestBoardFarBehindGetsASnapshotAndTheOthersTheirEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		ids := []game.ID{b.NewGame(quiet()), b.NewGame("e4")}
		all := many(b, ids, "&after=9,2") // 74 - 9 is one too many
		webtest.Want(t, all, string(ids[0])+" snapshot 74,2", string(ids[1])+" move 74,3")
		all = many(b, ids, "&after=10,3")
		for v := 11; v <= 74; v++ {
			webtest.Want(t, all, fmt.Sprintf("%s move %d,3", ids[0], v))
		}
	})
}

func TestStreamOfSeveralBoardsEndsWithTheLastOfThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		ids := []game.ID{b.NewGame("f3 e5 g4 Qh4#"), b.NewGame("f3 e5 g4"), b.NewGame("f3 e5")}
		all := many(b, ids, "&after=5,5,4")
		webtest.Want(t, all, string(ids[0])+" move 6,5,4")
		b.MoveIn(ids[1], "Qh4#")
		webtest.Want(t, all, string(ids[1])+" move 6,6,4")
		wantAfter(t, all, 15*time.Second, "ping")
		b.MoveIn(ids[2], "g4", "Qh4#")
		webtest.Want(t, all, string(ids[2])+" move 6,6,5", string(ids[2])+" move 6,6,6", "end")
		webtest.WantEnd(t, all)
		webtest.Want(t, many(b, ids, "&after=6,6,6"), "end")
	})
}

func TestSeveralBoardsComeOverOneWebSocket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		ids := []game.ID{b.NewGame("f3 e5 g4"), b.NewGame("f3 e5 g4")}
		p := b.DialPeer(webtest.BoardsPath(ids)+"&after=4,5", nil)
		webtest.Want(t, p.Frames, `{"game":"`+string(ids[0])+`","version":5,`)
		b.MoveIn(ids[1], "Qh4#")
		webtest.Want(t, p.Frames, `{"game":"`+string(ids[1])+`","version":6,`)
		time.Sleep(15 * time.Second)
		synctest.Wait()
		webtest.WantBoth(t, p.Frames, "ping", `{"cursor":"5,6","at":`)
		b.MoveIn(ids[0], "Qh4#")
		webtest.Want(t, p.Frames, `{"game":"`+string(ids[0])+`","version":6,`, "close 1000")
	})
}

// A board where there is always something new must not keep the others from
// being told: after each of its events it is the others' turn.
func TestBusyBoardDoesNotKeepTheOthersWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		busy := gametest.Moves(quiet())
		ids := []game.ID{b.NewGame(""), b.NewGame(""), b.NewGame("")}
		all := many(b, ids, "&after=2,2,2")
		b.MoveIn(ids[0], busy[0])
		b.MoveIn(ids[1], "e4")
		b.MoveIn(ids[2], "e4")
		var got []string
		for _, move := range busy[1:6] {
			b.MoveIn(ids[0], move) // before the reader takes what is there
			id, _, _ := strings.Cut(<-all, " ")
			got = append(got, id)
		}
		if !slices.Contains(got, string(ids[1])) || !slices.Contains(got, string(ids[2])) {
			t.Errorf("of %v the first events were of %v", ids, got)
		}
	})
}
