package contest_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"prepwire/rpc/contest"
	"prepwire/schema"
	"prepwire/store"
)

// stalling is a store whose appends wait, or end, as a test says.
type stalling struct {
	contest.Store
	mu   sync.Mutex
	next []func() error // of the next appends: what comes before each
}

func (s *stalling) AppendEntries(ctx context.Context, entries []store.ContestEntry) (int, error) {
	s.mu.Lock()
	before := func() error { return nil }
	if len(s.next) > 0 {
		before, s.next = s.next[0], s.next[1:]
	}
	s.mu.Unlock()
	if err := before(); err != nil {
		return 0, err
	}
	return s.Store.AppendEntries(ctx, entries)
}

// then has the next appends begin with these.
func (s *stalling) then(before ...func() error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = before
}

// openStalling is open on a store that stalls when it is told to.
func openStalling(t *testing.T) (*house, *stalling) {
	s := &stalling{}
	h := openOn(t, newDB(t), func(inner contest.Store) contest.Store { s.Store = inner; return s })
	return h, s
}

// The disk is slow at the end, so that an answer, its repeat and the last entry
// come to be written at once: the repeat gets the reply of the answer.
func TestRepeatBesideTheLastEntry(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h, s := openStalling(t)
		h.questions(2)
		c := h.contest(2, nil)
		eve, phone, tablet := h.player(c, "eve"), h.player(c, "bob"), h.player(c, "bob")
		until(c.EndTime)
		free := make(chan struct{})
		s.then(func() error { <-free; return nil })
		given := receipts{}
		p := map[string]any{"contestId": c.ID, "questionId": "q1", "answer": "B"}
		first := eve.begin("contest.submitAnswer", p)
		synctest.Wait()
		one := phone.begin("contest.submitAnswer", p)
		synctest.Wait()
		two := tablet.begin("contest.submitAnswer", p)
		time.Sleep(time.Second) // the last entry waits behind them
		close(free)
		given["eve"] = receiptOf(t, <-first)
		a, b := <-one, <-two
		if a.Error != nil || b.Error != nil || string(a.Result) != string(b.Result) {
			t.Errorf("got %s %+v, its repeat %s %+v", a.Result, a.Error, b.Result, b.Error)
		}
		given["bob"] = receiptOf(t, a)
		time.Sleep(time.Minute)
		h.audit(c, given)
	})
}

// A reply was lost, and the answer is sent again after the last call while the
// first is still on its way to the disk: it is a repeat, not too late.
func TestLateRepeatOfWhatIsOnItsWay(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h, s := openStalling(t)
		h.questions(2)
		c := h.contest(2, nil)
		phone, tablet, eve := h.player(c, "bob"), h.player(c, "bob"), h.player(c, "eve")
		until(c.StartTime)
		given := receipts{}
		r, _ := eve.mustAnswer(c, "q1", "B")
		given["eve"] = r.Receipt
		until(c.EndTime)
		free := make(chan struct{})
		s.then(func() error { <-free; return nil })
		p := map[string]any{"contestId": c.ID, "questionId": "q1", "answer": "B"}
		first := phone.begin("contest.submitAnswer", p)
		time.Sleep(400 * time.Millisecond) // past the last call
		again := tablet.begin("contest.submitAnswer", p)
		late := eve.begin("contest.submitAnswer", map[string]any{"contestId": c.ID, "questionId": "q2", "answer": "B"})
		time.Sleep(time.Second)
		close(free)
		a, b := <-first, <-again
		if a.Error != nil || b.Error != nil || string(a.Result) != string(b.Result) {
			t.Errorf("got %s %+v, its repeat %s %+v", a.Result, a.Error, b.Result, b.Error)
		}
		refused(t, <-late, schema.ContestIsOver)
		given["bob"] = receiptOf(t, a)
		time.Sleep(time.Minute)
		h.audit(c, given)
	})
}

// The log can be opened only when the contest is over: what came in time counts
// from when it came.
func TestOpenedTooLate(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h, s := openStalling(t)
		h.questions(1)
		c := h.contest(1, map[string]any{"durationMs": 1000})
		bob := h.player(c, "bob")
		s.then(func() error {
			time.Sleep(5 * time.Second)
			return fmt.Errorf("append: %w", store.ErrUnavailable)
		})
		until(c.StartTime)
		time.Sleep(100 * time.Millisecond)
		r, _ := bob.mustAnswer(c, "q1", "B")
		time.Sleep(time.Minute)
		board := h.audit(c, receipts{"q1": r.Receipt})
		if *board[0].TimeMs != 100 {
			t.Errorf("board %s", marshal(t, board))
		}
	})
}

// What goes wrong beyond reason in one call ends that call: neither the
// contest nor the node.
func TestPanicIsContained(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h, s := openStalling(t)
		h.questions(2)
		c := h.contest(2, nil)
		bob := h.player(c, "bob")
		s.then(func() error { panic("at the opening") })
		until(c.StartTime)
		time.Sleep(time.Second)
		s.then(func() error { panic("at an answer") })
		refused(t, bob.answer(c, "q1", "A"), schema.ReasonInternal)
		given := receipts{}
		r, _ := bob.mustAnswer(c, "q1", "B")
		given["q1"] = r.Receipt
		s.then(func() error { panic("at the end") })
		until(c.EndTime)
		time.Sleep(time.Minute)
		h.audit(c, given)
	})
}
