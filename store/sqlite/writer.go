package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	"prepwire/store"
)

// Bounds of one group. They keep a group's callers from waiting for very many
// others; with nothing queued a group ends at once.
const (
	maxGroupActs = 256
	maxGroupTime = 20 * time.Millisecond
)

// writer owns the only connection that writes. Acts that are queued while it
// commits become one transaction, so that many callers share one wait for the
// disk:
//
//	write ─► jobs ─► BEGIN ─► SAVEPOINT, act, RELEASE ─► … ─► COMMIT ─► every caller's answer
//
// A savepoint around each act lets one fail without its neighbours. Nobody is
// answered before the commit.
type writer struct {
	conn    *sql.Conn
	jobs    chan *job     // closed when no more will come
	done    chan struct{} // closed when the last job is answered
	present func() error  // whether the database's files are still in place

	// Used by the loop alone.
	stmts     map[string]*sql.Stmt // prepared on conn
	groupTime time.Duration        // maxGroupTime

	acts, groups atomic.Int64
}

// job is one act on its way through the writer.
type job struct {
	ctx    context.Context
	act    func(*tx) error
	answer chan error // takes the one answer without a reader
}

// tx is what an act may do. It is valid until the act returns.
type tx struct{ w *writer }

func newWriter(conn *sql.Conn, queue int, present func() error) *writer {
	w := &writer{
		conn:    conn,
		jobs:    make(chan *job, queue),
		done:    make(chan struct{}),
		present: present,
		stmts:   make(map[string]*sql.Stmt),

		groupTime: maxGroupTime,
	}
	go w.loop()
	return w
}

// close answers what is queued and stops the loop. Nothing may be queued after.
func (w *writer) close() {
	close(w.jobs)
	<-w.done
}

func (w *writer) loop() {
	defer close(w.done)
	for first := range w.jobs {
		w.commitGroup(first)
	}
	for _, stmt := range w.stmts {
		stmt.Close() // the connection goes next; there is nothing to save
	}
}

// commitGroup carries out first and what is queued behind it as one
// transaction, and answers all of them.
func (w *writer) commitGroup(first *job) {
	if err := w.begin(); err != nil {
		first.answer <- err
		return
	}
	group, outcomes, err := w.runGroup(first)
	if err == nil {
		err = w.commit()
	}
	if err != nil {
		w.rollback()
		err = unavailable(fmt.Errorf("commit: %w", err))
	}
	if len(group) > 0 {
		w.groups.Add(1)
		w.acts.Add(int64(len(group)))
	}
	for i, j := range group {
		if err != nil {
			j.answer <- err
			continue
		}
		j.answer <- outcomes[i]
	}
}

// runGroup carries out acts until the queue is empty or the group is full. It
// answers the jobs it began and what came of each. An error means that the
// transaction is lost.
func (w *writer) runGroup(first *job) (group []*job, outcomes []error, err error) {
	begun := time.Now()
	for j := first; j != nil; j = w.next() {
		if ctxErr := j.ctx.Err(); ctxErr != nil {
			j.answer <- ctxErr // not begun: nothing happened
			continue
		}
		outcome, lost := w.runAct(j)
		group, outcomes = append(group, j), append(outcomes, outcome)
		if lost != nil {
			return group, outcomes, lost
		}
		if len(group) == maxGroupActs || time.Since(begun) >= w.groupTime {
			break
		}
	}
	return group, outcomes, nil
}

// next is the next queued job; nil when there is none now.
func (w *writer) next() *job {
	select {
	case j := <-w.jobs:
		return j // nil when the queue is closed
	default:
		return nil
	}
}

// runAct carries out one act inside its savepoint. outcome is the act's own
// error, which has undone the act and nothing else; lost means that the whole
// transaction is gone.
func (w *writer) runAct(j *job) (outcome, lost error) {
	if err := w.exec("SAVEPOINT act"); err != nil {
		return nil, err
	}
	outcome = contain(j.act, &tx{w})
	if outcome != nil {
		// SQLite may have ended the transaction by itself, for one when the
		// disk is full. Then there is no savepoint to go back to.
		if err := w.exec("ROLLBACK TO act"); err != nil {
			return outcome, errors.Join(outcome, err)
		}
	}
	return outcome, w.exec("RELEASE act")
}

