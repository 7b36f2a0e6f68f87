package picture

import (
	"bytes"
	"cmp"
	_ "embed"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"strings"

	xdraw "golang.org/x/image/draw"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"

	"kibitz/game/rules"
	"kibitz/static"
)

// Layout of a PNG in pixels, in the size for link previews: the board at the left
// and the text beside it.
const (
	Width, Height = 1200, 630

	side   = 70
	margin = (Height - 8*side) / 2
	left   = 2*margin + 8*side + 10
	column = Width - left - margin
)

// pieces.png is made by cmd/drawings from static/img/pieces.svg. It is a grid of 6
// by 2 pieces.
//
//go:embed pieces.png
var piecesPNG []byte

// The light colors of static/css/tokens.css.
var (
	ground = rgb(0xf6f4ee, 1)
	ink    = rgb(0x1e2227, 1)
	muted  = rgb(0x565c66, 1)
	line   = rgb(0xdcd7ca, 1)
	edge   = rgb(0x85806f, 1)
)

func rgb(hex int, alpha float64) *image.Uniform {
	return image.NewUniform(color.NRGBA{byte(hex >> 16), byte(hex >> 8), byte(hex), byte(alpha*255 + .5)})
}

// An Artist draws PNGs. It is for one goroutine at a time.
type Artist struct {
	empty                 *image.RGBA // the board without pieces, and the site's name
	pieces, icon          image.Image
	brand, name, headline face
	detail, coordinates   face
}

// NewArtist returns an artist. This takes some milliseconds and a megabyte.
func NewArtist() *Artist {
	a := &Artist{
		pieces: decoded(piecesPNG), icon: decoded(static.File("img/icon-192.png")),
		brand: newFace(gobold.TTF, 36), name: newFace(gobold.TTF, 44), headline: newFace(goregular.TTF, 40),
		detail: newFace(goregular.TTF, 28), coordinates: newFace(gobold.TTF, 13),
	}
	a.empty = image.NewRGBA(image.Rect(0, 0, Width, Height))
	a.fill(a.empty, a.empty.Rect, ground)
	xdraw.CatmullRom.Scale(a.empty, image.Rect(left, margin+5, left+56, margin+61), a.icon, a.icon.Bounds(), draw.Over, nil)
	a.brand.write(a.empty, left+72, margin+46, "Kibitz", ink)
	a.fill(a.empty, board.Inset(-1), line)
	for _, q := range (Scene{}).squares() {
		shade := lightSquare
		if q.dark {
			shade = darkSquare
		}
		a.fill(a.empty, q.box(), rgb(shade, 1))
	}
	return a
}

var board = image.Rect(margin, margin, margin+8*side, margin+8*side)

// decoded decodes an embedded picture.
func decoded(file []byte) image.Image {
	picture, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		panic(err)
	}
	return picture
}

// PNG draws the board with the players and the state of the game.
func (a *Artist) PNG(s Scene) ([]byte, error) {
	canvas := image.NewRGBA(a.empty.Rect)
	copy(canvas.Pix, a.empty.Pix)
	for _, q := range s.squares() {
		a.square(canvas, q)
	}
	a.words(canvas, s)
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	err := encoder.Encode(&out, canvas)
	return out.Bytes(), err
}

func (a *Artist) fill(canvas draw.Image, box image.Rectangle, with image.Image) {
	draw.Draw(canvas, box, with, image.Point{}, draw.Over)
}

// box is the area of a square.
func (q square) box() image.Rectangle {
	return image.Rect(0, 0, side, side).Add(image.Pt(margin+q.column*side, margin+q.row*side))
}

