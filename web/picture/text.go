package picture

import (
	"image"
	"image/draw"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// A face is a font in one size.
type face struct {
	font *sfnt.Font
	font.Face
}

// newFace parses an embedded font.
func newFace(ttf []byte, size float64) face {
	parsed, err := opentype.Parse(ttf)
	if err != nil {
		panic(err)
	}
	sized, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72})
	if err != nil {
		panic(err)
	}
	return face{parsed, sized}
}

// has reports whether the font has a character.
func (f face) has(r rune) bool {
	glyph, err := f.font.GlyphIndex(nil, r)
	return err == nil && glyph != 0
}

func (f face) write(canvas draw.Image, x, y int, text string, with image.Image) {
	drawer := font.Drawer{Dst: canvas, Src: with, Face: f, Dot: fixed.P(x, y)}
	drawer.DrawString(plain(text, f.has))
}

func (f face) width(text string) int { return font.MeasureString(f, plain(text, f.has)).Ceil() }

// fit truncates a text to a width.
func (f face) fit(text string, width int) string {
	text = plain(text, f.has)
	if f.width(text) <= width {
		return text
	}
	letters := []rune(text)
	for len(letters) > 0 && f.width(string(letters)+"…") > width {
		letters = letters[:len(letters)-1]
	}
	return strings.TrimSpace(string(letters)) + "…"
}

// wrap breaks a text into at most the given number of lines, and truncates the last
// one.
func (f face) wrap(text string, width, most int) []string {
	var lines []string
	for _, word := range strings.Fields(plain(text, f.has)) {
		last := len(lines) - 1
		if last >= 0 && (len(lines) == most || f.width(lines[last]+" "+word) <= width) {
			lines[last] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	for i, line := range lines {
		lines[i] = f.fit(line, width)
	}
	return lines
}
