package web_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"kibitz/game"
	"kibitz/web"
	"kibitz/web/webtest"
)

// A server that is not ready says why in one line, without internal details.
func TestReadinessSaysWhyInALine(t *testing.T) {
	var failing error
	m := webtest.Serve(t, func(c *web.Config) { c.Ready = func(context.Context) error { return failing } })
	driver := errors.New("dial unix /var/lib/kibitz/postgres/socket: user=postgres")
	for want, err := range map[string]error{
		"the disk of the database is full":  fmt.Errorf("creating: %w: %w", game.ErrDiskFull, driver),
		"the database takes no changes":     fmt.Errorf("creating: %w: %w", game.ErrReadOnly, driver),
		"the games cannot be reached":       fmt.Errorf("reaching: %w: %w", game.ErrUnavailable, driver),
		"something is wrong; it is in the ": driver,
	} {
		failing = err
		got := m.Get(m.URL + "/readyz")
		if got.Status != http.StatusServiceUnavailable || got.Header.Get("Retry-After") == "" ||
			strings.Count(got.Body, "\n") != 1 || !strings.Contains(got.Body, want) || strings.Contains(got.Body, "postgres") {
			t.Errorf("%v: got %d %v %q", err, got.Status, got.Header, got.Body)
		}
	}
	failing = nil
	if got := m.Get(m.URL + "/readyz"); got.Status != http.StatusOK {
		t.Errorf("in the end: %d", got.Status)
	}
}
