package feed

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"kibitz/game"
)

// boardsQuery names games that are all different.
func boardsQuery(n int) string {
	var query strings.Builder
	for i := range n {
		fmt.Fprintf(&query, "&game=AAAAAA%02d", i)
	}
	return query.String()
}

func TestBoardsAreOneToSixtyFourEachOnce(t *testing.T) {
	for _, c := range []struct {
		query string
		want  error
	}{
		{"", ErrBadGames},
		{boardsQuery(1), nil},
		{boardsQuery(MaxBoards), nil},
		{boardsQuery(MaxBoards + 1), ErrBadGames},
		{"&game=AAAAAAAA&game=AAAAAAAA", ErrBadGames},
		{"&game=AAAA", game.ErrNotFound},
		{boardsQuery(2) + "&after=1", game.ErrBadCursor},
		{boardsQuery(2) + "&after=1,2,3", game.ErrBadCursor},
	} {
		_, err := NewBoards(httptest.NewRequest("GET", "/watch/feed?x=y"+c.query, nil), nil, View{}, nil)
		if !errors.Is(err, c.want) {
			t.Errorf("%.60q: got %v, want %v", c.query, err, c.want)
		}
	}
}

// A reader of boards is a script, and is at those games that it says it shows in full.
func TestReaderOfBoardsIsAtThoseThatItNames(t *testing.T) {
	m, err := NewBoards(httptest.NewRequest("GET", "/watch/feed?presence=AAAAAA01"+boardsQuery(3), nil), nil, View{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := m.About()
	if len(got.Games) != 3 || len(got.At) != 1 || got.At[0] != "AAAAAA01" || !got.Script || got.You != "" {
		t.Errorf("got %+v, want a script at one of three games", got)
	}
}

// One who reads a game without being told who is there is a page without a script.
func TestReaderOfAGameIsAScriptIfItHearsOfPresence(t *testing.T) {
	for query, script := range map[string]bool{"": false, "presence=0": true, "presence=17": true} {
		r := httptest.NewRequest("GET", "/games/AAAAAAAA/feed?after=1&"+query, nil)
		g, err := NewGame(r, nil, View{}, "AAAAAAAA")
		if err != nil {
			t.Fatal(err)
		}
		if got := g.About(); !got.Script {
			t.Errorf("a stream is no script")
		}
		if err := g.PolledBy(r); err != nil {
			t.Fatal(err)
		}
		if got := g.About(); got.Script != script || len(got.At) != 1 {
			t.Errorf("polled with %q: got %+v, want a script: %v", query, got, script)
		}
	}
}
