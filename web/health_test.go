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
)

// Why a server is not ready is said in one line, without what is nobody's
// business.
func TestReadinessSaysWhyInALine(t *testing.T) {
	var failing error
	m := serve(t, func(c *web.Config) { c.Ready = func(context.Context) error { return failing } })
	driver := errors.New("dial unix /var/lib/kibitz/postgres/socket: user=postgres")
	for want, err := range map[string]error{
		"the disk of the database is full":  fmt.Errorf("creating: %w: %w", game.ErrDiskFull, driver),
		"the database takes no changes":     fmt.Errorf("creating: %w: %w", game.ErrReadOnly, driver),
		"the games cannot be reached":       fmt.Errorf("reaching: %w: %w", game.ErrUnavailable, driver),
		"something is wrong; it is in the ": driver,
	} {
		failing = err
		got := m.get(m.url + "/readyz")
		if got.status != http.StatusServiceUnavailable || got.header.Get("Retry-After") == "" ||
			strings.Count(got.body, "\n") != 1 || !strings.Contains(got.body, want) || strings.Contains(got.body, "postgres") {
			t.Errorf("%v: got %d %v %q", err, got.status, got.header, got.body)
		}
	}
	failing = nil
	if got := m.get(m.url + "/readyz"); got.status != http.StatusOK {
		t.Errorf("in the end: %d", got.status)
	}
}
