package embedded

import (
	"context"
	"time"
)

const (
	watchEvery = 200 * time.Millisecond
	// longestWait is the longest interval between attempts to start a Postgres that
	// keeps dying.
	longestWait = 10 * time.Second
)

// watch restarts Postgres if it dies. Every user watches, because the user that
// started it may have left.
func (s *Server) watch(ctx context.Context) {
	defer close(s.ended)
	wait := watchEvery
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		if s.cluster.healthy() {
			wait = watchEvery
			continue
		}
		s.revive(ctx)
		wait = min(2*wait, longestWait)
	}
}

// revive starts Postgres again, unless another user just did.
func (s *Server) revive(ctx context.Context) {
	log := s.cluster.Log
	start, err := s.cluster.lockStart(ctx)
	if err != nil {
		if ctx.Err() == nil {
			log.Error("cannot bring back the private Postgres", "error", err)
		}
		return
	}
	defer start.Close()
	log.Warn("the private Postgres is gone, bringing it back", "dir", s.cluster.dir)
	socket, err := s.cluster.up(ctx)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		log.Error("cannot bring back the private Postgres", "error", err)
	case socket != s.socket:
		log.Error("the private Postgres has moved its socket", "from", s.socket, "to", socket)
	default:
		log.Info("the private Postgres is back")
	}
}
