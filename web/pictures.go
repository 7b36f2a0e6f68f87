package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"rsc.io/qr"

	"kibitz/game"
	"kibitz/web/cache"
	"kibitz/web/limit"
	"kibitz/web/picture"
	"kibitz/web/request"
	"kibitz/web/view"
)

// Drawing a PNG takes some 20 ms. PNGs are drawn one at a time, so that they never
// take more than one processor, and then cached, at some 80 kB each. An address may
// have a burst of them drawn, as a page of previews needs, but not a steady stream.

// pictureKind is the media type of a picture.
type pictureKind string

const (
	svgPicture pictureKind = "image/svg+xml"
	pngPicture pictureKind = "image/png"
)

// A sketch says what to draw: everything that a picture depends on.
type sketch struct {
	kind  pictureKind
	scene picture.Scene
}

// A sheet is a finished picture.
type sheet struct {
	file []byte
	tag  string // entity tag
}

// sheets are the most recently requested pictures, up to pictureBytes in total. They
// may be used from many goroutines.
type sheets struct {
	mu    sync.Mutex
	kept  *simplelru.LRU[sketch, sheet]
	bytes int
}

func newSheets() *sheets {
	s := new(sheets)
	s.kept = cache.NewLRU(rememberedPictures, func(_ sketch, gone sheet) { s.bytes -= len(gone.file) })
	return s
}

func (s *sheets) get(what sketch) (sheet, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept.Get(what)
}

func (s *sheets) add(what sketch, drawn sheet) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept.Remove(what)
	s.kept.Add(what, drawn)
	s.bytes += len(drawn.file)
	for s.bytes > pictureBytes {
		s.kept.RemoveOldest()
	}
}

// pictures draws and caches pictures.
type pictures struct {
	drawn  *sheets
	artist func() *picture.Artist
	easel  chan struct{} // held while drawing
	byWhom *limit.Rate   // by address
}

func newPictures() *pictures {
	return &pictures{
		drawn: newSheets(), artist: sync.OnceValue(picture.NewArtist),
		easel: make(chan struct{}, 1), byWhom: limit.NewRate(pictureRate, pictureBurst),
	}
}

// draw returns a picture, at the cost of an address if it has to be drawn.
func (p *pictures) draw(ctx context.Context, what sketch, address string) (sheet, error) {
	if done, ok := p.drawn.get(what); ok {
		return done, nil
	}
	if err := p.byWhom.Take(address, 1); err != nil {
		return sheet{}, err
	}
	select {
	case p.easel <- struct{}{}:
		defer func() { <-p.easel }()
	case <-ctx.Done():
		return sheet{}, ctx.Err()
	}
	if done, ok := p.drawn.get(what); ok { // drawn meanwhile for another request
		return done, nil
	}
	file, err := picture.SVG(what.scene), error(nil)
	if what.kind == pngPicture {
		file, err = p.artist().PNG(what.scene)
	}
	if err != nil {
		return sheet{}, err
	}
	sum := sha256.Sum256(file)
	done := sheet{file, `"` + hex.EncodeToString(sum[:8]) + `"`}
	p.drawn.add(what, done)
	return done, nil
}

// How long browsers and shared caches may show a picture without revalidating it:
// one of a finished game, and one of a running game, where even an old position may
// be taken back.
const (
	lastingPicture = "max-age=86400"
	passingPicture = "max-age=5"
)

// boardPicture draws a position of a game, chosen as on the game's page and no newer
// than what the visitor sees there. It is the same for everyone, unless the game has
// delayed spectators.
func (s *Server) boardPicture(kind pictureKind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		snapshot, you, err := s.asked(r)
		if err != nil {
			return err
		}
		age := "public, " + lastingPicture
		if snapshot.Status != game.Over {
			age = "public, " + passingPicture
			if snapshot.Delay > 0 {
				age = "private, " + passingPicture
				w.Header().Add("Vary", "Cookie, Authorization")
			}
		}
		return s.sendPicture(w, r, sketch{kind, s.gamePage(r, snapshot, you).Scene()}, age)
	}
}

// homePicture is the preview picture of the start page.
func (s *Server) homePicture(w http.ResponseWriter, r *http.Request) error {
	return s.sendPicture(w, r, sketch{pngPicture, view.HomeScene(languageOf(r))}, "public, "+lastingPicture)
}

func (s *Server) sendPicture(w http.ResponseWriter, r *http.Request, what sketch, age string) error {
	drawn, err := s.pictures.draw(r.Context(), what, request.Address(r))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", string(what.kind))
	h.Set("Cache-Control", age)
	h.Set("ETag", drawn.tag)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(drawn.file))
	return nil
}

// Free space around a QR code in modules, as the standard requires.
const quietZone = 4

// qrCode draws the link of a game for a phone's camera. Shared caches may keep it
// only if the server's address is configured: an address taken from the request may
// be forged.
func (s *Server) qrCode(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	if !game.ValidID(id) {
		return game.ErrNotFound
	}
	if _, err := s.seatsOf(r.Context(), game.ID(id)); err != nil {
		return err
	}
	picture, err := qrSVG(s.baseURL(r) + "/games/" + id)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "image/svg+xml")
	h.Set("Cache-Control", "private, "+lastingPicture)
	if s.config.BaseURL != "" {
		h.Set("Cache-Control", "public, "+lastingPicture)
	}
	_, _ = w.Write(picture) // a client that has gone needs no answer
	return nil
}

// qrSVG draws a text as a QR code, always dark on light. The path has a box for each
// horizontal run of dark modules.
func qrSVG(text string) ([]byte, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, fmt.Errorf("drawing a QR code: %w", err)
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			start := x
			for code.Black(x, y) { // everything outside is white
				x++
			}
			if x > start {
				fmt.Fprintf(&path, "M%d %dh%dv1H%dz", start, y, x-start, start)
			}
		}
	}
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="%[1]d %[1]d %[2]d %[2]d" shape-rendering="crispEdges">`+
		`<rect x="%[1]d" y="%[1]d" width="%[2]d" height="%[2]d" fill="#fff"/><path d="%[3]s"/></svg>`,
		-quietZone, code.Size+2*quietZone, path.String()), nil
}
