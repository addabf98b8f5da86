package mongodb

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"prepwire/store"
)

const questionList = "questions" // its name in cursors

// ListQuestions implements store.Questions.
func (db *DB) ListQuestions(ctx context.Context, f store.QuestionFilter, p store.Page) (store.List[store.Question], error) {
	after, err := store.ParseCursor(questionList, p.Cursor)
	if err != nil {
		return store.List[store.Question]{}, fmt.Errorf("list questions: %w", err)
	}
	limit := store.ClampLimit(p.Limit)
	return call(ctx, db, "list questions", func(ctx context.Context) (list store.List[store.Question], err error) {
		if strings.Contains(f.Text, "\x00") {
			return list, nil // no text has it, and the server takes no pattern with it
		}
		found, err := db.walkQuestions(ctx, f, after, limit+1)
		return page(found, limit, questionList), err
	})
}

// walkQuestions reads on until it has as many questions as are wanted. Those
// of open contests are taken out of each part that was read: there is no way
// to ask for both at once, and they are few.
func (db *DB) walkQuestions(ctx context.Context, f store.QuestionFilter, after store.Position, want int) (qs []store.Question, err error) {
	for ask := want; len(qs) < want; ask = min(2*ask, store.MaxLimit) {
		found, err := all[questionDocument](ctx, db.questions, questionFilter(f, after),
			options.Find().SetSort(newest("createdAt", "_id")).SetLimit(int64(ask)))
		if err != nil {
			return nil, err
		}
		shown, err := db.withoutLocked(ctx, f, asQuestions(found))
		if err != nil {
			return nil, err
		}
		qs = append(qs, shown...)
		if len(found) < ask {
			break
		}
		after = store.Question(found[len(found)-1].Kept).Position()
	}
	return qs[:min(len(qs), want)], nil
}

// withoutLocked leaves out what a filter hides of open contests.
func (db *DB) withoutLocked(ctx context.Context, f store.QuestionFilter, qs []store.Question) ([]store.Question, error) {
	if f.IncludeAll && !f.Unlocked || len(qs) == 0 {
		return qs, nil
	}
	ids := make([]string, len(qs))
	for i, q := range qs {
		ids[i] = q.ID
	}
	locks, err := db.locks(ctx, ids)
	if err != nil || len(locks) == 0 {
		return qs, err
	}
	shown := qs[:0]
	for _, q := range qs {
		lock, locked := locks[q.ID]
		if !locked || !f.Unlocked && (q.CreatedBy == f.VisibleTo || contains(lock.Organizers, f.VisibleTo)) {
			shown = append(shown, q)
		}
	}
	return shown, nil
}

func questionFilter(f store.QuestionFilter, after store.Position) bson.D {
	c := append(bson.D{}, isThere...)
	for _, m := range []struct{ name, value string }{
		{"examType", f.ExamType}, {"subject", f.Subject}, {"skill", f.Skill},
		{"questionType", f.QuestionType}, {"createdBy", f.CreatedBy}, {"tags", f.Tag},
	} {
		if m.value != "" {
			c = append(c, is(m.name, m.value))
		}
	}
	var levels bson.D // under one name: not every server reads a name twice
	if f.MinLevel > 0 {
		levels = append(levels, is("$gte", f.MinLevel))
	}
	if f.MaxLevel > 0 {
		levels = append(levels, is("$lte", f.MaxLevel))
	}
	if levels != nil {
		c = append(c, is("difficultyLevel", levels))
	}
	if f.Verified != nil {
		c = append(c, is("verified", *f.Verified))
	}
	and := bson.A{c}
	if f.Text != "" {
		part := bson.D{is("$regex", regexp.QuoteMeta(store.Fold(f.Text)))}
		and = append(and, bson.D{or(bson.D{is("stemFolded", part)}, bson.D{is("passageFolded", part)})})
	}
	if !f.IncludeAll {
		and = append(and, bson.D{or(questionsSeen(f)...)})
	}
	if place := preceding("createdAt", "_id", after); place != nil {
		and = append(and, place)
	}
	return bson.D{is("$and", and)}
}

// questionsSeen are the walks of a list: each goes along an index of its own,
// and the server merges them.
func questionsSeen(f store.QuestionFilter) []bson.D {
	walks := []bson.D{{is("visibility", store.Shared)}}
	if f.VisibleTo != "" {
		walks = append(walks, bson.D{is("createdBy", f.VisibleTo)})
	}
	if f.IncludeGenerated {
		walks = append(walks, bson.D{is("visibility", store.Private), is("provider", bson.D{is("$ne", "author")})})
	}
	return walks
}
