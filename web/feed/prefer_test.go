package feed

import (
	"net/http"
	"net/url"
	"testing"
)

func TestPreferenceStandsAmongOthers(t *testing.T) {
	r := &http.Request{Header: http.Header{"Prefer": {"respond-async", "wait=7"}}}
	r.URL = new(url.URL)
	if got, err := waitOf(r); got.Seconds() != 7 || err != nil {
		t.Errorf("got %v, %v, want 7 s", got, err)
	}
}
