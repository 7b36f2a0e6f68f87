package feed

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"kibitz/web/request"
	"kibitz/web/transport"
)

// retryAfter is how long a browser waits before it reconnects.
const retryAfter = 2 * time.Second

// followSSE sends Server-Sent Events (the HTML standard, 9.2).
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

// sse is a sink that writes Server-Sent Events.
type sse struct{ *body }

func (o *sse) send(m Message) {
	if m.cursor == "" { // not in the log
		o.printf("event: %s\ndata: %s\n\n", m.kind, m.data)
		return
	}
	o.printf("id: %s\nevent: %s\ndata: %s\n\n", m.cursor, m.kind, m.data)
}

// ping sends an event without an id, which would move the cursor.
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

// jitter returns when to come back. It spreads readers that were sent away together over
// two seconds.
func jitter() time.Duration {
	return 500*time.Millisecond + rand.N(2*time.Second)
}

// A body is an answer that is written bit by bit. After an error it writes no more.
type body struct {
	w        http.ResponseWriter
	control  *http.ResponseController
	patience func() time.Duration // returns how long one write may take
	err      error
}

func (f *Server) newBody(w http.ResponseWriter) *body {
	return &body{w: w, control: http.NewResponseController(w), patience: f.patience}
}

func (b *body) printf(format string, args ...any) {
	b.write(func() error { _, err := fmt.Fprintf(b.w, format, args...); return err })
}

// flush sends what was written, and returns the first error of all writes.
func (b *body) flush() error {
	b.write(b.control.Flush)
	return b.err
}

// write bounds the time of one write. It removes the deadline afterwards: over HTTP/2 a
// deadline that passes ends the stream even if nothing is being written.
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
