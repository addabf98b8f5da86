package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"prepwire/store"
)

// questionColumns are read by scanQuestion, in this order.
const questionColumns = `id, exam_type, subject, skill, difficulty_level, question_type, passage, stem,
	options, time_limit_ms, tags, provider, model, visibility, verified, version, created_by, created_at,
	correct_answer, explanation, hints, origin, request_digest, provenance, updated_at, deleted_at, sketch`

const (
	insertQuestion = `INSERT INTO questions (` + questionColumns + `, stem_folded, passage_folded)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
			?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29)`

	replaceQuestion = `UPDATE questions SET (` + questionColumns + `, stem_folded, passage_folded) =
		(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
			?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29)
		WHERE id = ?1`

	selectQuestion = `SELECT ` + questionColumns + ` FROM questions WHERE id = ?`

	// The list comes as one JSON array, so that its length does not change the statement.
	selectQuestions = `SELECT ` + questionColumns + ` FROM questions
		WHERE id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL`

	// ':' follows '9', so the range holds all that goes on with a digit.
	selectDrawn = `SELECT count(*), coalesce(max(CAST(substr(origin, ?3) AS INTEGER)), -1) FROM questions
		WHERE created_by = ?1 AND origin <> '' AND origin >= ?2 || '0' AND origin < ?2 || ':'
			AND substr(origin, ?3) NOT GLOB '*[^0-9]*'`
)

// CreateQuestions implements store.Questions.
func (db *DB) CreateQuestions(ctx context.Context, qs []store.Question) ([]store.Question, error) {
	if err := store.CheckQuestions(qs); err != nil {
		return nil, fmt.Errorf("create questions: %w", err)
	}
	created := make([]store.Question, len(qs))
	for i, q := range qs {
		created[i] = q.Created()
	}
	return write(ctx, db, "create questions", func(t *tx) ([]store.Question, error) {
		known, err := t.known(created)
		if err != nil || len(known) > 0 {
			return known, err
		}
		for _, q := range created {
			if err := t.putQuestion(insertQuestion, q); err != nil {
				return nil, err
			}
		}
		return created, nil
	})
}

// known answers those of qs whose ids are kept already, as they are kept.
func (t *tx) known(qs []store.Question) ([]store.Question, error) {
	var known []store.Question
	for _, q := range qs {
		kept, err := t.question(q.ID)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if kept.CreatedBy != q.CreatedBy {
			return nil, fmt.Errorf("id %q of another user: %w", q.ID, store.ErrExists)
		}
		known = append(known, kept)
	}
	return known, nil
}

// Question implements store.Questions.
func (db *DB) Question(ctx context.Context, id string) (store.Question, error) {
	return read(ctx, db, "question", func(ctx context.Context) (store.Question, error) {
		stmt, err := db.prepared(ctx, selectQuestion)
		if err != nil {
			return store.Question{}, err
		}
		q, err := scanQuestion(stmt.QueryRowContext(ctx, id))
		if errors.Is(err, sql.ErrNoRows) || err == nil && !q.DeletedAt.IsZero() {
			return store.Question{}, fmt.Errorf("%q: %w", id, store.ErrNotFound)
		}
		return q, err
	})
}

// QuestionsByID implements store.Questions.
func (db *DB) QuestionsByID(ctx context.Context, ids []string) ([]store.Question, error) {
	list, err := idList(ids)
	if err != nil {
		return nil, fmt.Errorf("questions by id: %w", err)
	}
	return read(ctx, db, "questions by id", func(ctx context.Context) ([]store.Question, error) {
		found, err := rows(ctx, db, selectQuestions, []any{list}, scanQuestion)
		if err != nil {
			return nil, err
		}
		byID := make(map[string]store.Question, len(found))
		for _, q := range found {
			byID[q.ID] = q
		}
		found = found[:0]
		for _, id := range ids {
			if q, ok := byID[id]; ok {
				found = append(found, q)
				delete(byID, id)
			}
		}
		return found, nil
	})
}

// UpdateQuestion implements store.Questions.
func (db *DB) UpdateQuestion(ctx context.Context, q store.Question, oldVersion int) (store.Question, error) {
	if err := q.Check(); err != nil {
		return store.Question{}, fmt.Errorf("update question: %w", err)
	}
	return write(ctx, db, "update question", func(t *tx) (store.Question, error) {
		kept, err := t.liveQuestion(q.ID)
		switch {
		case err != nil:
			return store.Question{}, err
		case kept.IsUpdate(q, oldVersion):
			return kept, nil
		case kept.Version != oldVersion:
			return kept, fmt.Errorf("%q is at %d, not %d: %w", q.ID, kept.Version, oldVersion, store.ErrVersion)
		}
		updated := kept.Updated(q)
		return updated, t.putQuestion(replaceQuestion, updated)
	})
}

