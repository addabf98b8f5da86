package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"prepwire/store"
)

const attemptColumns = `id, user_id, question_id, number, session_id, answer, correct, time_spent_ms,
	skill, difficulty_level, at, exam_type, subject, family, source, expected_ms`

const (
	// One statement finds the number and takes it; a known id answers nothing.
	insertAttempt = `INSERT INTO attempts (` + attemptColumns + `)
		VALUES (?1, ?2, ?3, (SELECT coalesce(max(number), 0) + 1 FROM attempts WHERE user_id = ?2 AND question_id = ?3),
			?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
		ON CONFLICT (id) DO NOTHING RETURNING number`

	selectAttempt = `SELECT ` + attemptColumns + ` FROM attempts WHERE id = ?`

	selectAttemptsOf = `SELECT ` + attemptColumns + ` FROM attempts
		WHERE user_id = ? AND (at, id) > (?, ?) ORDER BY at, id LIMIT ?`

	selectAttemptsIn = `SELECT ` + attemptColumns + ` FROM attempts
		WHERE user_id = ? AND session_id = ? AND session_id <> '' AND (at, id) > (?, ?) ORDER BY at, id LIMIT ?`

	selectAllAttempts = `SELECT ` + attemptColumns + ` FROM attempts
		WHERE (at, id) > (?, ?) ORDER BY at, id LIMIT ?`

	selectLatest = `SELECT ` + attemptColumns + ` FROM attempts
		WHERE user_id = ? ORDER BY at DESC, id DESC LIMIT ?`

	selectAttempted = `SELECT question_id FROM attempts
		WHERE user_id = ? AND number = 1 AND question_id IN (SELECT value FROM json_each(?))`

	selectStats = `SELECT count(*), coalesce(sum(correct), 0) FROM attempts WHERE question_id = ? AND number = 1`
)

// RecordAttempt implements store.Attempts.
func (db *DB) RecordAttempt(ctx context.Context, a store.Attempt) (store.Attempt, error) {
	if err := a.Check(); err != nil {
		return store.Attempt{}, fmt.Errorf("record attempt: %w", err)
	}
	return write(ctx, db, "record attempt", func(t *tx) (store.Attempt, error) { return t.recordAttempt(a) })
}

// RecordAttempts implements store.Attempts.
func (db *DB) RecordAttempts(ctx context.Context, as []store.Attempt) ([]store.Attempt, error) {
	if err := store.CheckAttempts(as); err != nil {
		return nil, fmt.Errorf("record attempts: %w", err)
	}
	return write(ctx, db, "record attempts", func(t *tx) (recorded []store.Attempt, err error) {
		for i, a := range as {
			kept, err := t.recordAttempt(a)
			if err != nil {
				return nil, fmt.Errorf("attempt %d: %w", i, err)
			}
			recorded = append(recorded, kept)
		}
		return recorded, nil
	})
}

// recordAttempt keeps a under the next number, unless its id is known.
func (t *tx) recordAttempt(a store.Attempt) (store.Attempt, error) {
	a = a.Recorded()
	err := t.row(insertAttempt, []any{a.ID, a.UserID, a.QuestionID, a.SessionID, a.Answer, a.Correct, a.TimeSpentMs,
		a.Skill, a.DifficultyLevel, a.At.UnixMilli(), a.ExamType, a.Subject, a.Family, a.Source, a.ExpectedMs}, &a.Number)
	if errors.Is(err, sql.ErrNoRows) {
		return t.firstAttempt(a)
	}
	return a, err
}

// firstAttempt is what was kept under a's id before.
func (t *tx) firstAttempt(a store.Attempt) (store.Attempt, error) {
	stmt, err := t.prepare(selectAttempt)
	if err != nil {
		return store.Attempt{}, err
	}
	kept, err := scanAttempt(stmt.QueryRow(a.ID))
	if err != nil {
		return store.Attempt{}, err
	}
	if kept.UserID != a.UserID || kept.QuestionID != a.QuestionID {
		return store.Attempt{}, fmt.Errorf("id %q: %w", a.ID, store.ErrExists)
	}
	return kept, nil
}

// AttemptsOf implements store.Attempts.
func (db *DB) AttemptsOf(ctx context.Context, userID string, after store.Position, limit int) ([]store.Attempt, error) {
	return read(ctx, db, "attempts", func(ctx context.Context) ([]store.Attempt, error) {
		args := []any{userID, positionMillis(after), after.ID, store.ClampLimit(limit)}
		return rows(ctx, db, selectAttemptsOf, args, scanAttempt)
	})
}

// LatestAttempts implements store.Attempts.
func (db *DB) LatestAttempts(ctx context.Context, userID string, limit int) ([]store.Attempt, error) {
	return read(ctx, db, "latest attempts", func(ctx context.Context) ([]store.Attempt, error) {
		return rows(ctx, db, selectLatest, []any{userID, store.ClampLimit(limit)}, scanAttempt)
	})
}

// AttemptsIn implements store.Attempts.
func (db *DB) AttemptsIn(ctx context.Context, userID, sessionID string, after store.Position, limit int) ([]store.Attempt, error) {
	return read(ctx, db, "attempts in session", func(ctx context.Context) ([]store.Attempt, error) {
		args := []any{userID, sessionID, positionMillis(after), after.ID, store.ClampLimit(limit)}
		return rows(ctx, db, selectAttemptsIn, args, scanAttempt)
	})
}

// AllAttempts implements store.Attempts.
func (db *DB) AllAttempts(ctx context.Context, after store.Position, limit int) ([]store.Attempt, error) {
	return read(ctx, db, "all attempts", func(ctx context.Context) ([]store.Attempt, error) {
		args := []any{positionMillis(after), after.ID, store.ClampLimit(limit)}
		return rows(ctx, db, selectAllAttempts, args, scanAttempt)
	})
}

// Attempted implements store.Attempts.
func (db *DB) Attempted(ctx context.Context, userID string, questionIDs []string) (map[string]bool, error) {
	list, err := idList(questionIDs)
	if err != nil {
		return nil, fmt.Errorf("attempted: %w", err)
	}
	return read(ctx, db, "attempted", func(ctx context.Context) (map[string]bool, error) {
		found, err := rows(ctx, db, selectAttempted, []any{userID, list}, func(row scanner) (id string, err error) {
			return id, row.Scan(&id)
		})
		set := make(map[string]bool, len(found))
		for _, id := range found {
			set[id] = true
		}
		return set, err
	})
}

// QuestionStats implements store.Attempts.
func (db *DB) QuestionStats(ctx context.Context, questionID string) (store.QuestionStats, error) {
	return read(ctx, db, "question stats", func(ctx context.Context) (s store.QuestionStats, err error) {
		return s, db.row(ctx, selectStats, []any{questionID}, &s.Answered, &s.Correct)
	})
}

func scanAttempt(row scanner) (a store.Attempt, err error) {
	var at int64
	err = row.Scan(&a.ID, &a.UserID, &a.QuestionID, &a.Number, &a.SessionID, &a.Answer, &a.Correct, &a.TimeSpentMs,
		&a.Skill, &a.DifficultyLevel, &at, &a.ExamType, &a.Subject, &a.Family, &a.Source, &a.ExpectedMs)
	a.At = millisTime(at)
	return a, err
}
