package store

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"kibitz/game"
)

// After a write that failed for lack of space, the database counts as unable to
// write for this long, and is then tested: some writes find space where others do
// not.
const tryAfter = 3 * time.Second

// A writeHealth tracks whether the database can write, by its answers, all of which
// pgx reports to it. It may be used from many goroutines.
type writeHealth struct {
	failing atomic.Pointer[failedWrite] // nil if none has failed recently
	trying  sync.Mutex
}

// A failedWrite is the latest write that failed because the database cannot write.
type failedWrite struct {
	kind error // game.ErrDiskFull or game.ErrReadOnly
	at   time.Time
}

// unwritable returns why the database cannot write, if an error says so.
func unwritable(err error) error {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		switch refused.Code {
		case "53100":
			return game.ErrDiskFull
		case "25006": // as of a replica, or of an administrator who wants quiet
			return game.ErrReadOnly
		}
	}
	return nil
}

// note records the outcome of a statement.
func (w *writeHealth) note(err error) {
	if err == nil {
		return
	}
	if kind := unwritable(err); kind != nil {
		w.failing.Store(&failedWrite{kind, time.Now()})
	}
}

// check returns why the database cannot write, or nil if it can as far as is known.
// After a failure, one caller at a time tests it with try.
func (w *writeHealth) check(ctx context.Context, try func(context.Context) error) error {
	last := w.failing.Load()
	if last == nil {
		return nil
	}
	if time.Since(last.at) >= tryAfter && w.trying.TryLock() {
		defer w.trying.Unlock()
		var next *failedWrite
		if try(ctx) != nil {
			next = &failedWrite{last.kind, time.Now()}
		}
		w.failing.CompareAndSwap(last, next) // fails if another write has failed meanwhile
		last = w.failing.Load()
	}
	if last == nil {
		return nil
	}
	return last.kind
}

// Ready returns why games cannot be stored, or nil if they can: the database must
// answer, and no write may have failed recently. Like Ping, it always takes less
// than a second.
func (s *Store) Ready(ctx context.Context) error { return s.ready(ctx, s.tryWriting) }

// ready is Ready, with try to test whether there is space again.
func (s *Store) ready(ctx context.Context, try func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	if err := s.Ping(ctx); err != nil {
		return err
	}
	return explain("writing to the database", s.writeHealth.check(ctx, try))
}

// This statement needs a megabyte of disk for a moment, and changes nothing.
const needDisk = `
select current_setting('transaction_read_only')::boolean, count(*) from generate_series(1, 50000)`

// tryWriting tests whether the database has space again.
func (s *Store) tryWriting(ctx context.Context) error {
	return pgx.BeginFunc(ctx, s.changes, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `set local work_mem = '64kB'`); err != nil {
			return err
		}
		var readOnly bool
		var rows int
		if err := tx.QueryRow(ctx, needDisk).Scan(&readOnly, &rows); err != nil {
			return err
		}
		if readOnly {
			return game.ErrReadOnly
		}
		return nil
	})
}

// The methods below are called by pgx.

// TraceQueryStart is for pgx.
func (w *writeHealth) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	return ctx
}

// TraceQueryEnd is for pgx.
func (w *writeHealth) TraceQueryEnd(_ context.Context, _ *pgx.Conn, d pgx.TraceQueryEndData) {
	w.note(d.Err)
}

// TraceBatchStart is for pgx.
func (w *writeHealth) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}

// TraceBatchQuery is for pgx.
func (w *writeHealth) TraceBatchQuery(_ context.Context, _ *pgx.Conn, d pgx.TraceBatchQueryData) {
	w.note(d.Err)
}

// TraceBatchEnd is for pgx.
func (w *writeHealth) TraceBatchEnd(_ context.Context, _ *pgx.Conn, d pgx.TraceBatchEndData) {
	w.note(d.Err)
}

// TraceCopyFromStart is for pgx.
func (w *writeHealth) TraceCopyFromStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceCopyFromStartData) context.Context {
	return ctx
}

// TraceCopyFromEnd is for pgx.
func (w *writeHealth) TraceCopyFromEnd(_ context.Context, _ *pgx.Conn, d pgx.TraceCopyFromEndData) {
	w.note(d.Err)
}