// VerifyQuestion implements store.Questions.
func (db *DB) VerifyQuestion(ctx context.Context, id string, at time.Time) (store.Question, error) {
	return write(ctx, db, "verify question", func(t *tx) (store.Question, error) {
		q, err := t.liveQuestion(id)
		if err != nil || q.Verified && q.Visibility == store.Shared {
			return q, err
		}
		q.Verified, q.Visibility = true, store.Shared
		q.Version, q.UpdatedAt = q.Version+1, store.Millis(at)
		return q, t.putQuestion(replaceQuestion, q)
	})
}

// DeleteQuestion implements store.Questions.
func (db *DB) DeleteQuestion(ctx context.Context, id string, at time.Time) error {
	_, err := write(ctx, db, "delete question", func(t *tx) (store.Question, error) {
		q, err := t.question(id)
		if err != nil || !q.DeletedAt.IsZero() {
			return q, err
		}
		q.Version, q.DeletedAt = q.Version+1, store.Millis(at)
		return q, t.putQuestion(replaceQuestion, q)
	})
	return err
}

// Drawn implements store.Questions.
func (db *DB) Drawn(ctx context.Context, userID, prefix string) (store.Drawn, error) {
	return read(ctx, db, "drawn", func(ctx context.Context) (d store.Drawn, err error) {
		rest := utf8.RuneCountInString(prefix) + 1
		return d, db.row(ctx, selectDrawn, []any{userID, prefix, rest}, &d.Count, &d.Last)
	})
}

// question is the question as kept, deleted or not.
func (t *tx) question(id string) (store.Question, error) {
	stmt, err := t.prepare(selectQuestion)
	if err != nil {
		return store.Question{}, err
	}
	q, err := scanQuestion(stmt.QueryRow(id))
	if errors.Is(err, sql.ErrNoRows) {
		return store.Question{}, fmt.Errorf("%q: %w", id, store.ErrNotFound)
	}
	return q, err
}

// liveQuestion is the question if it is not deleted.
func (t *tx) liveQuestion(id string) (store.Question, error) {
	q, err := t.question(id)
	if err == nil && !q.DeletedAt.IsZero() {
		return store.Question{}, fmt.Errorf("%q: %w", id, store.ErrNotFound)
	}
	return q, err
}

// putQuestion runs insertQuestion or replaceQuestion.
func (t *tx) putQuestion(query string, q store.Question) error {
	provenance, err := json.Marshal(q.Provenance)
	if err != nil {
		return fmt.Errorf("encode provenance: %w", err)
	}
	options, err := encodeList(q.Options)
	if err != nil {
		return err
	}
	tags, err := encodeList(q.Tags)
	if err != nil {
		return err
	}
	hints, err := encodeList(q.Hints)
	if err != nil {
		return err
	}
	_, err = t.exec(query, q.ID, q.ExamType, q.Subject, q.Skill, q.DifficultyLevel, q.QuestionType, q.Passage, q.Stem,
		options, q.TimeLimitMs, tags, q.Provider, q.Model, string(q.Visibility), q.Verified, q.Version,
		q.CreatedBy, q.CreatedAt.UnixMilli(), q.CorrectAnswer, q.Explanation, hints, q.Origin, q.RequestDigest,
		string(provenance), q.UpdatedAt.UnixMilli(), optionalTime(q.DeletedAt), encodeSketch(q.Sketch), store.Fold(q.Stem), store.Fold(q.Passage))
	if isUnique(err) {
		return fmt.Errorf("origin %q: %w", q.Origin, store.ErrExists)
	}
	if err != nil {
		return err
	}
	return t.putSketch(q, query == insertQuestion)
}

func scanQuestion(row scanner) (q store.Question, err error) {
	var options, tags, hints, provenance, sketch []byte
	var created, updated int64
	var deleted sql.NullInt64
	err = row.Scan(&q.ID, &q.ExamType, &q.Subject, &q.Skill, &q.DifficultyLevel, &q.QuestionType, &q.Passage, &q.Stem,
		&options, &q.TimeLimitMs, &tags, &q.Provider, &q.Model, &q.Visibility, &q.Verified, &q.Version,
		&q.CreatedBy, &created, &q.CorrectAnswer, &q.Explanation, &hints, &q.Origin, &q.RequestDigest,
		&provenance, &updated, &deleted, &sketch)
	if err != nil {
		return store.Question{}, err
	}
	q.CreatedAt, q.UpdatedAt, q.DeletedAt = millisTime(created), millisTime(updated), givenTime(deleted)
	return q, errors.Join(
		decodeList(options, &q.Options),
		decodeList(tags, &q.Tags),
		decodeList(hints, &q.Hints),
		decodeSketch(sketch, &q.Sketch),
		json.Unmarshal(provenance, &q.Provenance))
}
