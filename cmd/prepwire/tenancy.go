package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"prepwire/store"
)

// A node without Redis must be the only one on its MongoDB: two would each tell
// only their own clients what happens. So it holds a lease in the store.
//
// What is kept does not depend on it: every act of the store is decided there,
// whoever asks. It keeps delivery whole. A node that cannot renew it because
// MongoDB is away goes on: it answers store_unavailable meanwhile, and its
// health says so. A node that finds another in its place stops, because it has
// no way to reach that one's clients.
const (
	tenancyName  = "gateway"
	tenancyFor   = 10 * time.Second // how long a node that died holds up the next one
	tenancyRenew = 2 * time.Second
	tenancyLook  = 250 * time.Millisecond // how often a node that waits looks
)

// tenancy is a node's hold on the store.
type tenancy struct {
	store  store.Leases
	holder string
	shared bool // by all nodes with Redis
	log    *slog.Logger
	until  atomic.Pointer[time.Time] // by this machine's clock, monotonic; nil: not held
}

// sharedHolder is the name of all nodes with Redis.
const sharedHolder = "with REDIS_URL"

// newTenancy is the hold of a node that has Redis, or has not. Without, its
// name is of this process alone: a node that starts again is another holder.
func newTenancy(leases store.Leases, node string, redis bool, log *slog.Logger) *tenancy {
	holder := node + "#" + rand.Text()[:8]
	if redis {
		holder = sharedHolder
	}
	return &tenancy{store: leases, holder: holder, shared: redis, log: log}
}

// claim takes the lease. Where another holds it, it waits whether that is
// alive: a lease that nobody renews ends, and is then taken.
func (t *tenancy) claim(ctx context.Context) error {
	var first store.Lease
	for {
		err := t.renew(ctx)
		var taken takenError
		if !errors.As(err, &taken) {
			return err
		}
		switch {
		case first.Holder == "":
			first = taken.by
			t.log.InfoContext(ctx, "another gateway had this MongoDB; looking whether it lives", "node", nodeOf(first))
		case taken.by != first:
			return fmt.Errorf("MONGODB_URI: %w", taken)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("MONGODB_URI: %w", taken)
		case <-time.After(tenancyLook):
		}
	}
}

// hold takes the lease, if it is not held, and renews it until ctx ends. Its
// error says that another has it.
func (t *tenancy) hold(ctx context.Context) error {
	if t.until.Load() == nil {
		if err := t.claimSoon(ctx); err != nil {
			return err
		}
	}
	ticker := time.NewTicker(tenancyRenew)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		var taken takenError
		switch err := t.renew(ctx); {
		case errors.As(err, &taken) && !t.shared:
			return fmt.Errorf("MONGODB_URI: %w", taken)
		case err != nil && ctx.Err() == nil:
			t.log.WarnContext(ctx, "lease not renewed; trying on", "err", err)
		}
	}
}

// claimSoon is claim, again and again while the store is away.
func (t *tenancy) claimSoon(ctx context.Context) error {
	for {
		err := t.claim(ctx)
		if err == nil || ctx.Err() != nil || errors.As(err, new(takenError)) {
			return err
		}
		t.log.WarnContext(ctx, "lease not taken; trying on", "err", err)
		select {
		case <-ctx.Done():
		case <-time.After(tenancyRenew):
		}
	}
}

// renew takes the lease or goes on having it.
func (t *tenancy) renew(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, tenancyFor/2)
	defer cancel()
	asked := time.Now()
	lease, err := t.store.AcquireLease(ctx, tenancyName, t.holder, tenancyFor)
	if errors.Is(err, store.ErrExists) {
		return takenError{by: lease}
	}
	if err != nil {
		return err
	}
	until := asked.Add(tenancyFor)
	t.until.Store(&until)
	return nil
}

// check is nil while the lease is held for certain.
func (t *tenancy) check(context.Context) error {
	if until := t.until.Load(); until == nil || time.Now().After(*until) {
		return errors.New("the lease of the store is not held")
	}
	return nil
}

// release lets the next node start at once, unless others hold the lease, too.
func (t *tenancy) release() {
	if t.shared {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), tenancyRenew)
	defer cancel()
	if err := t.store.ReleaseLease(ctx, tenancyName, t.holder); err != nil {
		t.log.Warn("release lease", "err", err)
	}
}

// takenError says that another gateway has the store.
type takenError struct{ by store.Lease }

// Error tells what to do about it.
func (e takenError) Error() string {
	return fmt.Sprintf("another gateway (%s) uses this MongoDB; stop that one, name another database, or set REDIS_URL for both", nodeOf(e.by))
}

func nodeOf(l store.Lease) string {
	node, _, _ := strings.Cut(l.Holder, "#")
	return node
}
