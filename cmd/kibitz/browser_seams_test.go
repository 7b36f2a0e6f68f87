package main

import (
	"bytes"
	"fmt"
	"image/png"
	"math"
	"testing"

	"github.com/chromedp/chromedp"
)

// bare is a board without anything on it but four pieces at its edges, of a width in CSS
// pixels. What shines through between two squares is green.
const bare = `(() => {
	const form = document.querySelector('.play'), board = document.querySelector('chess-board');
	form.style.width = '%vpx';
	form.style.background = '#00ff00';
	for (const cell of document.querySelectorAll('.sq')) { delete cell.dataset.rank; delete cell.dataset.file; }
	const { x, y, width, height } = board.getBoundingClientRect();
	return { X: x * devicePixelRatio, Y: y * devicePixelRatio, Width: width * devicePixelRatio, Height: height * devicePixelRatio };
})()`

func TestNoSeamsBetweenSquaresAtAnyWidth(t *testing.T) {
	t.Parallel()
	p := openSite(t).match("3qk3/8/8/8/8/8/8/3QK3 w - - 0 1").sit("spectator")
	for _, scale := range []float64{1, 1.25, 1.5, 2} {
		p.do("a screen", chromedp.EmulateViewport(1280, 900, chromedp.EmulateScale(scale)))
		for _, width := range []float64{331, 345, 402.4, 517} {
			board := read[struct{ X, Y, Width, Height float64 }](p, fmt.Sprintf(bare, width))
			if math.Abs(board.Width-board.Height) > 0.5 {
				t.Errorf("a board of %v px at %v is %v by %v", width, scale, board.Width, board.Height)
			}
			picture, err := png.Decode(bytes.NewReader(p.shot("seams.png")))
			if err != nil {
				t.Fatal(err)
			}
			strange, colors := 0, map[string]int{}
			for y := int(board.Y + board.Height/8 + 2); y < int(board.Y+board.Height*7/8-2); y++ {
				for x := int(board.X + 2); x < int(board.X+board.Width-2); x++ {
					r, g, b, _ := picture.At(x, y).RGBA()
					colors[fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)]++
					if r <= g {
						strange++
					}
				}
			}
			if strange > 0 || len(colors) < 2 {
				t.Errorf("a board of %v px at %v shows through at %d points; its colors are %v", width, scale, strange, colors)
			}
		}
	}
}
