package mongodb

import (
	"context"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"prepwire/store"
)

// Holdings implements store.Users. The numbers are of a few moments: nodes work
// meanwhile. Each part has the time of a call.
func (db *DB) Holdings(ctx context.Context, userID string) (h store.Holdings, err error) {
	for _, part := range []func(context.Context, string, *store.Holdings) error{
		db.countPractice, db.countQuestions, db.countReviews, db.countContests, db.countPlaces, db.countCopies, db.countLeft,
	} {
		_, err := call(ctx, db, "holdings", func(ctx context.Context) (none struct{}, err error) { return none, part(ctx, userID, &h) })
		if err != nil {
			return store.Holdings{}, err
		}
	}
	slices.Sort(h.Engaged)
	h.Engaged = slices.Compact(h.Engaged)
	return h, nil
}

func (db *DB) countPractice(ctx context.Context, userID string, h *store.Holdings) error {
	for _, c := range []struct {
		of   *mongo.Collection
		into *int64
	}{{db.sessions, &h.Sessions}, {db.attempts, &h.Attempts}, {db.messages, &h.Messages}, {db.reports, &h.Reports}} {
		n, err := c.of.CountDocuments(ctx, bson.D{is("userId", userID)})
		if err != nil {
			return err
		}
		*c.into = n
	}
	u, err := one[sessionsOfUser](ctx, db.sessionUsers, bson.D{is("_id", userID)})
	if notAbsent(err) != nil {
		return err
	}
	h.Sessions += int64(len(u.Ended))
	if u.Active != nil {
		h.Sessions++
	}
	e, err := db.extensionsOf(ctx, userID)
	h.Extensions = int64(len(e.Items))
	return err
}

// ownQuestion is a question as it bears on erasing.
type ownQuestion struct {
	ID         string           `bson:"_id"`
	CreatedAt  time.Time        `bson:"createdAt"`
	Visibility store.Visibility `bson:"visibility"`
	DeletedAt  any              `bson:"deletedAt"`
}

func (q ownQuestion) position() store.Position { return store.Position{At: q.CreatedAt, ID: q.ID} }

// isAlone says that only its user sees a question.
func (q ownQuestion) isAlone() bool { return q.Visibility == store.Private || q.DeletedAt != nil }

// ownQuestions answers some of a user's questions after a place, and which of
// them open contests hold. The questions of a call that is under way are among
// them.
func (db *DB) ownQuestions(ctx context.Context, userID string, after store.Position) ([]ownQuestion, map[string]store.QuestionLock, error) {
	found, err := all[ownQuestion](ctx, db.questions, append(bson.D{is("createdBy", userID)}, following("createdAt", "_id", after)...),
		options.Find().SetSort(oldest("createdAt", "_id")).SetLimit(int64(db.once)).SetProjection(only("createdAt", "visibility", "deletedAt")))
	if err != nil {
		return nil, nil, err
	}
	ids := make([]string, len(found))
	for i, q := range found {
		ids[i] = q.ID
	}
	locks, err := db.locks(ctx, ids)
	return found, locks, err
}

func (db *DB) countQuestions(ctx context.Context, userID string, h *store.Holdings) error {
	for after := (store.Position{}); ; {
		part, locks, err := db.ownQuestions(ctx, userID, after)
		if err != nil {
			return err
		}
		for _, q := range part {
			_, held := locks[q.ID]
			switch {
			case held:
				h.HeldQuestions++
			case q.isAlone():
				h.Questions++
			default:
				h.SharedQuestions++
			}
			after = q.position()
		}
		if len(part) < db.once {
			return nil
		}
	}
}

func (db *DB) countReviews(ctx context.Context, userID string, h *store.Holdings) error {
	for after := ""; ; {
		free, held, last, err := db.ownReviews(ctx, userID, after)
		if err != nil {
			return err
		}
		h.Reviews += int64(len(free))
		h.HeldReviews += int64(held)
		if len(free)+held < db.once {
			return nil
		}
		after = last
	}
}

// ownReviews answers the questions of some of a user's reviews after one, those
// that no open contest holds, and how many one holds.
func (db *DB) ownReviews(ctx context.Context, userID, after string) (free []string, held int, last string, err error) {
	found, err := db.reviewsBy(ctx, userID, after, db.once)
	if err != nil || len(found) == 0 {
		return nil, 0, after, err
	}
	var ids []string
	for _, r := range found {
		ids = append(ids, r.QuestionID)
	}
	locks, err := db.locks(ctx, ids)
	for _, id := range ids {
		if _, locked := locks[id]; !locked {
			free = append(free, id)
		}
	}
	return free, len(ids) - len(free), ids[len(ids)-1], err
}

// countLeft counts what stays for good.
func (db *DB) countLeft(ctx context.Context, userID string, h *store.Holdings) (err error) {
	h.Revocations, err = db.revocations.CountDocuments(ctx, bson.D{or(bson.D{is("userId", userID)}, bson.D{is("by", userID)})})
	return err
}

// RegistrationsOf implements store.Users.
func (db *DB) RegistrationsOf(ctx context.Context, userID, after string, limit int) ([]store.Registration, error) {
	return call(ctx, db, "registrations of a user", func(ctx context.Context) (rs []store.Registration, err error) {
		found, err := all[registrationDocument](ctx, db.registrations, bson.D{is("userId", userID), is("contestId", bson.D{is("$gt", after)})},
			options.Find().SetSort(up("contestId")).SetLimit(int64(store.ClampLimit(limit))))
		for _, r := range found {
			rs = append(rs, store.Registration(r.Kept))
		}
		return rs, err
	})
}

// ReportsBy implements store.Users.
func (db *DB) ReportsBy(ctx context.Context, userID string, after store.Position, limit int) ([]store.Report, error) {
	return call(ctx, db, "reports of a user", func(ctx context.Context) (rs []store.Report, err error) {
		found, err := all[reportRecord](ctx, db.reports, append(bson.D{is("userId", userID)}, following("at", "_id", after)...),
			options.Find().SetSort(oldest("at", "_id")).SetLimit(int64(store.ClampLimit(limit))))
		for _, r := range found {
			rs = append(rs, store.Report(r))
		}
		return rs, err
	})
}

// ReviewsBy implements store.Users.
func (db *DB) ReviewsBy(ctx context.Context, userID, after string, limit int) ([]store.Review, error) {
	return call(ctx, db, "reviews of a user", func(ctx context.Context) (rs []store.Review, err error) {
		found, err := db.reviewsBy(ctx, userID, after, store.ClampLimit(limit))
		for _, r := range found {
			rs = append(rs, store.Review(r))
		}
		return rs, err
	})
}

func (db *DB) reviewsBy(ctx context.Context, userID, after string, limit int) ([]review, error) {
	return all[review](ctx, db.reviews, bson.D{is("userId", userID), is("questionId", bson.D{is("$gt", after)})},
		options.Find().SetSort(up("questionId")).SetLimit(int64(limit)))
}

// QuestionsBy implements store.Users.
func (db *DB) QuestionsBy(ctx context.Context, userID string, after store.Position, limit int) ([]store.Question, error) {
	return call(ctx, db, "questions of a user", func(ctx context.Context) ([]store.Question, error) {
		which := append(bson.D{is("createdBy", userID)}, isWritten...)
		found, err := all[questionDocument](ctx, db.questions, append(which, following("createdAt", "_id", after)...),
			options.Find().SetSort(oldest("createdAt", "_id")).SetLimit(int64(store.ClampLimit(limit))))
		return asQuestions(found), err
	})
}
