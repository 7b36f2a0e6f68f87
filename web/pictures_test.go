package web_test

import (
	"bytes"
	"image/png"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/web/webtest"
)

// stands is how an SVG places a piece on a square.
func stands(piece, square string) string {
	x, y := 45*int(square[0]-'a')+1, 45*int('8'-square[1])+1
	return `<use href="#` + piece + `" x="` + strconv.Itoa(x) + `" y="` + strconv.Itoa(y) + `"`
}

func TestPictureShowsThePositionThatIsAskedFor(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	m.Play("e4", "c5", "Nf3")
	for query, pieces := range map[string][]string{
		"":                        {stands("P", "e4"), stands("p", "c5"), stands("N", "f3")},
		"?ply=2":                  {stands("P", "e4"), stands("p", "c5"), stands("N", "g1")},
		"?ply=0":                  {stands("P", "e2"), stands("p", "c7"), stands("N", "g1")},
		"?ply=3":                  {stands("N", "f3")},
		"?ply=4":                  {stands("N", "f3")},
		"?ply=-1":                 {stands("N", "f3")},
		"?ply=":                   {stands("N", "f3")},
		"?ply=1e0":                {stands("N", "f3")},
		"?ply=99999999999999999":  {stands("N", "f3")},
		"?ply=%zz":                {stands("N", "f3")},
		"?ply=1&ply=2":            {stands("p", "c7")},
		"?flip=1":                 {stands("N", "c6"), stands("P", "d5")},
		"?flip=yes":               {stands("N", "f3")},
		"?flip=1&ply=1&v=junk%00": {stands("N", "b8"), stands("P", "d5")},
	} {
		got := m.Client().Get("/games/" + m.ID + "/board.svg" + query)
		if kind := got.Header.Get("Content-Type"); got.Status != http.StatusOK || kind != "image/svg+xml" {
			t.Errorf("%s: got %d %s", query, got.Status, kind)
		}
		for _, piece := range pieces {
			if !strings.Contains(got.Body, piece) {
				t.Errorf("%s: there is no %s", query, piece)
			}
		}
		drawn := m.Client().Get("/games/" + m.ID + "/board.png" + query)
		config, err := png.DecodeConfig(strings.NewReader(drawn.Body))
		if drawn.Status != http.StatusOK || err != nil || config.Width != 1200 || config.Height != 630 {
			t.Errorf("%s: the PNG is %d, %d by %d, %v", query, drawn.Status, config.Width, config.Height, err)
		}
	}
}

func TestPictureOfNoGameIsNotFound(t *testing.T) {
	c := webtest.NewSite(t).Client()
	for _, path := range []string{
		"/games/aaaaaaaa/board.svg", "/games/aaaaaaaa/board.png", "/games/x/board.svg", "/games/aaaaaaa%2f/board.png",
		"/games/aaaaaaaa/share", "/games/'%22%3c%3e/share", "/games/aaaaaaaa/board.gif",
	} {
		if got := c.Get(path); got.Status != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", path, got.Status)
		}
	}
	if got := c.Request("POST", "/games/aaaaaaaa/board.png", ""); got.Status != http.StatusMethodNotAllowed {
		t.Errorf("a POST got %d, want 405", got.Status)
	}
}

