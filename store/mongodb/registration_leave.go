package mongodb

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"prepwire/store"
)

// A place can be given back until the log has its first entry, and whoever
// reads the registrations after that must find those that stay. The contest's
// document decides: who leaves adds the registration's own id to its list left
// while begun is not set; the first entry is added after begun is set and what
// is in left is taken away. So a registration that was given back in time is
// gone before the first entry, even when the node of who left has crashed. The
// id is of one registration, not of the user, who may have come again.

// leavers is a contest as it bears on leaving.
type leavers struct {
	Begun bool            `bson:"begun"`
	Left  []bson.ObjectID `bson:"left"`
}

// Unregister implements store.Contests.
func (db *DB) Unregister(ctx context.Context, contestID, userID string) error {
	_, err := call(ctx, db, "unregister", func(ctx context.Context) (none struct{}, err error) {
		r, err := db.registration(ctx, contestID, userID)
		if isAbsent(err) {
			return none, nil
		}
		if err != nil {
			return none, err
		}
		return none, db.giveBack(ctx, contestID, r.ID)
	})
	return err
}

// giveBack takes a registration away, if the contest has not begun.
func (db *DB) giveBack(ctx context.Context, contestID string, id bson.ObjectID) error {
	leaves, err := update(ctx, db.contests, bson.D{is("_id", contestID), is("begun", bson.D{is("$ne", true)})},
		bson.D{is("$addToSet", bson.D{is("left", id)})})
	switch {
	case err != nil:
		return err
	case !leaves:
		return fmt.Errorf("contest %q has begun: %w", contestID, store.ErrState)
	}
	return db.takeAway(ctx, contestID, id)
}

// takeAway removes registrations that were given back, and then forgets that
// they were.
func (db *DB) takeAway(ctx context.Context, contestID string, left ...bson.ObjectID) error {
	if len(left) == 0 {
		return nil
	}
	if _, err := db.registrations.DeleteMany(ctx, bson.D{is("contestId", contestID), in("_id", left)}); err != nil {
		return err
	}
	_, err := update(ctx, db.contests, bson.D{is("_id", contestID)}, bson.D{is("$pullAll", bson.D{is("left", left)})})
	return err
}

// begin ends the time in which places are given back. It may be done again.
func (db *DB) begin(ctx context.Context, contestID string) error {
	if _, err := update(ctx, db.contests, bson.D{is("_id", contestID)}, set(is("begun", true))); err != nil {
		return err
	}
	l, err := db.leaversOf(ctx, contestID) // to which nothing is added any more
	if err != nil {
		return err
	}
	return db.takeAway(ctx, contestID, l.Left...)
}

// leaversOf is who gave a place back in a contest and may still have it.
func (db *DB) leaversOf(ctx context.Context, contestID string) (leavers, error) {
	l, err := one[leavers](ctx, db.contests, bson.D{is("_id", contestID)}, options.FindOne().SetProjection(only("begun", "left")))
	if err != nil {
		return l, fmt.Errorf("contest %q: %w", contestID, err)
	}
	return l, nil
}
