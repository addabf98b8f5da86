package mongodb

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"prepwire/store"
)

// A user is erased in parts, each within the time of a call, while nodes work.
// Each part finds what is left by the user's id, and what belongs together goes
// in an order in which the rest is still found: so a repeat finishes what a crash
// has left. To a node it looks as if the user had never done that, or had done it
// as somebody else; documents that are changed on condition of a revision begin
// again at another one (nextRevision).

const (
	eraseOnce   = 1000 // documents of a part
	erasePasses = 3    // over everything, for a user who acts meanwhile
)

// erasure does a part and answers how much it did: nothing when all is done.
type erasure struct {
	doing string
	part  func(db *DB, ctx context.Context, userID string) (int, error)
}

var erasures = []erasure{
	// First of what is active, because that is moved to what has ended.
	{"erase active session", (*DB).eraseActive},
	{"erase sessions", func(db *DB, ctx context.Context, userID string) (int, error) {
		return db.deleteSome(ctx, db.sessions, is("userId", userID))
	}},
	{"erase extensions", func(db *DB, ctx context.Context, userID string) (int, error) {
		return db.deleteSome(ctx, db.extensions, is("_id", userID))
	}},
	{"erase messages", func(db *DB, ctx context.Context, userID string) (int, error) {
		return db.deleteSome(ctx, db.messages, is("userId", userID))
	}},
	{"erase reports", func(db *DB, ctx context.Context, userID string) (int, error) {
		return db.deleteSome(ctx, db.reports, is("userId", userID))
	}},
	{"erase attempts", func(db *DB, ctx context.Context, userID string) (int, error) {
		return db.deleteSome(ctx, db.attempts, is("userId", userID))
	}},
	{"erase reviews", (*DB).eraseReviews},
	{"erase contests", (*DB).eraseContests},
	{"erase registrations", (*DB).eraseRegistrations},
	{"erase from copies", (*DB).eraseFromCopies},
	{"erase questions", (*DB).eraseQuestions},
}

// EraseUser implements store.Users.
func (db *DB) EraseUser(ctx context.Context, userID string) error {
	if err := store.CheckUser(userID); err != nil {
		return fmt.Errorf("erase user: %w", err)
	}
	for range erasePasses {
		done, err := db.erasePass(ctx, userID)
		if err != nil || done == 0 {
			return err
		}
	}
	return nil
}

func (db *DB) erasePass(ctx context.Context, userID string) (done int, err error) {
	for _, e := range erasures {
		for {
			n, err := call(ctx, db, e.doing, func(ctx context.Context) (int, error) { return e.part(db, ctx, userID) })
			if err != nil {
				return done, err
			}
			if done += n; n == 0 {
				break
			}
		}
	}
	return done, nil
}

// deleteSome deletes some of the documents that meet a condition, and answers how
// many.
func (db *DB) deleteSome(ctx context.Context, of *mongo.Collection, which ...bson.E) (int, error) {
	found, err := all[struct {
		ID any `bson:"_id"`
	}](ctx, of, bson.D(which), options.Find().SetLimit(int64(db.once)).SetProjection(only("_id")))
	if err != nil || len(found) == 0 {
		return 0, err
	}
	ids := make(bson.A, len(found))
	for i, f := range found {
		ids[i] = f.ID
	}
	if which[0].Key != "_id" {
		which = append(which[:len(which):len(which)], in("_id", ids))
	}
	_, err = of.DeleteMany(ctx, bson.D(which))
	return len(found), err
}

func (db *DB) eraseActive(ctx context.Context, userID string) (int, error) {
	return db.deleteSome(ctx, db.sessionUsers, is("_id", userID))
}

// eraseReviews leaves those of questions that open contests hold.
func (db *DB) eraseReviews(ctx context.Context, userID string) (int, error) {
	for after := ""; ; {
		free, held, last, err := db.ownReviews(ctx, userID, after)
		if err != nil || len(free)+held == 0 {
			return 0, err
		}
		if len(free) > 0 {
			_, err = db.reviews.DeleteMany(ctx, bson.D{is("userId", userID), in("questionId", free)})
			return len(free), err
		}
		after = last
	}
}