func TestPictureIsKeptAsLongAsItIsTrue(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	m.Play("e4")
	c, place := m.Client(), "/games/"+m.ID+"/board."
	for _, kind := range []string{"svg", "png"} {
		first := c.Get(place + kind)
		tag := first.Header.Get("ETag")
		if age := first.Header.Get("Cache-Control"); age != "public, max-age=5" || tag == "" {
			t.Errorf("%s of a running game: Cache-Control %q, ETag %q", kind, age, tag)
		}
		if again := c.Get(place+kind, "If-None-Match", tag); again.Status != http.StatusNotModified || again.Body != "" {
			t.Errorf("%s asked for again: got %d with %d bytes, want 304", kind, again.Status, len(again.Body))
		}
		if head := c.Request("HEAD", place+kind, ""); head.Body != "" || head.Header.Get("Content-Length") != strconv.Itoa(len(first.Body)) {
			t.Errorf("%s: HEAD brought %d bytes and says %s, want %d", kind, len(head.Body), head.Header.Get("Content-Length"), len(first.Body))
		}
	}
	tag := c.Get(place + "png").Header.Get("ETag")
	m.Play("e5")
	if moved := c.Get(place+"png", "If-None-Match", tag); moved.Status != http.StatusOK || moved.Header.Get("ETag") == tag {
		t.Errorf("after a move: got %d, ETag %s", moved.Status, moved.Header.Get("ETag"))
	}
	if got := m.White.Post(m.Path("resign"), nil); got.Status != http.StatusOK {
		t.Fatalf("resigning: %d %s", got.Status, got.Body)
	}
	if age := c.Get(place + "png").Header.Get("Cache-Control"); age != "public, max-age=86400" {
		t.Errorf("of a finished game: Cache-Control %q", age)
	}
}

func TestPicturesAndTheSharePageAreKeptBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newDelayed(t)
		b.Move("e4")
		time.Sleep(lateness)
		place := b.URL + "/games/" + string(b.ID)
		picture := b.Get(place + "/board.png").Body
		b.Move("Na6")
		for _, path := range []string{"/board.svg", "/board.svg?ply=1", "/board.svg?ply=2", "/board.svg?ply=9&v=4"} {
			got := b.Get(place + path)
			if got.Status != http.StatusOK || !strings.Contains(got.Body, stands("n", "b8")) || !strings.Contains(got.Body, stands("P", "e4")) {
				t.Errorf("%s: a spectator got %d, and not the position after e4:\n%.300s", path, got.Status, got.Body)
			}
			if age, vary := got.Header.Get("Cache-Control"), strings.Join(got.Header.Values("Vary"), ","); age != "private, max-age=5" || !strings.Contains(vary, "Cookie") {
				t.Errorf("%s: Cache-Control is %q and Vary %q: others may get it", path, age, vary)
			}
		}
		if got := b.Get(place + "/board.png").Body; got != picture {
			t.Error("a spectator's PNG changed with the move")
		}
		if got := b.Get(place + "/share").Body; strings.Contains(got, "Na6") || !strings.Contains(got, "1. e4") || !strings.Contains(got, "v=3") {
			t.Error("the share page of a spectator tells the move, or nothing")
		}
		if got := b.Get(place+"/board.svg", "Authorization", webtest.AsAnn).Body; !strings.Contains(got, stands("n", "a6")) {
			t.Error("a player does not see the move")
		}
		if got := b.Get(place + "/board.svg").Body; !strings.Contains(got, stands("n", "b8")) {
			t.Error("a spectator sees the move when a player has looked")
		}
		if _, err := b.Games.Change(t.Context(), b.ID, func(g *game.Game) (game.Event, error) { return g.Resign(gametest.Ann.ID, time.Now()) }); err != nil {
			t.Fatal(err)
		}
		if got := b.Get(place + "/board.svg"); !strings.Contains(got.Body, stands("n", "a6")) || !strings.HasPrefix(got.Header.Get("Cache-Control"), "public") {
			t.Errorf("when the game is over a spectator does not see its end: %s", got.Header.Get("Cache-Control"))
		}
	})
}

// An address that requests picture after picture that nobody has drawn must wait;
// drawn ones are unlimited.
func TestPicturesCannotBeDrawnWithoutEnd(t *testing.T) {
	s := webtest.NewSite(t)
	games := []*webtest.Match{s.NewMatch(""), s.NewMatch("")}
	for _, m := range games {
		m.Play(webtest.Story[:30]...)
	}
	c := s.Client()
	drawn, refused := "", 0
	for i := range 4 * 30 { // as SVG, which takes next to no time
		path := "/games/" + games[i/60].ID + "/board.svg?ply=" + strconv.Itoa(i%30) + "&flip=" + strconv.Itoa(i/30%2)
		switch got := c.Get(path); {
		case got.Status == http.StatusOK:
			drawn = path
		case got.Status == http.StatusTooManyRequests && got.Header.Get("Retry-After") != "":
			refused++
		default:
			t.Fatalf("%s: got %d", path, got.Status)
		}
	}
	if refused == 0 {
		t.Error("120 pictures were drawn at once")
	}
	for range 200 {
		if got := c.Get(drawn); got.Status != http.StatusOK {
			t.Fatalf("a picture that was drawn: got %d", got.Status)
		}
	}
}

