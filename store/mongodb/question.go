package mongodb

import (
	"context"
	"fmt"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"prepwire/store"
)

// questionRecord has the fields of store.Question under the names they are
// kept by; the conversions compile only as long as it has all of them.
type questionRecord struct {
	ID              string           `bson:"_id"`
	ExamType        string           `bson:"examType"`
	Subject         string           `bson:"subject"`
	Skill           string           `bson:"skill"`
	DifficultyLevel int              `bson:"difficultyLevel"`
	QuestionType    string           `bson:"questionType"`
	Passage         string           `bson:"passage"`
	Stem            string           `bson:"stem"`
	Options         []store.Option   `bson:"options"`
	TimeLimitMs     int64            `bson:"timeLimitMs"`
	Tags            []string         `bson:"tags"`
	Provider        string           `bson:"provider"`
	Model           string           `bson:"model"`
	Visibility      store.Visibility `bson:"visibility"`
	Verified        bool             `bson:"verified"`
	Version         int              `bson:"version"`
	CreatedBy       string           `bson:"createdBy"`
	CreatedAt       time.Time        `bson:"createdAt"`
	CorrectAnswer   string           `bson:"correctAnswer"`
	Explanation     string           `bson:"explanation"`
	Hints           []string         `bson:"hints"`
	Origin          string           `bson:"origin"`
	RequestDigest   string           `bson:"requestDigest"`
	Sketch          []int64          `bson:"sketch"`
	Provenance      store.Provenance `bson:"provenance"`
	UpdatedAt       time.Time        `bson:"updatedAt"`
	DeletedAt       time.Time        `bson:"deletedAt"`
}

// questionDocument is a question as it is kept.
type questionDocument struct {
	Kept          questionRecord `bson:",inline"`
	OriginKey     string         `bson:"originKey"`
	StemFolded    string         `bson:"stemFolded"`    // store.Fold of it: the server's own folding is another
	PassageFolded string         `bson:"passageFolded"` // likewise
	Batch         *string        `bson:"batch"`         // the group it is being written in; null: it is written
}

func asDocument(q store.Question) questionDocument {
	d := questionDocument{Kept: questionRecord(q), StemFolded: store.Fold(q.Stem), PassageFolded: store.Fold(q.Passage)}
	d.OriginKey = originKey(q)
	return d
}

// originKey is unique for a question that was not drawn from anything.
func originKey(q store.Question) string {
	if q.Origin == "" {
		return "id:" + q.ID
	}
	return "of:" + q.Origin
}

func asQuestions(documents []questionDocument) []store.Question {
	var qs []store.Question
	for _, d := range documents {
		qs = append(qs, store.Question(d.Kept))
	}
	return qs
}

// isWritten leaves out questions of groups that are not decided, isThere
// deleted ones, too.
var (
	isWritten = bson.D{is("batch", nil)}
	isThere   = bson.D{is("batch", nil), is("deletedAt", nil)}
)

// question is a question that meets a condition.
func (db *DB) question(ctx context.Context, id string, which bson.D) (store.Question, error) {
	d, err := one[questionDocument](ctx, db.questions, append(bson.D{is("_id", id)}, which...))
	if err != nil {
		return store.Question{}, fmt.Errorf("%q: %w", id, err)
	}
	return store.Question(d.Kept), nil
}

// Question implements store.Questions.
func (db *DB) Question(ctx context.Context, id string) (store.Question, error) {
	return call(ctx, db, "question", func(ctx context.Context) (store.Question, error) { return db.question(ctx, id, isThere) })
}

// QuestionsByID implements store.Questions.
func (db *DB) QuestionsByID(ctx context.Context, ids []string) ([]store.Question, error) {
	if err := tooMany(len(ids)); err != nil {
		return nil, fmt.Errorf("questions by id: %w", err)
	}
	return call(ctx, db, "questions by id", func(ctx context.Context) ([]store.Question, error) {
		if len(ids) == 0 {
			return nil, nil
		}
		found, err := all[questionDocument](ctx, db.questions, append(bson.D{in("_id", ids)}, isThere...))
		return inOrder(ids, asQuestions(found)), err
	})
}

// inOrder is the questions in the order of ids, each once.
func inOrder(ids []string, qs []store.Question) []store.Question {
	byID := make(map[string]store.Question, len(qs))
	for _, q := range qs {
		byID[q.ID] = q
	}
	qs = qs[:0]
	for _, id := range ids {
		if q, ok := byID[id]; ok {
			qs = append(qs, q)
			delete(byID, id)
		}
	}
	return qs
}