// eraseQuestions leaves those that open contests hold. The others go if only the
// user saw them, else they stay without the user.
func (db *DB) eraseQuestions(ctx context.Context, userID string) (int, error) {
	for after := (store.Position{}); ; {
		part, locks, err := db.ownQuestions(ctx, userID, after)
		if err != nil || len(part) == 0 {
			return 0, err
		}
		var alone []string
		var shared []mongo.WriteModel
		for _, q := range part {
			after = q.position()
			if _, held := locks[q.ID]; held {
				continue
			}
			if q.isAlone() {
				alone = append(alone, q.ID)
				continue
			}
			// One by one, since createdBy is the shard key.
			shared = append(shared, mongo.NewUpdateOneModel().SetFilter(bson.D{is("createdBy", userID), is("_id", q.ID)}).
				SetUpdate(set(is("createdBy", store.Erased(q.ID)), is("requestDigest", ""))))
		}
		if len(alone) > 0 { // what was shared since stays, for the next part
			_, err = db.questions.DeleteMany(ctx, append(bson.D{is("createdBy", userID), in("_id", alone)}, or(
				bson.D{is("visibility", store.Private)}, bson.D{is("deletedAt", bson.D{is("$ne", nil)})})))
		}
		if err == nil && len(shared) > 0 {
			_, err = db.questions.BulkWrite(ctx, shared, options.BulkWrite().SetOrdered(false))
		}
		if n := len(alone) + len(shared); err != nil || n > 0 {
			return n, err
		}
	}
}

// eraseContests takes drafts away, the places in them first, and makes those that
// are over nameless. The version rises, so that a change of the contest that is
// under way does not bring the name back.
func (db *DB) eraseContests(ctx context.Context, userID string) (done int, err error) {
	own, err := db.contestStates(ctx, bson.D{is("createdBy", userID), is("open", false)})
	if err != nil {
		return 0, err
	}
	for _, c := range own[:min(len(own), db.once)] {
		as := bson.D{is("_id", c.ID), is("createdBy", userID), is("version", c.Version), is("open", false)}
		if c.isMereDraft() {
			if err := db.eraseDraft(ctx, c.ID, as); err != nil {
				return done, err
			}
		} else if _, err := update(ctx, db.contests, as,
			set(is("createdBy", store.Erased(c.ID)), is("requestDigest", ""), is("version", c.Version+1))); err != nil {
			return done, err
		}
		done++ // or it is another one by now, and found again
	}
	return done, nil
}

func (db *DB) eraseDraft(ctx context.Context, id string, as bson.D) error {
	for {
		n, err := db.deleteSome(ctx, db.registrations, is("contestId", id))
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
	}
	_, err := db.contests.DeleteOne(ctx, append(as, is("begun", bson.D{is("$ne", true)})))
	return err
}

// eraseRegistrations gives places back as Unregister does, and makes those
// nameless that cannot be given back any more.
func (db *DB) eraseRegistrations(ctx context.Context, userID string) (int, error) {
	places, err := all[registrationDocument](ctx, db.registrations, bson.D{is("userId", userID)}, options.Find().SetLimit(int64(db.once)))
	for i, p := range places {
		if err := db.eraseRegistration(ctx, p, userID); err != nil {
			return i, err
		}
	}
	return len(places), err
}

func (db *DB) eraseRegistration(ctx context.Context, p registrationDocument, userID string) error {
	err := db.giveBack(ctx, p.Kept.ContestID, p.ID)
	if !errors.Is(err, store.ErrState) {
		return err
	}
	_, err = update(ctx, db.registrations, bson.D{is("contestId", p.Kept.ContestID), is("_id", p.ID), is("userId", userID)},
		set(is("userId", store.Erased(p.Kept.Participant)), is("name", store.ErasedName)))
	return err
}

func (db *DB) eraseFromCopies(ctx context.Context, userID string) (int, error) {
	over, _, err := db.copiesNaming(ctx, userID)
	for i, named := range over {
		which := bson.D{is("contestId", named.ContestID), is("_id", named.ID)}
		d, err := one[freezeDocument](ctx, db.freezes, which)
		if err == nil {
			next := asFreezeDocument(d.freeze().Without(userID))
			next.ID = d.ID
			_, err = db.freezes.ReplaceOne(ctx, which, next)
		}
		if notAbsent(err) != nil {
			return i, err
		}
	}
	return len(over), err
}