func (a *Artist) square(canvas draw.Image, q square) {
	box := q.box()
	switch {
	case q.from:
		a.fill(canvas, box, rgb(lastMark, .4))
	case q.to:
		a.fill(canvas, box, rgb(lastMark, .55))
		a.frame(canvas, box, 2, rgb(lastFrame, 1))
		a.frame(canvas, box.Inset(2), 2, rgb(lastInner, 1))
	}
	if q.danger {
		a.disc(canvas, box.Inset(2), rgb(dangerMark, .6))
	}
	if q.column == 0 {
		a.coordinates.write(canvas, box.Min.X+4, box.Min.Y+14, q.name[1:], rgb(coordinate, .85))
	}
	if q.row == 7 {
		a.coordinates.write(canvas, box.Max.X-12, box.Max.Y-5, q.name[:1], rgb(coordinate, .85))
	}
	if q.piece != 0 {
		size := a.pieces.Bounds().Dx() / 6
		at := image.Pt(strings.IndexByte(pieceOrder, q.piece.Kind())*size, 0)
		if q.piece.Color() == rules.Black {
			at.Y = size
		}
		inset := (side - size) / 2
		draw.Draw(canvas, box.Inset(inset), a.pieces, at, draw.Over)
	}
}

// frame draws the inner edge of a box.
func (a *Artist) frame(canvas draw.Image, box image.Rectangle, width int, with image.Image) {
	inside := box.Inset(width)
	for _, part := range []image.Rectangle{
		{box.Min, image.Pt(box.Max.X, inside.Min.Y)}, {image.Pt(box.Min.X, inside.Max.Y), box.Max},
		{image.Pt(box.Min.X, inside.Min.Y), image.Pt(inside.Min.X, inside.Max.Y)},
		{image.Pt(inside.Max.X, inside.Min.Y), image.Pt(box.Max.X, inside.Max.Y)},
	} {
		a.fill(canvas, part, with)
	}
}

func (a *Artist) disc(canvas draw.Image, box image.Rectangle, with image.Image) {
	draw.DrawMask(canvas, box, with, image.Point{}, disc{box}, box.Min, draw.Over)
}

// words writes the text beside the board, line by line.
func (a *Artist) words(canvas draw.Image, s Scene) {
	y := 215
	if s.White != (Side{}) || s.Black != (Side{}) {
		far, farColor := s.far()
		near, nearColor := s.near()
		a.player(canvas, y, far, farColor)
		a.player(canvas, y+70, near, nearColor)
		a.fill(canvas, image.Rect(left, y+108, left+column, y+110), line)
		y += 174
	} else {
		y += 60
	}
	for _, text := range a.headline.wrap(s.Headline, column, 3) {
		a.headline.write(canvas, left, y, text, ink)
		y += 50
	}
	y += 6
	for _, text := range a.detail.wrap(s.Detail, column, 2) {
		a.detail.write(canvas, left, y, text, muted)
		y += 38
	}
}

// player writes a name with the disc of its color and the score. If the font has
// none of the name's letters, the color stands in for the name.
func (a *Artist) player(canvas draw.Image, y int, who Side, c rules.Color) {
	shade, color := rgb(0xfffaf0, 1), "White"
	if c == rules.Black {
		shade, color = rgb(0x24272d, 1), "Black"
	}
	dot := image.Rect(left, y-30, left+30, y)
	a.disc(canvas, dot, edge)
	a.disc(canvas, dot.Inset(2), shade)
	score := a.name.width(who.Score)
	a.name.write(canvas, left+column-score, y, who.Score, ink)
	a.name.write(canvas, left+46, y, a.name.fit(cmp.Or(plain(who.Name, a.name.has), color), column-46-score-16), ink)
}

// disc is a mask: the circle that fills a box, with a smooth edge.
type disc struct{ box image.Rectangle }

func (d disc) ColorModel() color.Model { return color.AlphaModel }
func (d disc) Bounds() image.Rectangle { return d.box }

func (d disc) At(x, y int) color.Color {
	r := float64(d.box.Dx()) / 2
	dx, dy := float64(x-d.box.Min.X)+.5-r, float64(y-d.box.Min.Y)+.5-r
	return color.Alpha{byte(255 * min(1, max(0, r+.5-math.Hypot(dx, dy))))}
}
