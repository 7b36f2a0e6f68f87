package web

import (
	"net/http"

	"kibitz/web/view"
)

// share answers with the page from which a position of a game is taken along.
func (s *Server) share(w http.ResponseWriter, r *http.Request) error {
	snapshot, you, err := s.asked(r)
	if err != nil {
		return err
	}
	done, err := s.showing(r.Context(), snapshot)
	if err != nil {
		return err
	}
	defer done()
	s.render(w, r, http.StatusOK, view.Share(s.frame(r, title(snapshot)), s.gamePage(r, snapshot, you)))
	return nil
}
