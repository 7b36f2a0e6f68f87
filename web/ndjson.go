package web

import (
	"net/http"

	"kibitz/web/request"
)

// followNDJSON sends one event a line, for curl -N and scripts.
func (s *Server) followNDJSON(w http.ResponseWriter, r *http.Request, src source) error {
	first, away, leave, err := s.begin(r.Context(), src)
	defer leave()
	if err != nil {
		return err
	}
	feedHeaders(w, request.TypeNDJSON)
	if r.Method == http.MethodHead {
		return nil
	}
	out := &ndjson{s.newBody(w)}
	defer s.hurry(out.control)()
	life := s.readers.open("NDJSON", src.about())
	if away != "" {
		life.close(away)
		return nil
	}
	life.close(s.stream(r.Context(), src, first, out, life))
	return nil
}

// ndjson is a sink of lines. A blank one keeps the connection alive.
type ndjson struct{ *body }

func (o *ndjson) send(m message) { o.printf("%s\n", m.data) }
func (o *ndjson) ping([]byte)    { o.printf("\n") }
func (o *ndjson) end()           {}
func (o *ndjson) comeBack()      {}
