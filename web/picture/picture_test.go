package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	"image/png"
	"io"
	"strings"
	"testing"
	"time"
)

const mateFEN = "rnb1kbnr/pppp1ppp/8/4p3/6Pq/5P2/PPPPP2P/RNBQKBNR w KQkq - 1 3"

var mate = Scene{
	FEN: mateFEN, Last: "d8h4", White: Side{"Brave Fox", "0"}, Black: Side{"Wise Owl", "1"},
	Headline: "Checkmate. Black wins", Detail: "After 2… Qh4# · Blitz 5+3",
}

// hostile are scenes with names that somebody may choose, and worse.
var hostile = map[string]Scene{
	"nothing":        {},
	"no position":    {FEN: "no", Last: "zz"},
	"short move":     {FEN: mateFEN, Last: "d8"},
	"markup":         {FEN: mateFEN, White: Side{`</title><script>alert(1)</script>`, ""}, Black: Side{`"'&<>`, ""}},
	"other letters":  {FEN: mateFEN, White: Side{"李小龙", "½"}, Black: Side{"Ζήνων ♟ Олена 😀", "½"}, Headline: "चालू", Detail: "\u202eabc"},
	"broken letters": {FEN: mateFEN, White: Side{"\xff\xfe\x00", ""}, Black: Side{"a\u0301\u0301\u0301\uffff", ""}},
	"long":           {FEN: mateFEN, White: Side{strings.Repeat("W", 100_000), "1"}, Black: Side{strings.Repeat("i i ", 100_000), "0"}, Headline: strings.Repeat("long ", 10_000), Detail: strings.Repeat("x", 10_000)},
	"lines":          {FEN: mateFEN, White: Side{"a\nb\tc", ""}, Headline: "\n\n"},
}

func wellFormed(t *testing.T, svg []byte) string {
	t.Helper()
	var title strings.Builder
	inTitle := false
	for d := xml.NewDecoder(bytes.NewReader(svg)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return title.String()
		}
		if err != nil {
			t.Fatalf("%v in\n%.600s", err, svg)
		}
		switch token := token.(type) {
		case xml.StartElement:
			inTitle = token.Name.Local == "title"
			if name := token.Name.Local; name == "script" || name == "image" || name == "style" {
				t.Errorf("there is a %s in it", name)
			}
		case xml.EndElement:
			inTitle = false
		case xml.CharData:
			if inTitle {
				title.Write(token)
			}
		}
	}
}

func TestSVGHasEveryPieceWhereItStands(t *testing.T) {
	svg := string(SVG(mate))
	if got, want := wellFormed(t, []byte(svg)), "Brave Fox – Wise Owl. Checkmate. Black wins. After 2… Qh4# · Blitz 5+3"; got != want {
		t.Errorf("its title is %q, want %q", got, want)
	}
	if got := strings.Count(svg, "<use "); got != 32 {
		t.Errorf("got %d pieces, want 32", got)
	}
	for what, part := range map[string]string{
		"the queen on h4": `<use href="#q" x="316" y="181"`, "White's king": `<use href="#K" x="181" y="316"`,
		"the danger it is in": `<circle cx="202" cy="337"`, "where the queen came from": `<rect x="135" y="0" width="45" height="45" fill="#f0c02a" fill-opacity=".4"/>`,
		"an a below": `>a</text>`, "an 8 above": `y="9" text-anchor="start" fill="#140d05" fill-opacity=".85" font-family="system-ui,sans-serif" font-size="8" font-weight="700">8</text>`,
	} {
		if !strings.Contains(svg, part) {
			t.Errorf("it lacks %s: %s", what, part)
		}
	}
	turned := mate
	turned.Flipped = true
	if part := `<use href="#q" x="1" y="136"`; !strings.Contains(string(SVG(turned)), part) {
		t.Errorf("turned, the queen is not at %s", part)
	}
}

func TestPNGHasTheSizeThatPreviewsAskFor(t *testing.T) {
	a := NewArtist()
	for _, s := range []Scene{mate, {}} {
		got, err := a.PNG(s)
		if err != nil {
			t.Fatal(err)
		}
		config, err := png.DecodeConfig(bytes.NewReader(got))
		if err != nil || config.Width != 1200 || config.Height != 630 {
			t.Errorf("got %d by %d, %v; want 1200 by 630", config.Width, config.Height, err)
		}
		if len(got) > 150_000 {
			t.Errorf("it has %d bytes", len(got))
		}
	}
}

