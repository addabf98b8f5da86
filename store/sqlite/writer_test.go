package sqlite

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"prepwire/store"
)

// hold queues an act that waits in the writer until release is called, so
// that whatever is queued meanwhile comes into the same group. hold returns
// when the act has begun.
func hold(t *testing.T, db *DB) (release func()) {
	t.Helper()
	begun, gate := make(chan struct{}), make(chan struct{})
	var waiting sync.WaitGroup
	waiting.Go(func() {
		_, err := write(context.Background(), db, "hold", func(*tx) (int, error) {
			close(begun)
			<-gate
			return 0, nil
		})
		if err != nil && !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("holding act: %v", err)
		}
	})
	<-begun
	release = sync.OnceFunc(func() {
		close(gate)
		waiting.Wait()
	})
	t.Cleanup(release)
	return release
}

// queued calls write for each act in its own goroutine, one after the other
// into the queue, and answers a function that waits for their errors.
func queued(ctx context.Context, db *DB, acts ...func(*tx) (int, error)) (wait func() []error) {
	errs := make([]error, len(acts))
	var calls sync.WaitGroup
	for i, act := range acts {
		before := len(db.writer.jobs)
		calls.Go(func() { _, errs[i] = write(ctx, db, "act", act) })
		for len(db.writer.jobs) == before {
			runtime.Gosched() // the queue itself is the event
		}
	}
	return func() []error {
		calls.Wait()
		return errs
	}
}

func insert(id string) func(*tx) (int, error) {
	return func(t *tx) (int, error) {
		a := attempt(id)
		_, err := t.exec(insertAttempt, a.ID, a.UserID, a.QuestionID, "", "", true, 0, "", 1, 0, "", "", "", store.SourcePractice, 0)
		return 0, err
	}
}

func answered(t *testing.T, db *DB) int {
	t.Helper()
	stats, err := db.QuestionStats(t.Context(), "q1")
	if err != nil {
		t.Fatal(err)
	}
	return stats.Answered
}

