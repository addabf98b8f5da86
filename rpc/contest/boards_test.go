package contest_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"prepwire/rpc/rpctest"
	"prepwire/schema"
	livestore "prepwire/store/live"
)

// boardBus counts the boards that a node tells; it can swallow them, as if the
// node died before.
type boardBus struct {
	livestore.Bus
	told  atomic.Int64
	dying atomic.Bool
}

func (b *boardBus) Publish(ctx context.Context, topic string, s livestore.State) error {
	if s.Name == schema.ContestLeaderboardUpdated.Notice.Name {
		if b.dying.Load() {
			return nil
		}
		b.told.Add(1)
	}
	return b.Bus.Publish(ctx, topic, s)
}

// newNode is one more node on what others share, with a count of its boards.
func newNode(t *testing.T, first *house, with *shared) (*house, *boardBus) {
	own := *with
	bus := &boardBus{Bus: with.bus}
	own.bus = bus
	if first == nil {
		return openWith(t, rpctest.StartInMemory, newDB(t), nil, &own), bus
	}
	return openWith(t, rpctest.StartInMemory, first.db, nil, &own), bus
}

// However many nodes take answers, clients are told of boards at about the
// pace of one node, and of the last one in the end.
func TestBoardsOfManyNodes(t *testing.T) {
	bubble(t, func(t *testing.T) {
		const nodes, questions = 4, 40
		with := newShared(t)
		var houses []*house
		var buses []*boardBus
		for i := range nodes {
			var first *house
			if i > 0 {
				first = houses[0]
			}
			h, bus := newNode(t, first, with)
			houses, buses = append(houses, h), append(buses, bus)
		}
		houses[0].questions(questions)
		c := houses[0].contest(questions, map[string]any{"durationMs": 120_000})
		var players []*user
		for i, h := range houses {
			players = append(players, h.player(c, fmt.Sprint("user", i)))
		}
		until(c.StartTime)
		time.Sleep(time.Second)
		began := time.Now()
		for q := range questions {
			for i, p := range players {
				time.Sleep(40 * time.Millisecond / nodes * time.Duration(1+i%2))
				p.mustAnswer(c, fmt.Sprintf("q%d", q+1), "B")
			}
		}
		took := time.Since(began)
		time.Sleep(time.Second)
		total := int64(0)
		for _, b := range buses {
			total += b.told.Load()
		}
		if most := 2*int64(took/(250*time.Millisecond)) + nodes; total > most { // nodes may speak at the same instant
			t.Errorf("%d boards were told in %v, want at most %d", total, took, most)
		}
		for _, p := range players {
			wantBoard(t, p, 1+questions*nodes)
		}
	})
}

func wantBoard(t *testing.T, p *user, version int64) {
	t.Helper()
	notes := p.took("contest.leaderboardUpdated")
	var last schema.LeaderboardUpdatedParams
	if len(notes) > 0 {
		notes[len(notes)-1].into(t, &last)
	}
	if last.Version != version {
		t.Errorf("%s was last told of board %d of %d, want %d", p.name, last.Version, len(notes), version)
	}
}

// A node that dies between an answer and the board that shows it leaves nobody
// with the board before.
func TestBoardOfANodeThatDied(t *testing.T) {
	bubble(t, func(t *testing.T) {
		with := newShared(t)
		a, _ := newNode(t, nil, with)
		b, dying := newNode(t, a, with)
		a.questions(2)
		c := a.contest(2, map[string]any{"durationMs": 60_000})
		bob, eve := a.player(c, "bob"), b.player(c, "eve")
		until(c.StartTime)
		time.Sleep(time.Second)
		bob.mustAnswer(c, "q1", "B")
		time.Sleep(time.Second)
		wantBoard(t, bob, 2)
		dying.dying.Store(true)
		eve.mustAnswer(c, "q1", "B")
		b.shut()
		time.Sleep(4 * time.Second)
		wantBoard(t, bob, 3)
	})
}
