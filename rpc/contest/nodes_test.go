package contest_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"prepwire/rpc/contest"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
	"prepwire/store"
)

// shut ends a node; what it kept stays.
func (h *house) shut() {
	h.Server.Close()
	h.service.Close()
}

// A node that stops in the middle of a contest takes nothing with it: another
// one on the same store goes on where the log ends, to the byte.
func TestRestartInTheMiddle(t *testing.T) {
	for _, feedback := range []string{"immediate", "score"} {
		t.Run(feedback, func(t *testing.T) {
			bubble(t, func(t *testing.T) { restart(t, feedback) })
		})
	}
}

func restart(t *testing.T, feedback string) {
	db := newDB(t)
	h := openOn(t, db, nil)
	h.questions(4)
	c := h.contest(4, map[string]any{"feedback": feedback, "durationMs": 200_000})
	players := []*user{h.player(c, "bob"), h.player(c, "eve"), h.player(c, "zoe")}
	until(c.StartTime)
	given, first := receipts{}, map[string]string{}
	submit := func(i, q int, answer string) {
		t.Helper()
		time.Sleep(100 * time.Millisecond)
		which := fmt.Sprint(i, "/", q)
		r, raw := players[i].mustAnswer(c, fmt.Sprintf("q%d", q), answer)
		if first[which] != "" && first[which] != raw {
			t.Errorf("%s: repeat got %s, first %s", which, raw, first[which])
		}
		given[which], first[which] = r.Receipt, raw
	}
	submit(0, 1, "B")
	submit(1, 1, "A")
	submit(1, 2, "B")
	var before, after schema.Leaderboard
	players[0].Must("contest.leaderboard", ref(c), &before)
	h.shut()
	time.Sleep(time.Minute)

	h = openOn(t, db, nil)
	for i, name := range []string{"bob", "eve", "zoe"} {
		players[i] = h.user(name)
		players[i].Must("contest.join", ref(c), nil)
	}
	players[0].Must("contest.leaderboard", ref(c), &after)
	if marshal(t, before) != marshal(t, after) {
		t.Errorf("board %s, before the restart %s", marshal(t, after), marshal(t, before))
	}
	submit(0, 1, "B")
	submit(1, 1, "A")
	submit(1, 2, "B")
	refused(t, players[1].answer(c, "q1", "B"), schema.AlreadyAnswered)
	submit(2, 1, "B")
	submit(0, 4, "C")
	until(c.EndTime)
	h.shut() // at the end, before the last entry
	time.Sleep(time.Hour)

	h = openOn(t, db, nil)
	time.Sleep(2 * time.Minute) // whoever closed it last time may be at it
	for i, name := range []string{"bob", "eve", "zoe"} {
		players[i] = h.user(name)
	}
	h.audit(c, given)
	submit(0, 1, "B")
	submit(1, 2, "B")
	if engaged, err := db.Engaged(t.Context(), "bob"); engaged || err != nil {
		t.Errorf("engaged %v, %v", engaged, err)
	}
	if attempts, err := db.Attempted(t.Context(), "eve", []string{"q1", "q2", "q3"}); err != nil || len(attempts) != 2 {
		t.Errorf("attempts %v, %v", attempts, err)
	}
}

// Two nodes race on one log: each answer is in it once, in one chain, and both
// show the same board.
func TestTwoNodesOneLog(t *testing.T) {
	bubble(t, func(t *testing.T) {
		const questions, players = 10, 8
		db := newDB(t)
		with := newShared(t)
		a := openWith(t, rpctest.StartInMemory, db, nil, with)
		b := openWith(t, rpctest.StartInMemory, db, nil, with)
		a.questions(questions)
		c := a.contest(questions, nil)
		nodes := []*house{a, b}
		users := make([][2]*user, players) // each on both nodes
		for i := range users {
			name := fmt.Sprintf("user%d", i)
			nodes[i%2].player(c, name) // the other one hears of the place by itself
			users[i] = [2]*user{a.user(name), b.user(name)}
			users[i][0].Must("contest.join", ref(c), nil)
			users[i][1].Must("contest.join", ref(c), nil)
		}
		until(c.StartTime)
		time.Sleep(time.Second)
		var mu sync.Mutex
		var all sync.WaitGroup
		given, accepted := receipts{}, map[string][]string{}
		for i := range users {
			for node, u := range users[i] {
				all.Go(func() {
					for q := range questions {
						p := map[string]any{"contestId": c.ID, "questionId": fmt.Sprintf("q%d", q+1), "answer": string("AB"[(node+q)%2])}
						if q%2 == 0 {
							p["answer"] = "B" // the same on both nodes
						}
						reply := <-u.begin("contest.submitAnswer", p)
						which := fmt.Sprint(i, "/", q)
						mu.Lock()
						if reply.Error == nil {
							given[which] = receiptOf(t, reply)
							accepted[which] = append(accepted[which], string(reply.Result))
						} else if reply.Error.Data.Reason != schema.AlreadyAnswered {
							t.Errorf("%s: %+v", which, reply.Error)
						}
						mu.Unlock()
					}
				})
			}
		}
		all.Wait()
		for which, replies := range accepted {
			if len(replies) == 2 && replies[0] != replies[1] {
				t.Errorf("%s was accepted as %s and as %s", which, replies[0], replies[1])
			}
		}
		if len(given) != questions*players {
			t.Errorf("%d answers were accepted, want %d", len(given), questions*players)
		}
		time.Sleep(3 * time.Second)
		var boards [2]schema.Leaderboard
		for node := range nodes {
			users[0][node].Must("contest.leaderboard", ref(c), &boards[node])
		}
		if marshal(t, boards[0]) != marshal(t, boards[1]) || boards[0].Version != questions*players+1 {
			t.Errorf("the nodes show\n%s\n%s", marshal(t, boards[0]), marshal(t, boards[1]))
		}
		until(c.EndTime)
		time.Sleep(time.Minute)
		a.audit(c, given)
		b.audit(c, given)
		for node, h := range nodes {
			for _, name := range []string{"contest.started", "contest.ended"} {
				if n := len(users[0][node].took(name)); n != 1 {
					t.Errorf("on node %d came %d times %s", node, n, name)
				}
			}
			if h.service.Runs() != 0 {
				t.Errorf("node %d has %d runs left", node, h.service.Runs())
			}
		}
	})
}

