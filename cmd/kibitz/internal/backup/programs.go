package backup

import (
	"context"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"slices"

	"kibitz/store/embedded"
)

// A target describes a database for Postgres's own programs.
type target struct {
	url      string // without the password, which others could see in the list of processes
	password string
	major    int // version of the server
}

// knownParameters are the parameters of an address that Postgres's programs accept.
// They refuse all others, such as pgx's pool_max_conns.
var knownParameters = []string{
	"host", "hostaddr", "port", "user", "dbname", "connect_timeout", "options", "passfile", "service",
	"sslmode", "sslcert", "sslkey", "sslrootcert", "sslcrl", "sslnegotiation", "channel_binding",
	"gssencmode", "krbsrvname", "target_session_attrs",
}

// targetOf makes a target from an address as in DATABASE_URL.
func targetOf(database string) (target, error) {
	u, err := url.Parse(database)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return target{}, errors.New("to back up and restore, the database's address has to be a URL: postgres://user@host/name")
	}
	var t target
	query := u.Query()
	t.password = query.Get("password")
	if password, ok := u.User.Password(); ok {
		t.password = password
		u.User = url.User(u.User.Username())
	}
	for name := range query {
		if !slices.Contains(knownParameters, name) {
			query.Del(name)
		}
	}
	u.RawQuery = query.Encode()
	t.url = u.String()
	return t, nil
}

// program returns the command of one of Postgres's programs.
func (t target) program(ctx context.Context, name string, args ...string) (*exec.Cmd, error) {
	path, err := embedded.Tool(name, t.major)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	if t.password != "" {
		cmd.Env = append(cmd.Env, "PGPASSWORD="+t.password)
	}
	return cmd, nil
}
