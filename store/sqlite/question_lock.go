package sqlite

import (
	"context"
	"fmt"

	"prepwire/store"
)

const (
	deleteLocks = `DELETE FROM question_locks WHERE contest_id = ?`

	insertLocks = `INSERT OR IGNORE INTO question_locks (question_id, contest_id)
		SELECT value ->> 'questionId', ?1 FROM json_each(?2)`

	selectLocks = `SELECT l.question_id, c.created_by, c.frozen_at IS NOT NULL
		FROM question_locks AS l JOIN contests AS c ON c.id = l.contest_id
		WHERE l.question_id IN (SELECT value FROM json_each(?)) ORDER BY l.question_id, c.created_by`

	// Conditions on a row of questions.
	isUnlocked = `NOT EXISTS (SELECT 1 FROM question_locks WHERE question_id = questions.id)`

	isUnlockedFor = `(created_by = @ OR ` + isUnlocked + ` OR EXISTS (
		SELECT 1 FROM question_locks AS l CROSS JOIN contests AS c ON c.id = l.contest_id
		WHERE l.question_id = questions.id AND c.created_by = @))`
)

// lockQuestions makes the locks of c what its state asks for; questions is its
// column of that name.
func (t *tx) lockQuestions(c store.Contest, questions string) error {
	if _, err := t.exec(deleteLocks, c.ID); err != nil || !c.IsOpen() {
		return err
	}
	_, err := t.exec(insertLocks, c.ID, questions)
	return err
}

// LockedQuestions implements store.Contests.
func (db *DB) LockedQuestions(ctx context.Context, questionIDs []string) (map[string]store.QuestionLock, error) {
	list, err := idList(questionIDs)
	if err != nil {
		return nil, fmt.Errorf("locked questions: %w", err)
	}
	type row struct {
		question, organizer string
		frozen              bool
	}
	return read(ctx, db, "locked questions", func(ctx context.Context) (map[string]store.QuestionLock, error) {
		found, err := rows(ctx, db, selectLocks, []any{list}, func(s scanner) (r row, err error) {
			return r, s.Scan(&r.question, &r.organizer, &r.frozen)
		})
		locks := make(map[string]store.QuestionLock)
		for _, r := range found {
			lock := locks[r.question]
			if n := len(lock.Organizers); n == 0 || lock.Organizers[n-1] != r.organizer {
				lock.Organizers = append(lock.Organizers, r.organizer)
			}
			lock.Frozen = lock.Frozen || r.frozen
			locks[r.question] = lock
		}
		return locks, err
	})
}
