package feed

import (
	"net/http"

	"kibitz/web/request"
	"kibitz/web/transport"
)

// followNDJSON sends one event per line, for curl -N and scripts.
func (f *Server) followNDJSON(w http.ResponseWriter, r *http.Request, src Source) error {
	first, away, leave, err := f.begin(r.Context(), src)
	defer leave()
	if err != nil {
		return err
	}
	f.Headers(w, request.TypeNDJSON)
	if r.Method == http.MethodHead {
		return nil
	}
	out := &ndjson{f.newBody(w)}
	defer f.hurry(out.control)()
	reader := f.readers.open(transport.NDJSON.Label, src.About())
	if away != "" {
		reader.close(away)
		return nil
	}
	reader.close(f.stream(r.Context(), src, first, out, reader))
	return nil
}

// ndjson is a sink that writes lines. A blank line keeps the connection alive.
type ndjson struct{ *body }

func (o *ndjson) send(m Message) { o.printf("%s\n", m.data) }
func (o *ndjson) ping([]byte)    { o.printf("\n") }
func (o *ndjson) end()           {}
func (o *ndjson) comeBack()      {}