// contain turns a panic of act into an error, so that the writer lives on.
func contain(act func(*tx) error, t *tx) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic in store: %v\n%s", v, debug.Stack())
		}
	}()
	return act(t)
}

// begin opens the group's transaction. A transaction that an earlier failure
// left open is thrown away first.
func (w *writer) begin() error {
	err := w.exec("BEGIN IMMEDIATE")
	if err == nil {
		return nil
	}
	w.rollback()
	if err := w.exec("BEGIN IMMEDIATE"); err != nil {
		return unavailable(fmt.Errorf("begin: %w", err))
	}
	return nil
}

// commit makes the group durable. Files that were taken away while open would
// accept the commit and lose it later, so their presence is looked at first.
func (w *writer) commit() error {
	if err := w.present(); err != nil {
		return err
	}
	return w.exec("COMMIT")
}

// rollback ends the transaction if one is open, and so cannot go wrong in a
// way that matters: whoever is waiting gets the error that led here.
func (w *writer) rollback() { _ = w.exec("ROLLBACK") }

func (w *writer) exec(query string) error {
	_, err := (&tx{w}).exec(query)
	return err
}

// exec runs a statement that answers no rows.
func (t *tx) exec(query string, args ...any) (sql.Result, error) {
	stmt, err := t.prepare(query)
	if err != nil {
		return nil, err
	}
	return stmt.Exec(args...)
}

// row runs a statement that answers at most one row into dest;
// sql.ErrNoRows when there is none.
func (t *tx) row(query string, args []any, dest ...any) error {
	stmt, err := t.prepare(query)
	if err != nil {
		return err
	}
	return stmt.QueryRow(args...).Scan(dest...)
}

// prepare keeps every statement. Acts name them as constants, so there are few.
func (t *tx) prepare(query string) (*sql.Stmt, error) {
	if stmt := t.w.stmts[query]; stmt != nil {
		return stmt, nil
	}
	// No context: a group is never interrupted on behalf of one caller.
	stmt, err := t.w.conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, fmt.Errorf("prepare: %w", err)
	}
	t.w.stmts[query] = stmt
	return stmt, nil
}

// write hands an act to the writer and waits until it is durable. The value
// is answered beside store.ErrVersion and store.ErrState, too, and beside no
// other error. When ctx ends first, an act that has begun still goes on; one
// that has not never will.
func write[T any](ctx context.Context, db *DB, doing string, act func(*tx) (T, error)) (_ T, err error) {
	defer db.observe(ctx, doing, time.Now(), &err)
	var value, zero T
	j := &job{ctx: ctx, answer: make(chan error, 1), act: func(t *tx) (err error) {
		value, err = act(t)
		return err
	}}
	if err := db.enqueue(j); err != nil {
		return zero, fmt.Errorf("%s: %w", doing, err)
	}
	select {
	case err := <-j.answer:
		if err == nil {
			return value, nil
		}
		err = fmt.Errorf("%s: %w", doing, translate(ctx, err))
		if errors.Is(err, store.ErrVersion) || errors.Is(err, store.ErrState) {
			return value, err
		}
		return zero, err
	case <-ctx.Done():
		return zero, fmt.Errorf("%s: %w", doing, ctx.Err())
	}
}

// enqueue waits for a place in the queue.
func (db *DB) enqueue(j *job) error {
	if err := j.ctx.Err(); err != nil {
		return err
	}
	if err := db.gate.enter(); err != nil {
		return err
	}
	defer db.gate.leave()
	if db.writer == nil {
		return unavailable(errors.New("the store was opened to be read only"))
	}
	select {
	case db.writer.jobs <- j:
		return nil
	case <-db.gate.closing:
		return store.ErrUnavailable
	case <-j.ctx.Done():
		return j.ctx.Err()
	}
}
