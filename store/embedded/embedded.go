// Package embedded runs a private Postgres in a folder, so that Kibitz needs no
// database set up beforehand. It uses the Postgres programs of the machine.
//
// Any number of servers, in one process or many, share the Postgres of a
// folder. The first one starts it and the last one to leave stops it; users are
// counted by locks that the kernel releases when a process dies. If Postgres
// dies while somebody uses it, it is started again.
//
// The folder has these files, below postgres/:
//
//	data           Postgres's data
//	data.new       a data folder being created, renamed once it is complete
//	socket/        the only way in; other users cannot enter
//	postgres.log   Postgres's log
//	start.lock     held while starting or stopping Postgres, by one at a time
//	users.lock     shared by all users
//	no-sync        there if the data was made with NoSync, and may be discarded
//	process.lock   held by Postgres and initdb, as long as any of their processes lives
package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"sync"
	"time"

	"kibitz/store/internal/filelock"
)

// stopping is how long we wait for Postgres to write everything to disk and end.
// After that it finishes by itself.
const stopping = 30 * time.Second

// Options say where the data is and how Postgres runs. All but Dir may be zero. A
// Postgres that is running already keeps its own options.
type Options struct {
	Dir            string       // the data folder; see DefaultDir
	NoSync         bool         // for tests: faster, and loses data when the machine crashes
	Log            *slog.Logger // default: silent
	MaxConnections int          // default: what Postgres's configuration says
}

// A Server is one user's share in the Postgres of a folder. Its methods may be
// called from several goroutines.
type Server struct {
	cluster *cluster
	socket  string
	users   *os.File
	end     context.CancelFunc // of the watch
	ended   chan struct{}
	close   func() error
}

// Start returns once Postgres accepts connections. If necessary, it creates the data
// and starts Postgres. After a crash this includes the recovery, so ctx should leave
// time for it.
func Start(ctx context.Context, o Options) (*Server, error) {
	c, err := newCluster(o)
	if err != nil {
		return nil, fmt.Errorf("private Postgres: %w", err)
	}
	users, socket, err := c.join(ctx)
	if err != nil {
		return nil, fmt.Errorf("private Postgres in %s: %w", c.dir, err)
	}
	watching, end := context.WithCancel(context.Background())
	c.begun = true
	s := &Server{cluster: c, socket: socket, users: users, end: end, ended: make(chan struct{})}
	s.close = sync.OnceValue(s.leave)
	go s.watch(watching)
	return s, nil
}

// URL returns the address of a database on the server, in the form of DATABASE_URL.
// The database "postgres" always exists.
func (s *Server) URL(database string) string {
	query := url.Values{"host": {s.socket}, "port": {"5432"}, "sslmode": {"disable"}}
	u := url.URL{Scheme: "postgres", User: url.User("postgres"), Path: "/" + database, RawQuery: query.Encode()}
	return u.String()
}

// Close gives up the share, and stops Postgres if nobody else has one. Later calls
// return what the first did.
func (s *Server) Close() error { return s.close() }

func (s *Server) leave() error {
	s.end()
	<-s.ended
	if err := s.cluster.leave(s.users); err != nil {
		return fmt.Errorf("leave private Postgres in %s: %w", s.cluster.dir, err)
	}
	return nil
}

// join counts us among the users and makes sure that Postgres runs.
func (c *cluster) join(ctx context.Context) (users *os.File, socket string, err error) {
	start, err := c.lockStart(ctx)
	if err != nil {
		return nil, "", err
	}
	defer start.Close()
	users, err = filelock.Acquire(ctx, c.path("users.lock"), filelock.Shared)
	if err != nil {
		return nil, "", err
	}
	if socket, err = c.up(ctx); err != nil {
		return nil, "", errors.Join(err, c.stopIfUnused(users))
	}
	return users, socket, nil
}

// leave undoes join.
func (c *cluster) leave(users *os.File) error {
	ctx, cancel := context.WithTimeout(context.Background(), stopping)
	defer cancel()
	start, err := filelock.Acquire(ctx, c.path("start.lock"), filelock.Exclusive)
	if err != nil {
		users.Close()
		return err
	}
	defer start.Close()
	return c.stopIfUnused(users)
}

// stopIfUnused releases users, and stops Postgres if nobody else holds a share. The
// caller holds start.lock, so nobody can join meanwhile.
func (c *cluster) stopIfUnused(users *os.File) error {
	defer users.Close()
	if err := filelock.Change(users, filelock.Exclusive); err != nil {
		if errors.Is(err, filelock.ErrHeld) {
			return nil
		}
		return err
	}
	return c.stop()
}
