package feed

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"kibitz/web/request"
	"kibitz/web/transport"
)

// A browser waits this long before it connects again.
const retryAfter = 2 * time.Second

// followSSE sends Server-Sent Events, as the HTML standard has them.
func (f *Server) followSSE(w http.ResponseWriter, r *http.Request, src Source) error {
	first, away, leave, err := f.begin(r.Context(), src)
	defer leave()
	if err != nil {
		return err
	}
	f.Headers(w, request.TypeSSE)
	if r.Method == http.MethodHead {
		return nil
	}
	out := &sse{f.newBody(w)}
	defer f.hurry(out.control)()
	reader := f.readers.open(transport.SSE.Label, src.About())
	if away != "" {
		out.comeBack()
		reader.close(away)
		return nil
	}
	out.retry(retryAfter)
	reader.close(f.stream(r.Context(), src, first, out, reader))
	return nil
}

// sse is a sink of event streams.
type sse struct{ *body }

func (o *sse) send(m Message) {
	if m.cursor == "" { // it is beside the log
		o.printf("event: %s\ndata: %s\n\n", m.kind, m.data)
		return
	}
	o.printf("id: %s\nevent: %s\ndata: %s\n\n", m.cursor, m.kind, m.data)
}

// ping has no id: it must not move the cursor.
func (o *sse) ping(data []byte) { o.printf("event: ping\ndata: %s\n\n", data) }

func (o *sse) end() {
	o.printf("event: end\ndata: {}\n\n")
	_ = o.flush()
}

func (o *sse) comeBack() {
	o.retry(jitter())
	_ = o.flush()
}

func (o *sse) retry(d time.Duration) { o.printf("retry: %d\n\n", d.Milliseconds()) }

// jitter spreads the readers that come back all at once over two seconds.
func jitter() time.Duration {
	return 500*time.Millisecond + rand.N(2*time.Second)
}

// A body is an answer that goes on. After an error it writes no more.
type body struct {
	w        http.ResponseWriter
	control  *http.ResponseController
	patience func() time.Duration // how long one write may take
	err      error
}

func (f *Server) newBody(w http.ResponseWriter) *body {
	return &body{w: w, control: http.NewResponseController(w), patience: f.patience}
}

func (b *body) printf(format string, args ...any) {
	b.write(func() error { _, err := fmt.Fprintf(b.w, format, args...); return err })
}

// flush sends what was written.
func (b *body) flush() error {
	b.write(b.control.Flush)
	return b.err
}

// write bounds the time of one write. The deadline is taken back after it: over
// HTTP/2 it ends the stream when it comes, whether something is being written or
// not.
func (b *body) write(do func() error) {
	if b.err == nil {
		b.err = b.control.SetWriteDeadline(time.Now().Add(b.patience()))
	}
	if b.err == nil {
		b.err = do()
	}
	if b.err == nil {
		b.err = b.control.SetWriteDeadline(time.Time{})
	}
}