// groupTime sets how long the writer takes acts into a group.
func groupTime(t *testing.T, db *DB, d time.Duration) {
	t.Helper()
	_, err := write(t.Context(), db, "group time", func(t *tx) (int, error) {
		t.w.groupTime = d
		return 0, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// groupsOf queues n acts behind a held one and answers in how many
// transactions all of them were committed.
func groupsOf(t *testing.T, db *DB, n int) int64 {
	t.Helper()
	before := db.WriteStats()
	release := hold(t, db)
	var acts []func(*tx) (int, error)
	for i := range n {
		acts = append(acts, insert(fmt.Sprint(i)))
	}
	wait := queued(t.Context(), db, acts...)
	release()
	if err := errors.Join(wait()...); err != nil {
		t.Fatal(err)
	}
	if got := answered(t, db); got != n {
		t.Fatalf("%d rows, want %d", got, n)
	}
	after := db.WriteStats()
	if got := after.Acts - before.Acts; got != int64(n+1) {
		t.Fatalf("%d acts, want %d", got, n+1)
	}
	return after.Groups - before.Groups
}

func TestWritesShareACommit(t *testing.T) {
	db := openTemp(t)
	groupTime(t, db, time.Hour)
	if got := groupsOf(t, db, 63); got != 1 {
		t.Fatalf("64 acts in %d transactions, want one", got)
	}
}

func TestGroupsAreBoundedByCount(t *testing.T) {
	db := openTemp(t)
	groupTime(t, db, time.Hour)
	if got := groupsOf(t, db, 2*maxGroupActs); got != 3 {
		t.Fatalf("%d acts in %d transactions, want at most %d in each", 2*maxGroupActs+1, got, maxGroupActs)
	}
}

func TestGroupsAreBoundedByTime(t *testing.T) {
	db := openTemp(t)
	groupTime(t, db, 0)
	if got := groupsOf(t, db, 9); got != 10 {
		t.Fatalf("10 acts in %d transactions, want each in its own once time is up", got)
	}
}

func TestFailingActSparesItsNeighbours(t *testing.T) {
	db := openTemp(t)
	groupTime(t, db, time.Hour)
	release := hold(t, db)
	refused := errors.New("refused")
	wait := queued(t.Context(), db,
		insert("before"),
		func(t *tx) (int, error) {
			if _, err := insert("half")(t); err != nil {
				return 0, err
			}
			return 0, refused
		},
		func(t *tx) (int, error) {
			if _, err := insert("panicked")(t); err != nil {
				return 0, err
			}
			panic("out of luck")
		},
		func(t *tx) (int, error) {
			_, err := t.exec("SELECT nonsense")
			return 0, err
		},
		insert("after"))
	release()
	errs := wait()
	if errs[0] != nil || errs[4] != nil {
		t.Fatalf("neighbours: %v, %v", errs[0], errs[4])
	}
	if !errors.Is(errs[1], refused) {
		t.Errorf("refusing act: %v", errs[1])
	}
	if errs[2] == nil || !strings.Contains(errs[2].Error(), "out of luck") {
		t.Errorf("panicking act: %v", errs[2])
	}
	if errs[3] == nil || errors.Is(errs[3], store.ErrUnavailable) {
		t.Errorf("wrong statement: %v", errs[3])
	}
	if got := answered(t, db); got != 2 {
		t.Fatalf("%d rows, want before and after", got)
	}
}

func TestFailedCommitReachesAll(t *testing.T) {
	db := openTemp(t)
	groupTime(t, db, time.Hour)
	release := hold(t, db)
	deferred := func(t *tx) (int, error) { // a violation that only the commit finds
		for _, statement := range []string{
			"CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT",
			"CREATE TABLE child (id INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED) STRICT",
			"INSERT INTO child VALUES (1)",
		} {
			if _, err := t.exec(statement); err != nil {
				return 0, err
			}
		}
		return 0, nil
	}
	wait := queued(t.Context(), db, insert("before"), deferred, insert("after"))
	release()
	for i, err := range wait() {
		if !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("act %d: got %v, want unavailable", i, err)
		}
	}
	if got := answered(t, db); got != 0 {
		t.Fatalf("%d rows of a transaction that never was", got)
	}
	if _, err := db.RecordAttempt(t.Context(), attempt("next")); err != nil {
		t.Fatalf("the next group: %v", err)
	}
}

func TestFullDisk(t *testing.T) {
	db := openTemp(t)
	limit := func(pages int) {
		t.Helper()
		_, err := write(t.Context(), db, "limit", func(t *tx) (n int, err error) {
			return n, t.row(fmt.Sprintf("PRAGMA max_page_count = %d", pages), nil, &n)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	limit(1) // as few as it has
	long := attempt("long")
	long.Answer = strings.Repeat("x", 1<<20)
	if _, err := db.RecordAttempt(t.Context(), long); !errors.Is(err, store.ErrUnavailable) {
		t.Fatalf("got %v, want unavailable", err)
	}
	if err := db.Ping(t.Context()); err != nil {
		t.Errorf("reading from a full disk: %v", err)
	}
	limit(1 << 20)
	if got, err := db.RecordAttempt(t.Context(), long); err != nil || got.Number != 1 {
		t.Fatalf("with room again: %+v, %v", got.Number, err)
	}
}

func TestCancelledWhileQueuedNeverHappens(t *testing.T) {
	db := openTemp(t)
	release := hold(t, db)
	ctx, cancel := context.WithCancel(t.Context())
	wait := queued(ctx, db, insert("a"), insert("b"))
	cancel()
	for _, err := range wait() { // answered while the writer is still held
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("got %v", err)
		}
	}
	release()
	if _, err := db.RecordAttempt(t.Context(), attempt("c")); err != nil {
		t.Fatal(err)
	}
	if got := answered(t, db); got != 1 {
		t.Fatalf("%d rows, want the last alone", got)
	}
}

// watchedContext tells when somebody first waits for its end.
type watchedContext struct {
	context.Context
	once    sync.Once
	waiting chan struct{}
}

func (c *watchedContext) Done() <-chan struct{} {
	c.once.Do(func() { close(c.waiting) })
	return c.Context.Done()
}

func TestFullQueueWaitsWithItsContext(t *testing.T) {
	db, err := Open(t.Context(), t.TempDir(), Options{Queue: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	release := hold(t, db)
	wait := queued(t.Context(), db, insert("a"))
	ctx, cancel := context.WithCancel(t.Context())
	watched := &watchedContext{Context: ctx, waiting: make(chan struct{})}
	var waiting sync.WaitGroup
	waiting.Go(func() {
		if _, err := db.RecordAttempt(watched, attempt("b")); !errors.Is(err, context.Canceled) {
			t.Errorf("no place in the queue: %v", err)
		}
	})
	<-watched.waiting
	cancel()
	waiting.Wait()
	release()
	if err := errors.Join(wait()...); err != nil {
		t.Fatal(err)
	}
}

func TestCloseFinishesWhatIsQueued(t *testing.T) {
	db := openTemp(t)
	dir := db.files.path[:len(db.files.path)-len("/"+databaseName)]
	release := hold(t, db)
	wait := queued(t.Context(), db, insert("a"), insert("b"), insert("c"))
	var closing sync.WaitGroup
	closing.Go(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	<-db.gate.closing
	release()
	closing.Wait()
	if err := errors.Join(wait()...); err != nil {
		t.Fatalf("queued before the close: %v", err)
	}
	if got := answered(t, openDir(t, dir)); got != 3 {
		t.Fatalf("%d rows, want 3", got)
	}
}
