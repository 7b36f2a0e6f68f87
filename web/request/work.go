package request

import (
	"context"
	"net/http"
	"time"
)

// A work is what is done for one request, by one goroutine.
type work struct {
	parent  context.Context
	end     context.CancelFunc
	time    time.Duration
	arrived bool // its body
}

// Bound gives the work on a request its time, from now on and again from when its
// body has arrived. The caller calls over when the work is done.
func Bound(r *http.Request, d time.Duration) (_ *http.Request, over func()) {
	k := &work{parent: r.Context(), time: d}
	return k.begin(r), k.over
}

type workKey struct{}

// begin gives the work its time, from now on.
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

// Arrived is called when a request's body has been read, which has a time of its
// own: what is done with it has all of its time from then on.
func Arrived(r *http.Request) {
	k, bounded := r.Context().Value(workKey{}).(*work)
	if !bounded || k.arrived {
		return
	}
	k.arrived = true
	*r = *k.begin(r)
}
