// Command drawings makes the bitmaps that are kept beside the vector drawings: the pieces
// for pictures of positions, and the icons of the installed app. It needs a
// Chromium and is run by hand, from the top of the repository, when
// static/img/pieces.svg or favicon.svg has changed: go run ./cmd/drawings
package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"log"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A drawing is a bitmap of an SVG file.
type drawing struct {
	from, to      string
	width, height int
	colors        int      // at most; 0 for all. Icons should be small.
	replace       []string // pairs of old and new text in the SVG
}

// Systems crop icons to shapes of their own. So two icons fill their square; what
// lies within a circle of 80 % is never cut off.
var (
	fills = []string{`rx="11"`, ``}
	safe  = append(fills, `x="4.5" y="3.5" width="39" height="39"`, `x="9" y="8.5" width="30" height="30"`)
)

var drawings = []drawing{
	{"static/img/pieces.svg", "web/picture/pieces.png", 6 * 66, 2 * 66, 0, nil},
	{"static/img/favicon.svg", "static/img/icon-192.png", 192, 192, 16, nil},
	{"static/img/favicon.svg", "static/img/icon-512.png", 512, 512, 8, nil},
	{"static/img/favicon.svg", "static/img/icon-mask.png", 384, 384, 8, safe},
	{"static/img/favicon.svg", "static/img/icon-touch.png", 180, 180, 16, fills},
}

func main() {
	log.SetFlags(0)
	for _, d := range drawings {
		bytes, err := d.draw()
		if err == nil {
			err = os.WriteFile(d.to, bytes, 0o644)
		}
		if err != nil {
			log.Fatalf("%s: %v", d.to, err)
		}
		fmt.Println(d.to, len(bytes), "bytes")
	}
}

func (d drawing) draw() ([]byte, error) {
	svg, err := os.ReadFile(d.from)
	if err != nil {
		return nil, err
	}
	text := strings.NewReplacer(d.replace...).Replace(string(svg))
	text = strings.Replace(text, "<svg ", fmt.Sprintf(`<svg width="%d" height="%d" `, d.width, d.height), 1)
	shot, err := screenshot("<!doctype html><style>body{margin:0}svg{display:block}</style>" + text)
	if err != nil {
		return nil, err
	}
	var picture image.Image = image.NewNRGBA(image.Rect(0, 0, d.width, d.height))
	draw.Draw(picture.(draw.Image), picture.Bounds(), shot, image.Point{}, draw.Src)
	if d.colors > 0 {
		picture = fewColors(picture, d.colors)
	}
	var out bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, picture)
	return out.Bytes(), err
}

// screenshot has Chromium draw a page on a transparent background.
func screenshot(page string) (image.Image, error) {
	dir, err := os.MkdirTemp("", "drawings")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	shot := filepath.Join(dir, "shot.png")
	if err := os.WriteFile(filepath.Join(dir, "page.html"), []byte(page), 0o600); err != nil {
		return nil, err
	}
	chromium := exec.Command("chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
		"--window-size=800,800", "--default-background-color=00000000", "--user-data-dir="+dir, "--screenshot="+shot, filepath.Join(dir, "page.html"))
	if out, err := chromium.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, out)
	}
	file, err := os.Open(shot)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return png.Decode(file)
}

// fewColors reduces a picture to its most frequent colors.
func fewColors(from image.Image, limit int) image.Image {
	count := make(map[color.Color]int)
	box := from.Bounds()
	for y := range box.Dy() {
		for x := range box.Dx() {
			count[from.At(x, y)]++
		}
	}
	colors := color.Palette(slices.SortedFunc(maps.Keys(count), func(a, b color.Color) int { return count[b] - count[a] }))
	to := image.NewPaletted(box, colors[:min(limit, len(colors))])
	draw.Draw(to, box, from, image.Point{}, draw.Src)
	return to
}
