package request

import (
	"context"
	"net/http"
	"time"
)

// A work is the processing of one request, by one goroutine.
type work struct {
	parent  context.Context
	end     context.CancelFunc
	time    time.Duration
	arrived bool // whether the body has arrived
}

// Bound starts the time limit of the work on a request. The limit starts again when
// the body has arrived. Call over when the work is done.
func Bound(r *http.Request, d time.Duration) (_ *http.Request, over func()) {
	k := &work{parent: r.Context(), time: d}
	return k.begin(r), k.over
}

type workKey struct{}

// begin starts the time limit of the work.
func (k *work) begin(r *http.Request) *http.Request {
	k.over()
	ctx, end := context.WithTimeout(context.WithValue(k.parent, workKey{}, k), k.time)
	k.end = end
	return r.WithContext(ctx)
}

func (k *work) over() {
	if k.end != nil {
		k.end()
	}
}

// Arrived must be called when a request's body has been read. Reading has a time
// limit of its own; the work on the body gets its full time from then on.
func Arrived(r *http.Request) {
	k, bounded := r.Context().Value(workKey{}).(*work)
	if !bounded || k.arrived {
		return
	}
	k.arrived = true
	*r = *k.begin(r)
}