// UpdateQuestion implements store.Questions.
func (db *DB) UpdateQuestion(ctx context.Context, q store.Question, oldVersion int) (store.Question, error) {
	if err := q.Check(); err != nil {
		return store.Question{}, fmt.Errorf("update question: %w", err)
	}
	return call(ctx, db, "update question", func(ctx context.Context) (store.Question, error) {
		return db.changeQuestion(ctx, q.ID, isThere, func(kept store.Question) (store.Question, bool, error) {
			switch {
			case kept.IsUpdate(q, oldVersion):
				return kept, false, nil
			case kept.Version != oldVersion:
				return kept, false, fmt.Errorf("%q is at %d, not %d: %w", q.ID, kept.Version, oldVersion, store.ErrVersion)
			}
			return kept.Updated(q), true, nil
		})
	})
}

// VerifyQuestion implements store.Questions.
func (db *DB) VerifyQuestion(ctx context.Context, id string, at time.Time) (store.Question, error) {
	return call(ctx, db, "verify question", func(ctx context.Context) (store.Question, error) {
		return db.changeQuestion(ctx, id, isThere, func(q store.Question) (store.Question, bool, error) {
			if q.Verified && q.Visibility == store.Shared {
				return q, false, nil
			}
			q.Verified, q.Visibility = true, store.Shared
			q.Version, q.UpdatedAt = q.Version+1, store.Millis(at)
			return q, true, nil
		})
	})
}

// DeleteQuestion implements store.Questions.
func (db *DB) DeleteQuestion(ctx context.Context, id string, at time.Time) error {
	_, err := call(ctx, db, "delete question", func(ctx context.Context) (store.Question, error) {
		return db.changeQuestion(ctx, id, isWritten, func(q store.Question) (store.Question, bool, error) {
			if !q.DeletedAt.IsZero() {
				return q, false, nil
			}
			q.Version, q.DeletedAt = q.Version+1, store.Millis(at)
			return q, true, nil
		})
	})
	return err
}

// changeQuestion replaces a question by what change makes of it, if it is
// still at the version that change saw; otherwise change is asked again.
func (db *DB) changeQuestion(ctx context.Context, id string, which bson.D,
	change func(store.Question) (next store.Question, changed bool, err error)) (store.Question, error) {
	return retry(ctx, db.turns.at("question", id), func() (store.Question, bool, error) {
		kept, err := db.question(ctx, id, which)
		if err != nil {
			return store.Question{}, false, err
		}
		next, changed, err := change(kept)
		if err != nil || !changed {
			return next, true, err
		}
		result, err := db.questions.ReplaceOne(ctx, bson.D{is("createdBy", kept.CreatedBy), is("_id", id),
			is("version", kept.Version), is("batch", nil)}, asDocument(next))
		if err != nil {
			return store.Question{}, false, err
		}
		return next, result.MatchedCount > 0, nil
	})
}

// Drawn implements store.Questions.
func (db *DB) Drawn(ctx context.Context, userID, prefix string) (store.Drawn, error) {
	return call(ctx, db, "drawn", func(ctx context.Context) (store.Drawn, error) {
		// ':' follows '9', so the range holds all that goes on with a digit.
		of := "of:" + prefix
		found, err := all[struct {
			OriginKey string `bson:"originKey"`
		}](ctx, db.questions, append(bson.D{is("createdBy", userID), is("originKey", bson.D{is("$gte", of+"0"), is("$lt", of+":")})}, isWritten...),
			options.Find().SetProjection(only("originKey")))
		d := store.Drawn{Last: -1}
		for _, q := range found {
			if n, ok := decimal(strings.TrimPrefix(q.OriginKey, of)); ok {
				d.Count++
				d.Last = max(d.Last, n)
			}
		}
		return d, err
	})
}

// decimal is digits and nothing else as a number.
func decimal(digits string) (n int64, ok bool) {
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' || n > (1<<63-10)/10 {
			return 0, false
		}
		n = 10*n + int64(c-'0')
	}
	return n, digits != ""
}

// QuestionsAlike implements store.Questions.
func (db *DB) QuestionsAlike(ctx context.Context, userID string, sketch []int64, limit int) ([]store.Question, error) {
	if err := tooMany(len(sketch)); err != nil {
		return nil, fmt.Errorf("questions alike: %w", err)
	}
	return call(ctx, db, "questions alike", func(ctx context.Context) ([]store.Question, error) {
		if len(sketch) == 0 {
			return nil, nil
		}
		found, err := all[questionDocument](ctx, db.questions, append(bson.D{in("sketch", sketch),
			or(bson.D{is("visibility", store.Shared)}, bson.D{is("createdBy", userID)})}, isThere...),
			options.Find().SetSort(newest("createdAt", "_id")).SetLimit(int64(store.ClampLimit(limit))))
		return asQuestions(found), err
	})
}