// shifted is a store whose clock is off.
type shifted struct {
	contest.Store
	by time.Duration
}

func (s shifted) Now(ctx context.Context) (time.Time, error) {
	now, err := s.Store.Now(ctx)
	return now.Add(s.by), err
}

// The host's clock was set back by ten minutes while the node was down: the
// contest goes on from where its log ends, and no time in it falls.
func TestClockSetBack(t *testing.T) {
	bubble(t, func(t *testing.T) {
		db := newDB(t)
		h := openOn(t, db, nil)
		h.questions(3)
		c := h.contest(3, map[string]any{"durationMs": 600_000})
		bob := h.player(c, "bob")
		until(c.StartTime)
		time.Sleep(5 * time.Minute)
		given := receipts{}
		r, _ := bob.mustAnswer(c, "q1", "B")
		given["q1"] = r.Receipt
		h.shut()
		h = openOn(t, db, func(s contest.Store) contest.Store { return shifted{s, -10 * time.Minute} })
		bob = h.user("bob")
		bob.Must("contest.join", ref(c), nil)
		time.Sleep(time.Minute)
		r, _ = bob.mustAnswer(c, "q2", "B")
		given["q2"] = r.Receipt
		var board schema.Leaderboard
		bob.Must("contest.leaderboard", ref(c), &board)
		if got := *board.Me.TimeMs; got < 359_000 || got > 361_000 {
			t.Errorf("the last answer came after %d ms, want 6 min", got)
		}
		time.Sleep(5 * time.Minute)
		h.audit(c, given)
	})
}

// flaky is a store that loses what comes of appends.
type flaky struct {
	contest.Store
	mu   sync.Mutex
	plan []string // of the next appends: "before" fails before, "after" afterwards, "down" fails reads, too
	down bool
}

func (f *flaky) AppendEntries(ctx context.Context, entries []store.ContestEntry) (int, error) {
	f.mu.Lock()
	what := ""
	if len(f.plan) > 0 {
		what, f.plan = f.plan[0], f.plan[1:]
	}
	f.down = what == "down"
	f.mu.Unlock()
	switch what {
	case "before", "down":
		return 0, fmt.Errorf("append: %w", store.ErrUnavailable)
	case "after":
		if _, err := f.Store.AppendEntries(ctx, entries); err != nil {
			return 0, err
		}
		return 0, fmt.Errorf("append: %w", store.ErrUnavailable)
	}
	return f.Store.AppendEntries(ctx, entries)
}

func (f *flaky) Entries(ctx context.Context, id string, after int64, limit int) ([]store.ContestEntry, error) {
	f.mu.Lock()
	down := f.down
	f.mu.Unlock()
	if down {
		return nil, fmt.Errorf("entries: %w", store.ErrUnavailable)
	}
	return f.Store.Entries(ctx, id, after, limit)
}

func (f *flaky) next(what ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.plan, f.down = what, false
}

// An append whose outcome was never heard is looked up in the log: the answer
// counts once, whether it was there or not. What fails altogether is refused,
// and can be sent again.
func TestAppendsThatAreNotHeardOf(t *testing.T) {
	bubble(t, func(t *testing.T) {
		db := newDB(t)
		var f *flaky
		h := openOn(t, db, func(s contest.Store) contest.Store { f = &flaky{Store: s}; return f })
		h.questions(5)
		c := h.contest(5, nil)
		bob := h.player(c, "bob")
		until(c.StartTime)
		time.Sleep(time.Second)
		given := receipts{}
		for i, plan := range [][]string{{"before"}, {"after"}, {"before", "after"}, {"down"}} {
			q := fmt.Sprintf("q%d", i+1)
			f.next(plan...)
			reply := bob.answer(c, q, "B")
			if plan[0] == "down" {
				if reply.Error == nil {
					t.Errorf("accepted without a store: %s", reply.Result)
				}
				f.next()
				_, raw := bob.mustAnswer(c, q, "B")
				reply = rpctest.Reply{Result: []byte(raw)}
			}
			if reply.Error != nil {
				t.Fatalf("%v: %+v", plan, reply.Error)
			}
			given[q] = receiptOf(t, reply)
			if _, again := bob.mustAnswer(c, q, "B"); again != string(reply.Result) {
				t.Errorf("%v: repeat got %s, first %s", plan, again, reply.Result)
			}
		}
		f.next("after", "before", "before") // and at the last entry
		until(c.EndTime)
		time.Sleep(time.Minute)
		h.audit(c, given)
	})
}
