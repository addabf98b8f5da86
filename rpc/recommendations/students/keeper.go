package students

import (
	"container/list"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"prepwire/rpc/recommendations/learner"
	"prepwire/store"
)

// Store is what a Keeper reads, and where it keeps versions of the parameters.
type Store interface {
	store.Attempts
	store.Models
	store.Clock
}

// Config is what a Keeper works with.
type Config struct {
	Store  Store         // required
	Most   int           // students whose states are cached; 0: 50,000, some 1.2 KB each and 20 bytes a question answered
	Every  time.Duration // between looks for new parameters; 0: ten minutes
	Enough int           // new answers that make new parameters, with a fifth of those they rest on; 0: 500
	Log    *slog.Logger  // nil: nothing is logged
}

// Keeper knows the students. Its methods may be called concurrently, on any
// number of nodes that share a store.
type Keeper struct {
	store  Store
	config Config
	log    *slog.Logger
	params atomic.Pointer[learner.Params]
	ctx    context.Context
	stop   context.CancelFunc
	work   sync.WaitGroup

	mu     sync.Mutex // guards what follows
	byUser map[string]*list.Element
	used   *list.List // of *folded, most lately used first
}

// New returns a keeper with the parameters of before anybody answered, until Load.
func New(c Config) *Keeper {
	if c.Store == nil {
		panic("students: a store is needed")
	}
	if c.Most <= 0 {
		c.Most = 50_000
	}
	if c.Every <= 0 {
		c.Every = 10 * time.Minute
	}
	if c.Enough <= 0 {
		c.Enough = 500
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	k := &Keeper{store: c.Store, config: c, log: c.Log, byUser: map[string]*list.Element{}, used: list.New()}
	k.params.Store(learner.Default())
	k.ctx, k.stop = context.WithCancel(context.Background())
	return k
}

// Load takes up the newest parameters that any node has made. None are no error.
func (k *Keeper) Load(ctx context.Context) error {
	m, err := k.store.NewestModel(ctx)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the learner's parameters: %w", err)
	}
	return k.adopt(m)
}

// adopt takes up parameters, unless those at hand are as new.
func (k *Keeper) adopt(m store.Model) error {
	if m.Number <= k.params.Load().Number() {
		return nil
	}
	p, err := learner.DecodeParams(m.Params)
	if err != nil {
		return fmt.Errorf("parameters %d of the learner: %w", m.Number, err)
	}
	k.params.Store(p)
	k.log.Info("learner", "model", p.Version(), "answers", m.Answers)
	return nil
}

// Params returns the parameters that are in force.
func (k *Keeper) Params() *learner.Params { return k.params.Load() }

// entry finds or makes the cached fold of a student, and drops the one longest
// unused when there are too many.
func (k *Keeper) entry(userID string) *folded {
	k.mu.Lock()
	defer k.mu.Unlock()
	if e, ok := k.byUser[userID]; ok {
		k.used.MoveToFront(e)
		return e.Value.(*folded)
	}
	f := &folded{userID: userID, free: make(chan struct{}, 1)}
	k.byUser[userID] = k.used.PushFront(f)
	if k.used.Len() > k.config.Most {
		oldest := k.used.Back()
		k.used.Remove(oldest)
		delete(k.byUser, oldest.Value.(*folded).userID)
	}
	return f
}

// Student returns what is known of a student now. It reads what was answered
// since it last looked, so an attempt that was recorded before the call is in it.
func (k *Keeper) Student(ctx context.Context, userID string) (s Student, err error) {
	err = k.use(ctx, userID, func(f *folded) { s = f.student() })
	return s, err
}

// StudentAndSeen also returns the questions the student has answered, save
// variants of a family and what was answered elsewhere. Nobody may change it.
func (k *Keeper) StudentAndSeen(ctx context.Context, userID string) (s Student, seen map[learner.ItemID]bool, err error) {
	err = k.use(ctx, userID, func(f *folded) {
		f.lent = true
		s, seen = f.student(), f.seen
	})
	return s, seen, err
}

// Levels returns how a student's level at the skill of an attempt changed with
// it; both are empty when it did not, or when many have changed since.
func (k *Keeper) Levels(ctx context.Context, userID, attemptID string) (before, after learner.Level, err error) {
	err = k.use(ctx, userID, func(f *folded) {
		for _, m := range f.moves {
			if m.attempt == attemptID {
				before, after = m.before, m.after
			}
		}
	})
	return before, after, err
}

// use lets f see what is folded of a student, up to now.
func (k *Keeper) use(ctx context.Context, userID string, see func(*folded)) error {
	f := k.entry(userID)
	select {
	case f.free <- struct{}{}:
		defer func() { <-f.free }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := f.catchUp(ctx, k); err != nil {
		return fmt.Errorf("fold answers: %w", err)
	}
	see(f)
	return nil
}