var tags = regexp.MustCompile(`<meta (?:property|name)="([^"]+)" content="([^"]*)">`)

func TestPreviewsOfAPageGetAnAbsolutePicture(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	m.Play("e4", "e5")
	c := m.Client()
	game := "/games/" + m.ID
	for path, want := range map[string]string{
		"/":                   "/card.png",
		game:                  game + "/board.png?v=4",
		game + "?ply=1":       game + "/board.png?ply=1",
		game + "?flip=1":      game + "/board.png?flip=1&amp;v=4",
		game + "/share?ply=1": game + "/board.png?ply=1",
	} {
		got := make(map[string]string)
		for _, tag := range tags.FindAllStringSubmatch(c.Get(path, "Accept", "text/html").Body, -1) {
			got[tag[1]] = tag[2]
		}
		if got["og:image"] != m.URL+want || got["twitter:card"] != "summary_large_image" || got["og:image:width"] != "1200" ||
			got["og:image:height"] != "630" || got["og:image:alt"] == "" || !strings.HasPrefix(got["og:url"], m.URL+"/") {
			t.Errorf("%s: want the picture %s; got %v", path, want, got)
		}
		picture := c.Get(strings.ReplaceAll(strings.TrimPrefix(got["og:image"], m.URL), "&amp;", "&"))
		if config, err := png.DecodeConfig(strings.NewReader(picture.Body)); err != nil || config.Width != 1200 {
			t.Errorf("%s: its picture: %d, %v", path, picture.Status, err)
		}
	}
}

func TestSharePageHasEverythingOfThePositionShown(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	m.Play("e4", "c5", "Nf3")
	place := "/games/" + m.ID
	for _, c := range []struct {
		by    *webtest.Client
		query string
		parts []string
	}{
		{m.Client(), "", []string{`src="` + place + `/board.svg?v=5"`, `value="` + m.URL + place + `"`, `src="` + place + `/qr.svg"`,
			"rnbqkbnr/pp1ppppp/8/2p5/4P3/5N2/PPPP1PPP/RNBQKB1R b", "1. e4 c5 2. Nf3 *", `href="` + place + `.pgn"`, `href="` + place + `/board.png?v=5"`}},
		{m.Client(), "?ply=1", []string{`board.svg?ply=1"`, `value="` + m.URL + place + `?ply=1"`, "pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b", "After 1. e4"}},
		{m.Client(), "?ply=nonsense", []string{`board.svg?v=5"`}},
		{m.Black, "?ply=1", []string{`board.svg?flip=1&amp;ply=1"`, `value="` + m.URL + place + `?ply=1&amp;flip=1"`, `href="` + place + `?ply=1"`}},
	} {
		got := c.by.Get(place+"/share"+c.query, "Accept", "text/html")
		for _, part := range c.parts {
			if !strings.Contains(got.Body, part) {
				t.Errorf("%s: got %d without %s", c.query, got.Status, part)
			}
		}
	}
	if page := m.Client().Get(place+"?ply=1", "Accept", "text/html").Body; !strings.Contains(page, `href="`+place+`/share?ply=1"`) {
		t.Error("the page of a position does not lead to its share page")
	}
}

// The cost of sending a cached picture.
func BenchmarkPictureThatIsKept(b *testing.B) {
	m := webtest.NewSite(b).NewMatch("")
	m.Play("e4", "e5")
	c := m.Client()
	for b.Loop() {
		response, err := c.Client.Get(m.URL + "/games/" + m.ID + "/board.png")
		if err != nil {
			b.Fatal(err)
		}
		var file bytes.Buffer
		_, _ = io.Copy(&file, response.Body)
		if response.Body.Close(); response.StatusCode != http.StatusOK {
			b.Fatal(response.StatusCode)
		}
	}
}
