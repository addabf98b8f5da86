package mongodb

import (
	"context"
	"fmt"
	"sync"
	"time"

	"prepwire/store"
)

// keepEvery is how often the clock is read and what was left half done is
// looked for.
const keepEvery = 15 * time.Second

// keeper sets the store up when its server comes, and looks after it then. Its
// goroutine ends with stop.
type keeper struct {
	db     *DB
	ready  chan struct{} // closed once the store is set up
	cancel context.CancelFunc
	work   sync.WaitGroup

	mu   sync.Mutex
	lack error // why the store is not set up; nil: it is
}

// newKeeper begins to look after db, which lacks what lack says.
func newKeeper(db *DB, lack error) *keeper {
	ctx, cancel := context.WithCancel(context.Background())
	k := &keeper{db: db, ready: make(chan struct{}), cancel: cancel, lack: lack}
	if lack == nil {
		close(k.ready)
	}
	k.work.Go(func() { k.run(ctx) })
	return k
}

func (k *keeper) stop() {
	k.cancel()
	k.work.Wait()
}

// usable is nil once the store is set up, else why it is not.
func (k *keeper) usable() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.lack != nil {
		return fmt.Errorf("not set up yet: %w", k.lack)
	}
	return nil
}

func (k *keeper) run(ctx context.Context) {
	if k.usable() != nil && !k.wait(ctx) {
		return
	}
	ticker := time.NewTicker(keepEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		for _, step := range []func(context.Context) error{k.db.readClock, k.db.settleOldBatches} {
			within, cancel := context.WithTimeout(ctx, k.db.opts.Timeout)
			if err := step(within); err != nil && ctx.Err() == nil {
				k.db.log.WarnContext(ctx, "store", "err", translate(ctx, err))
			}
			cancel()
		}
	}
}

// wait tries to set the store up until it is, or ctx ends.
func (k *keeper) wait(ctx context.Context) bool {
	k.db.log.WarnContext(ctx, "store is away; trying on", "err", k.lack)
	timer := time.NewTimer(k.db.opts.Retry)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-timer.C:
		}
		err := k.db.setUp(ctx)
		if err != nil {
			timer.Reset(k.db.opts.Retry)
		}
		if k.learn(ctx, err) {
			return true
		}
	}
}

// learn notes what came of a try. A new reason is logged once.
func (k *keeper) learn(ctx context.Context, err error) (done bool) {
	k.mu.Lock()
	before := k.lack
	k.lack = err
	if err != nil {
		k.lack = fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	k.mu.Unlock()
	switch {
	case err == nil:
		close(k.ready)
		k.db.log.InfoContext(ctx, "store is there")
	case ctx.Err() == nil && err.Error() != before.Error():
		k.db.log.WarnContext(ctx, "store cannot be set up", "err", err)
	}
	return err == nil
}

// Ready is closed once the store has been set up; what comes later, such as a
// server that goes away, shows in Ping.
func (db *DB) Ready() <-chan struct{} { return db.keeper.ready }
