package mongodb

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"prepwire/store"
)

// contestRecord has the fields of store.Contest under the names they are kept
// by.
type contestRecord struct {
	ID                   string                  `bson:"_id"`
	Title                string                  `bson:"title"`
	Description          string                  `bson:"description"`
	ExamType             string                  `bson:"examType"`
	Subjects             []string                `bson:"subjects"`
	Difficulty           string                  `bson:"difficulty"`
	Pacing               string                  `bson:"pacing"`
	GapMs                int64                   `bson:"gapMs"`
	Scoring              string                  `bson:"scoring"`
	Feedback             string                  `bson:"feedback"`
	Questions            []store.ContestQuestion `bson:"questions"`
	StartTime            time.Time               `bson:"startTime"`
	EndTime              time.Time               `bson:"endTime"`
	RegistrationDeadline time.Time               `bson:"registrationDeadline"`
	MaxParticipants      int                     `bson:"maxParticipants"`
	IsPublic             bool                    `bson:"isPublic"`
	InviteCode           string                  `bson:"inviteCode"`
	Draft                bool                    `bson:"draft"`
	Version              int                     `bson:"version"`
	CreatedBy            string                  `bson:"createdBy"`
	CreatedAt            time.Time               `bson:"createdAt"`
	UpdatedAt            time.Time               `bson:"updatedAt"`
	RequestDigest        string                  `bson:"requestDigest"`
	FrozenAt             time.Time               `bson:"frozenAt"`
	CancelledAt          time.Time               `bson:"cancelledAt"`
	ClosedAt             time.Time               `bson:"closedAt"`
	LogHead              string                  `bson:"logHead"`
	LogLength            int64                   `bson:"logLength"`
}

// contestDocument is a contest as its organizer's acts leave it. Beside this a
// document may have begun, left (registration_leave.go) and freezeId.
type contestDocument struct {
	Kept   contestRecord `bson:",inline"`
	Open   bool          `bson:"open"`
	Locked []string      `bson:"locked"` // the ids of its questions while it is open
}

func asContestDocument(c store.Contest) contestDocument {
	d := contestDocument{Kept: contestRecord(c), Open: c.IsOpen()}
	if d.Open {
		for _, q := range c.Questions {
			d.Locked = append(d.Locked, q.QuestionID)
		}
	}
	return d
}

// CreateContest implements store.Contests.
func (db *DB) CreateContest(ctx context.Context, c store.Contest) (store.Contest, error) {
	if err := c.Check(); err != nil {
		return store.Contest{}, fmt.Errorf("create contest: %w", err)
	}
	created := c.Created()
	return call(ctx, db, "create contest", func(ctx context.Context) (store.Contest, error) {
		return retry(ctx, nil, func() (store.Contest, bool, error) {
			taken, err := insert(ctx, db.contests, asContestDocument(created))
			if err != nil || !taken {
				return created, true, err
			}
			kept, err := db.contest(ctx, c.ID)
			switch {
			case err != nil:
				return store.Contest{}, false, notAbsent(err)
			case kept.CreatedBy != created.CreatedBy:
				return store.Contest{}, true, fmt.Errorf("id %q of another user: %w", c.ID, store.ErrExists)
			}
			return kept, true, nil
		})
	})
}

// Contest implements store.Contests.
func (db *DB) Contest(ctx context.Context, id string) (store.Contest, error) {
	return call(ctx, db, "contest", func(ctx context.Context) (store.Contest, error) { return db.contest(ctx, id) })
}

func (db *DB) contest(ctx context.Context, id string) (store.Contest, error) {
	c, err := one[contestRecord](ctx, db.contests, bson.D{is("_id", id)})
	if err != nil {
		return store.Contest{}, fmt.Errorf("contest %q: %w", id, err)
	}
	return store.Contest(c), nil
}

// UpdateContest implements store.Contests.
func (db *DB) UpdateContest(ctx context.Context, c store.Contest, oldVersion int) (store.Contest, error) {
	if err := c.Check(); err != nil {
		return store.Contest{}, fmt.Errorf("update contest: %w", err)
	}
	return call(ctx, db, "update contest", func(ctx context.Context) (store.Contest, error) {
		return retry(ctx, db.turns.at("contest", c.ID), func() (store.Contest, bool, error) {
			kept, err := db.contest(ctx, c.ID)
			switch {
			case err != nil:
				return store.Contest{}, true, err
			case kept.IsUpdate(c, oldVersion):
				return kept, true, nil
			case !kept.FrozenAt.IsZero() || !kept.CancelledAt.IsZero() || !kept.ClosedAt.IsZero():
				return kept, true, fmt.Errorf("%q can no longer be changed: %w", c.ID, store.ErrState)
			case kept.Version != oldVersion:
				return kept, true, fmt.Errorf("%q is at %d, not %d: %w", c.ID, kept.Version, oldVersion, store.ErrVersion)
			}
			updated := kept.Updated(c)
			change, err := members(asContestDocument(updated))
			if err != nil {
				return store.Contest{}, true, err
			}
			fits, err := update(ctx, db.contests, bson.D{is("_id", c.ID), is("version", oldVersion),
				is("frozenAt", nil), is("cancelledAt", nil), is("closedAt", nil)}, set(change...))
			return updated, fits, err
		})
	})
}

// isOpen is the condition of store.Contest.IsOpen.
var isOpen = bson.D{is("draft", false), is("cancelledAt", nil), is("closedAt", nil)}

// CloseContest implements store.Contests.
func (db *DB) CloseContest(ctx context.Context, id string, at time.Time, head string, length int64) (store.Contest, error) {
	if at.IsZero() || head == "" || length < 1 {
		return store.Contest{}, fmt.Errorf("close contest: no time, head or length: %w", store.ErrInvalid)
	}
	return call(ctx, db, "close contest", func(ctx context.Context) (store.Contest, error) {
		return retry(ctx, db.turns.at("contest", id), func() (store.Contest, bool, error) {
			c, err := db.contest(ctx, id)
			switch {
			case err != nil || !c.ClosedAt.IsZero():
				return c, true, err
			case !c.IsOpen():
				return c, true, fmt.Errorf("%q is a draft or cancelled: %w", id, store.ErrState)
			}
			_, err = update(ctx, db.contests, append(bson.D{is("_id", id)}, isOpen...),
				set(is("closedAt", store.Millis(at)), is("logHead", head), is("logLength", length), is("open", false), is("locked", nil)))
			return c, false, err // and look what it is now
		})
	})
}
