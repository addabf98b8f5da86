package contest_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"prepwire/rpc/contest"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
	"prepwire/store"
)

// A place that was given back on another node holds nobody up: the contest
// opens and ends for those who stayed.
func TestPlaceGivenBackElsewhere(t *testing.T) {
	bubble(t, func(t *testing.T) {
		db, with := newDB(t), newShared(t)
		a := openWith(t, rpctest.StartInMemory, db, nil, with)
		b := openWith(t, rpctest.StartInMemory, db, nil, with)
		a.questions(1)
		c := a.contest(1, nil)
		a.player(c, "bob")
		eve := a.player(c, "eve")
		b.user("bob").Must("contest.unregister", ref(c), nil)
		b.shut()
		until(c.StartTime)
		time.Sleep(time.Second)
		eve.one("contest.started", &schema.ContestStartedParams{})
		r, _ := eve.mustAnswer(c, "q1", "B")
		until(c.EndTime)
		time.Sleep(2 * time.Second)
		eve.one("contest.ended", &schema.ContestEndedParams{})
		a.audit(c, receipts{"q1": r.Receipt})
	})
}

// unmarked is a store that cannot note who has joined.
type unmarked struct{ contest.Store }

func (unmarked) MarkJoined(context.Context, string, string, time.Time) (store.Registration, error) {
	return store.Registration{}, fmt.Errorf("mark: %w", store.ErrUnavailable)
}

// A place that was given back and taken anew on another node is one place: a
// node that remembers the old one takes no second answer for it, however early
// it comes.
func TestPlaceTakenAnewElsewhere(t *testing.T) {
	bubble(t, func(t *testing.T) {
		db, with := newDB(t), newShared(t)
		a := openWith(t, rpctest.StartInMemory, db, func(s contest.Store) contest.Store { return unmarked{s} }, with) // gets no further
		b := openWith(t, rpctest.StartInMemory, db, nil, with)
		a.questions(1)
		c := a.contest(1, nil)
		old, now := a.player(c, "bob"), b.user("bob")
		now.Must("contest.unregister", ref(c), nil)
		now.Must("contest.register", ref(c), nil)
		until(c.StartTime)
		old.mustAnswer(c, "q1", "A")
		refused(t, now.answer(c, "q1", "B"), schema.AlreadyAnswered)
	})
}

// Until the deadline places are taken, to the millisecond, and after it none. A
// place that was taken stays, and is answered again.
func TestRegistrationCloses(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t)
		h.questions(1)
		c := h.contest(1, map[string]any{"registrationDeadline": at(time.Minute)})
		bob, eve := h.user("bob"), h.user("eve")
		until(c.RegistrationDeadline)
		var first, again schema.Registration
		bob.Must("contest.register", ref(c), &first)
		time.Sleep(time.Millisecond)
		refused(t, eve.Call("contest.register", ref(c)), schema.RegistrationClosed)
		bob.Must("contest.register", ref(c), &again)
		if again != first {
			t.Errorf("got %+v, first %+v", again, first)
		}
		until(c.StartTime)
		refused(t, eve.answer(c, "q1", "B"), schema.NotRegistered)
		bob.mustAnswer(c, "q1", "B")
	})
}

// slow is a store in which places are given back slowly.
type slow struct {
	contest.Store
	by time.Duration
}

func (s slow) Unregister(ctx context.Context, contestID, userID string) error {
	time.Sleep(s.by)
	return s.Store.Unregister(ctx, contestID, userID)
}

// A place that is to be given back just before the start and is not in time
// stays: nobody answers, and begins anew.
func TestPlaceGivenBackTooLate(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := openOn(t, newDB(t), func(s contest.Store) contest.Store { return slow{s, 100 * time.Millisecond} })
		h.questions(1)
		c := h.contest(1, nil)
		bob := h.player(c, "bob")
		time.Sleep(time.Until(c.StartTime.Time) - 50*time.Millisecond)
		back := bob.begin("contest.unregister", ref(c))
		until(c.StartTime)
		r, _ := bob.mustAnswer(c, "q1", "A")
		refused(t, <-back, schema.ContestRunning)
		bob.Must("contest.register", ref(c), nil)
		refused(t, bob.answer(c, "q1", "B"), schema.AlreadyAnswered)
		until(c.EndTime)
		time.Sleep(2 * time.Second)
		h.audit(c, receipts{"q1": r.Receipt})
	})
}

// Whoever takes part and only watches, or never joins and answers all the
// same, is engaged like everybody else.
func TestEngagedWithoutJoining(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t)
		h.questions(2)
		c := h.contest(2, nil)
		early, late, silent := h.user("early"), h.user("late"), h.user("silent")
		watch := map[string]any{"contestId": c.ID, "spectate": true}
		for _, u := range []*user{early, late, silent} {
			u.Must("contest.register", ref(c), nil)
		}
		early.Must("contest.join", watch, nil)
		until(c.StartTime)
		time.Sleep(time.Second)
		var seen schema.ContestJoinResult
		late.Must("contest.join", watch, &seen)
		if seen.Questions != nil {
			t.Errorf("who watches was shown %s", marshal(t, seen.Questions))
		}
		silent.mustAnswer(c, "q1", "B")
		time.Sleep(3 * time.Second)
		for _, u := range []*user{early, late, silent} {
			if engaged, err := h.db.Engaged(t.Context(), u.name); !engaged || err != nil {
				t.Errorf("%s: engaged %v, %v", u.name, engaged, err)
			}
		}
	})
}
