package web

import (
	"fmt"
	"net/http"
	"strings"

	"rsc.io/qr"

	"kibitz/game"
)

// Free space around a QR code, in modules, as the standard wants it.
const quietZone = 4

// qrCode draws the link of a game for a phone's camera. Shared caches may keep it
// only if the server knows its address: one that is taken from the request may be
// anybody's.
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
	if s.BaseURL != "" {
		h.Set("Cache-Control", "public, "+lastingPicture)
	}
	_, _ = w.Write(picture) // a client that has gone needs no answer
	return nil
}

// qrSVG is a text as a QR code, dark on light whatever is around it. The path has
// a box for each run of dark modules in a row.
func qrSVG(text string) ([]byte, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, fmt.Errorf("drawing a QR code: %w", err)
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			start := x
			for code.Black(x, y) { // nothing is black outside
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
