package mongodb

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"prepwire/store"
)

// leaseRecord has the fields of store.Lease under the names they are kept by.
type leaseRecord struct {
	Name   string    `bson:"_id"`
	Holder string    `bson:"holder"`
	Until  time.Time `bson:"until"`
}

// AcquireLease implements store.Leases. Whose time it is, is told by Now, on
// which nodes agree to within a round trip: a lease should last far longer.
func (db *DB) AcquireLease(ctx context.Context, name, holder string, ttl time.Duration) (store.Lease, error) {
	if err := store.CheckLease(name, holder, ttl); err != nil {
		return store.Lease{}, fmt.Errorf("acquire lease: %w", err)
	}
	return call(ctx, db, "acquire lease", func(ctx context.Context) (store.Lease, error) {
		return retry(ctx, nil, func() (store.Lease, bool, error) {
			now, err := db.clock.now()
			if err != nil {
				return store.Lease{}, true, err
			}
			lease := store.Lease{Name: name, Holder: holder, Until: store.Millis(now.Add(ttl))}
			free := bson.D{is("_id", name), or(bson.D{is("holder", holder)}, bson.D{is("until", bson.D{is("$lte", now)})})}
			fits, err := update(ctx, db.leases, free, set(is("holder", holder), is("until", lease.Until)))
			if err != nil || fits {
				return lease, true, err
			}
			taken, err := insert(ctx, db.leases, leaseRecord(lease)) // the first one of this name
			if err != nil || !taken {
				return lease, true, err
			}
			kept, err := one[leaseRecord](ctx, db.leases, bson.D{is("_id", name)})
			if err != nil || kept.Holder == holder || !now.Before(kept.Until) {
				return store.Lease{}, false, notAbsent(err)
			}
			return store.Lease(kept), true, fmt.Errorf("lease %q of %q: %w", name, kept.Holder, store.ErrExists)
		})
	})
}

// ReleaseLease implements store.Leases.
func (db *DB) ReleaseLease(ctx context.Context, name, holder string) error {
	_, err := call(ctx, db, "release lease", func(ctx context.Context) (none struct{}, err error) {
		_, err = db.leases.DeleteOne(ctx, bson.D{is("_id", name), is("holder", holder)})
		return none, err
	})
	return err
}
