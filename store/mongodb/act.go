package mongodb

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"prepwire/store"
)

// isTaken reports that a unique key is taken.
func isTaken(err error) bool { return mongo.IsDuplicateKeyError(err) }

// again waits before the n-th new try of an act that lost a race, a little
// longer each time and never two callers alike. It answers the context's error
// when that ends first.
func again(ctx context.Context, n int) error {
	longest := time.Millisecond << min(n, 6)
	timer := time.NewTimer(rand.N(longest))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// retry calls try until it is done or has an error. What is tried again is tried
// in turn, if there is a turn to take: callers on one node then lose to those of
// other nodes only.
func retry[T any](ctx context.Context, turn turn, try func() (value T, done bool, err error)) (T, error) {
	value, done, err := try()
	if done || err != nil {
		return value, err
	}
	if err := turn.take(ctx); err != nil {
		return value, err
	}
	defer turn.give()
	for n := 0; ; n++ {
		value, done, err := try()
		if done || err != nil {
			return value, err
		}
		if err := again(ctx, n); err != nil {
			return value, err
		}
	}
}

// insert is one insert on unique keys; taken tells that one of them is another
// document's.
func insert(ctx context.Context, into *mongo.Collection, document any) (taken bool, err error) {
	_, err = into.InsertOne(ctx, document)
	if isTaken(err) && !lacksMajority(err) {
		return true, nil
	}
	return false, err
}

// insertAll inserts in order up to the first document of which a unique key is
// taken, and answers how many it inserted.
func insertAll(ctx context.Context, into *mongo.Collection, documents []any) (added int, err error) {
	_, err = into.InsertMany(ctx, documents)
	var failed mongo.BulkWriteException
	switch {
	case err == nil:
		return len(documents), nil
	case isTaken(err) && !lacksMajority(err) && errors.As(err, &failed) && len(failed.WriteErrors) > 0:
		return failed.WriteErrors[0].Index, nil
	}
	return 0, err
}

// update is one conditional update; fits tells whether a document met the
// condition.
func update(ctx context.Context, of *mongo.Collection, condition, change bson.D) (fits bool, err error) {
	result, err := of.UpdateOne(ctx, condition, change)
	if err != nil {
		return false, err
	}
	return result.MatchedCount > 0, nil
}

// one reads one document; it is store.ErrNotFound when there is none.
func one[T any](ctx context.Context, from *mongo.Collection, filter bson.D, opts ...options.Lister[options.FindOneOptions]) (value T, err error) {
	err = from.FindOne(ctx, filter, opts...).Decode(&value)
	if isNone(err) {
		return value, store.ErrNotFound
	}
	return value, err
}

// all reads everything that a query answers.
func all[T any](ctx context.Context, from *mongo.Collection, filter bson.D, opts ...options.Lister[options.FindOptions]) ([]T, error) {
	cursor, err := from.Find(ctx, filter, opts...)
	if err != nil {
		return nil, err
	}
	var found []T
	return found, cursor.All(ctx, &found)
}

// Parts of conditions and changes.

func is(name string, value any) bson.E  { return bson.E{Key: name, Value: value} }
func in(name string, values any) bson.E { return is(name, bson.D{is("$in", values)}) }
func or(either ...bson.D) bson.E        { return is("$or", either) }
func set(members ...bson.E) bson.D      { return bson.D{is("$set", bson.D(members))} }
func only(names ...string) (shown bson.D) {
	for _, name := range names {
		shown = append(shown, is(name, 1))
	}
	return shown
}

// newest is the order by time and id, both falling; oldest is the reverse.
func newest(at, id string) bson.D { return bson.D{is(at, -1), is(id, -1)} }
func oldest(at, id string) bson.D { return bson.D{is(at, 1), is(id, 1)} }

// following are the places after p in the order oldest, preceding in newest.
// The zero position leaves out nothing.
func following(at, id string, p store.Position) bson.D { return beyond("$gt", at, id, p) }
func preceding(at, id string, p store.Position) bson.D { return beyond("$lt", at, id, p) }

func beyond(than, at, id string, p store.Position) bson.D {
	if p.IsZero() {
		return nil
	}
	return bson.D{is(at, bson.D{is(than+"e", p.At)}), // so that an index is entered there
		is("$and", bson.A{bson.D{or(bson.D{is(at, bson.D{is(than, p.At)})}, bson.D{is(at, p.At), is(id, bson.D{is(than, p.ID)})})}})}
}

// page cuts items, of which one more than limit was asked for, to a list.
func page[T interface{ Position() store.Position }](items []T, limit int, name string) store.List[T] {
	if len(items) <= limit {
		return store.List[T]{Items: items}
	}
	items = items[:limit]
	return store.List[T]{Items: items, NextCursor: items[limit-1].Position().Cursor(name)}
}

// tooMany is store.ErrInvalid for more ids than a call takes.
func tooMany(n int) error {
	if n > store.MaxLimit {
		return fmt.Errorf("%d ids, at most %d: %w", n, store.MaxLimit, store.ErrInvalid)
	}
	return nil
}

// isAbsent reports a document that is not there.
func isAbsent(err error) bool { return errors.Is(err, store.ErrNotFound) }

// countBy counts the documents that meet a condition by what a member of them
// says.
func countBy[K comparable](ctx context.Context, of *mongo.Collection, filter bson.D, member string) (map[K]int, error) {
	cursor, err := of.Aggregate(ctx, bson.A{
		bson.D{is("$match", filter)},
		bson.D{is("$group", bson.D{is("_id", "$"+member), is("n", bson.D{is("$sum", 1)})})},
	})
	if err != nil {
		return nil, err
	}
	var groups []struct {
		Key K   `bson:"_id"`
		N   int `bson:"n"`
	}
	if err := cursor.All(ctx, &groups); err != nil {
		return nil, err
	}
	counts := make(map[K]int, len(groups))
	for _, g := range groups {
		counts[g.Key] = g.N
	}
	return counts, nil
}

// notAbsent is err, but nil when it says that a document is not there: it was
// in the way of an insert and is not kept by a majority yet, or no longer, so
// that the insert is to be tried again.
func notAbsent(err error) error {
	if isAbsent(err) {
		return nil
	}
	return err
}

// nextRevision follows revision. The first one is a random number: a document
// that was erased and made anew is another one for whoever knew the old one.
func nextRevision(revision int64) int64 {
	if revision == 0 {
		return 1 + rand.Int64N(1<<40)
	}
	return revision + 1
}

// replaceRevision replaces a user's document that is at a revision; revision 0
// is none. It does not fit when it is at another one.
func replaceRevision(ctx context.Context, of *mongo.Collection, userID string, revision int64, next any) (fits bool, err error) {
	if revision == 0 {
		taken, err := insert(ctx, of, next)
		return err == nil && !taken, err
	}
	result, err := of.ReplaceOne(ctx, bson.D{is("_id", userID), is("revision", revision)}, next)
	if err != nil {
		return false, err
	}
	return result.MatchedCount > 0, nil
}
