package sqlite

import (
	"context"
	"fmt"
	"sync"
	"time"

	"prepwire/store"
)

// leases are kept in memory: the data directory belongs to this process, and
// what it held ends with it.
type leases struct {
	mu   sync.Mutex
	held map[string]store.Lease // by name
}

// AcquireLease implements store.Leases.
func (db *DB) AcquireLease(ctx context.Context, name, holder string, ttl time.Duration) (store.Lease, error) {
	if err := store.CheckLease(name, holder, ttl); err != nil {
		return store.Lease{}, fmt.Errorf("acquire lease: %w", err)
	}
	now, err := db.Now(ctx)
	if err != nil {
		return store.Lease{}, fmt.Errorf("acquire lease: %w", err)
	}
	db.leases.mu.Lock()
	defer db.leases.mu.Unlock()
	if kept := db.leases.held[name]; kept.Holder != holder && now.Before(kept.Until) {
		return kept, fmt.Errorf("lease %q of %q: %w", name, kept.Holder, store.ErrExists)
	}
	if db.leases.held == nil {
		db.leases.held = make(map[string]store.Lease)
	}
	lease := store.Lease{Name: name, Holder: holder, Until: store.Millis(now.Add(ttl))}
	db.leases.held[name] = lease
	return lease, nil
}

// ReleaseLease implements store.Leases.
func (db *DB) ReleaseLease(ctx context.Context, name, holder string) error {
	if _, err := db.Now(ctx); err != nil { // closed, or ctx ended
		return fmt.Errorf("release lease: %w", err)
	}
	db.leases.mu.Lock()
	defer db.leases.mu.Unlock()
	if db.leases.held[name].Holder == holder {
		delete(db.leases.held, name)
	}
	return nil
}
