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

// telling counts what presence is told, and can be out of reach.
type telling struct {
	livestore.Presence
	told atomic.Int64
	away atomic.Bool
}

func (p *telling) note() error {
	p.told.Add(1)
	if p.away.Load() {
		return livestore.ErrUnavailable
	}
	return nil
}

func (p *telling) EnterAll(ctx context.Context, group string, ids []string, ttl time.Duration) error {
	if err := p.note(); err != nil {
		return err
	}
	return p.Presence.EnterAll(ctx, group, ids, ttl)
}

func (p *telling) Enter(ctx context.Context, group, id, info string, ttl time.Duration) (bool, error) {
	if err := p.note(); err != nil {
		return false, err
	}
	return p.Presence.Enter(ctx, group, id, info, ttl)
}

func (p *telling) Leave(ctx context.Context, group, id string) (bool, error) {
	if err := p.note(); err != nil {
		return false, err
	}
	return p.Presence.Leave(ctx, group, id)
}

func (p *telling) LeaveAll(ctx context.Context, group string, ids []string) error {
	if err := p.note(); err != nil {
		return err
	}
	return p.Presence.LeaveAll(ctx, group, ids)
}

// However many come, stay and go at once, presence is told of them together; of
// who came while it could not be reached, as soon as it can.
func TestPresenceIsToldOfManyAtOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		with := newShared(t)
		presence := &telling{Presence: with.presence}
		with.presence = presence
		h := openWith(t, rpctest.StartInMemory, newDB(t), nil, with)
		h.questions(1)
		c := h.contest(1, nil)
		bob := h.player(c, "bob")
		var others []*user
		check := func(what string, present int64, atMost int64) {
			t.Helper()
			time.Sleep(time.Second)
			notes := bob.took("contest.participantsUpdated")
			var last schema.ParticipantsUpdatedParams
			if len(notes) > 0 {
				notes[len(notes)-1].into(t, &last)
			}
			if told := presence.told.Swap(0); last.Present != present || told > atMost {
				t.Errorf("%s: %d are present, want %d; presence was told %d times", what, last.Present, present, told)
			}
		}
		check("bob", 1, 2)
		for i := range 30 {
			others = append(others, h.player(c, fmt.Sprint("user", i)))
		}
		check("they come", 31, 4)
		time.Sleep(time.Minute)
		if told := presence.told.Swap(0); told > 10 {
			t.Errorf("presence was told %d times in a minute", told)
		}
		presence.away.Store(true)
		late := h.player(c, "late")
		time.Sleep(time.Second)
		presence.away.Store(false)
		time.Sleep(5 * time.Second) // the lobby's next tick
		presence.told.Store(0)
		check("one more", 32, 4)
		for _, u := range append(others, late) {
			u.quit()
		}
		check("they go", 1, 4)
	})
}
