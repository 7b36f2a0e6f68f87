package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"kibitz/game"
	"kibitz/web/cache"
	"kibitz/web/limit"
	"kibitz/web/picture"
	"kibitz/web/request"
	"kibitz/web/view"
)

// Drawing a PNG takes some 20 ms. One is drawn at a time, so that pictures never
// take more than one processor, and those that were drawn are kept: some 80 kB
// each. An address may have many drawn at once, as a page of previews does, but
// not go on like that.

// pictureKind is the media type of a picture.
type pictureKind string

const (
	svgPicture pictureKind = "image/svg+xml"
	pngPicture pictureKind = "image/png"
)

// A sketch says what to draw: all that a picture depends on.
type sketch struct {
	kind  pictureKind
	scene picture.Scene
}

// A sheet is a picture that was drawn.
type sheet struct {
	file []byte
	tag  string // names its contents
}

// sheets are the pictures that were asked for last, as many as take no more than
// pictureBytes. They may be used from many goroutines.
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

// pictures draws and keeps pictures.
type pictures struct {
	drawn  *sheets
	artist func() *picture.Artist
	easel  chan struct{} // held by who draws
	byWhom *limit.Rate   // by address
}

func newPictures() *pictures {
	return &pictures{
		drawn: newSheets(), artist: sync.OnceValue(picture.NewArtist),
		easel: make(chan struct{}, 1), byWhom: limit.NewRate(pictureRate, pictureBurst),
	}
}

// draw returns a picture for somebody at an address.
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
	if done, ok := p.drawn.get(what); ok { // by somebody before
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

// How long browsers and caches between may show a picture without asking: one of
// a game that is over, and one of a game that goes on, of which even an old
// position may be taken back.
const (
	lastingPicture = "max-age=86400"
	passingPicture = "max-age=5"
)

// boardPicture draws a position of a game, chosen as on the game's page and no
// newer than what that shows to whoever asks. It is the same for all, but for a
// game that some see late.
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

// homePicture is what previews show for the start page.
func (s *Server) homePicture(w http.ResponseWriter, r *http.Request) error {
	return s.sendPicture(w, r, sketch{pngPicture, view.HomeScene()}, "public, "+lastingPicture)
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