// The picture differs where the scenes differ, and nowhere else.
func TestPNGShowsTheScene(t *testing.T) {
	a := NewArtist()
	drawn := func(change func(*Scene)) image.Image {
		s := mate
		change(&s)
		file, err := a.PNG(s)
		if err != nil {
			t.Fatal(err)
		}
		return decoded(file)
	}
	usual := drawn(func(*Scene) {})
	h4, words := square{column: 7, row: 4}.box(), image.Rect(left, 0, Width, Height)
	a1, name := square{column: 0, row: 7}.box(), image.Rect(left, 175, Width, 220)
	for what, c := range map[string]struct {
		change       func(*Scene)
		differs, not image.Rectangle
	}{
		"no queen":     {func(s *Scene) { s.FEN = strings.Replace(mateFEN, "Pq/", "P1/", 1) }, h4, words},
		"no last move": {func(s *Scene) { s.Last = "" }, h4, a1},
		"turned":       {func(s *Scene) { s.Flipped = true }, name, image.Rect(left, 0, Width, 150)},
		"another name": {func(s *Scene) { s.Black.Name = "Bob" }, name, board},
		"another end":  {func(s *Scene) { s.Headline = "Draw" }, words, name},
		"no players":   {func(s *Scene) { s.White, s.Black = Side{}, Side{} }, name, board},
	} {
		other := drawn(c.change)
		if same(usual, other, c.differs) {
			t.Errorf("%s: nothing has changed in %v", what, c.differs)
		}
		if !same(usual, other, c.not) {
			t.Errorf("%s: something has changed in %v", what, c.not)
		}
	}
}

func same(a, b image.Image, box image.Rectangle) bool {
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			if a.At(x, y) != b.At(x, y) {
				return false
			}
		}
	}
	return true
}

func TestNoNameBreaksAPicture(t *testing.T) {
	a := NewArtist()
	for what, s := range hostile {
		t.Run(what, func(t *testing.T) { check(t, a, s) })
	}
}

// check draws a scene both ways: the text must stay between the board and the right
// margin.
func check(t *testing.T, a *Artist, s Scene) {
	t.Helper()
	svg := SVG(s)
	wellFormed(t, svg)
	if len(svg) > 100_000 {
		t.Errorf("the SVG has %d bytes", len(svg))
	}
	file, err := a.PNG(s)
	if err != nil {
		t.Fatal(err)
	}
	picture, empty := decoded(file), a.empty
	for _, box := range []image.Rectangle{
		image.Rect(0, 0, margin, Height), image.Rect(board.Max.X+1, 0, left-1, Height),
		image.Rect(left+column+2, 0, Width, Height), image.Rect(0, Height-margin+5, Width, Height),
	} {
		if !same(picture, empty, box) {
			t.Errorf("something is drawn in %v, which is to be free", box)
		}
	}
}

func TestLongNamesTakeNoTime(t *testing.T) {
	a := NewArtist()
	took := func(s Scene) time.Duration {
		start := time.Now()
		if _, err := a.PNG(s); err != nil {
			t.Fatal(err)
		}
		return time.Since(start)
	}
	plain := hostile["long"]
	plain.White, plain.Black, plain.Headline, plain.Detail = Side{"Ann", "1"}, Side{"Bob", "0"}, "", ""
	took(plain) // the first takes longer
	if usual, long := took(plain), took(hostile["long"]); long > 50*usual {
		t.Errorf("drawing took %v, and %v with short names", long, usual)
	}
}

// Only the texts of a PNG are fuzzed: drawing is too slow to try many.
func FuzzNames(f *testing.F) {
	a := NewArtist()
	for what, s := range hostile {
		if what == "long" {
			continue // each change of it would be tried
		}
		f.Add(s.FEN, s.Last, s.White.Name, s.Headline)
	}
	f.Fuzz(func(t *testing.T, fen, last, name, headline string) {
		wellFormed(t, SVG(Scene{FEN: fen, Last: last, White: Side{name, "1"}, Headline: headline}))
		lines := a.headline.wrap(headline, column, 3)
		if len(lines) > 3 {
			t.Errorf("%q is broken into %q", headline, lines)
		}
		for _, line := range append(lines, a.headline.fit(name, column)) {
			if width := a.headline.width(line); width > column {
				t.Errorf("%q is %d wide, want at most %d", line, width, column)
			}
		}
	})
}

func BenchmarkPNG(b *testing.B) {
	a := NewArtist()
	for b.Loop() {
		if _, err := a.PNG(mate); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSVG(b *testing.B) {
	for b.Loop() {
		SVG(mate)
	}
}
