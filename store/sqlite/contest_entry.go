package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"prepwire/store"
)

const entryColumns = `contest_id, position, type, participant, question_id, time_spent_ms, body`

const (
	insertEntry = `INSERT INTO contest_entries (` + entryColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?)`

	selectLastPosition = `SELECT coalesce(max(position), 0) FROM contest_entries WHERE contest_id = ?`

	selectEntries = `SELECT ` + entryColumns + ` FROM contest_entries
		WHERE contest_id = ? AND position > ? ORDER BY position LIMIT ?`

	// The index begins with the question, so it is asked once for each that the
	// log knows; the next one known is one look away.
	selectEntriesOf = `WITH RECURSIVE question (id) AS (
			SELECT min(question_id) FROM contest_entries WHERE contest_id = ?1 AND participant <> ''
			UNION ALL
			SELECT (SELECT min(question_id) FROM contest_entries
				WHERE contest_id = ?1 AND participant <> '' AND question_id > question.id)
			FROM question WHERE question.id IS NOT NULL)
		SELECT ` + entryColumns + ` FROM question CROSS JOIN contest_entries
		WHERE contest_id = ?1 AND question_id = question.id AND participant = ?2 AND participant <> ''
		ORDER BY position`

	selectLogState = `SELECT c.cancelled_at IS NOT NULL, coalesce(e.position, 0), coalesce(e.type, '')
		FROM contests AS c LEFT JOIN contest_entries AS e
			ON e.contest_id = c.id AND e.position = (SELECT max(position) FROM contest_entries WHERE contest_id = c.id)
		WHERE c.id = ?`
)

// logState is what decides whether a log may grow.
type logState struct {
	cancelled bool
	last      int64 // position of the last entry; 0: none
	ended     bool  // it is a closing entry
}

func (t *tx) logState(contestID string) (s logState, err error) {
	var kind string
	err = t.row(selectLogState, []any{contestID}, &s.cancelled, &s.last, &kind)
	if errors.Is(err, sql.ErrNoRows) {
		return s, fmt.Errorf("contest %q: %w", contestID, store.ErrNotFound)
	}
	s.ended = kind == store.EntryClosed
	return s, err
}

// admits says why a log in state s does not go on at position.
func (s logState) admits(position int64) error {
	switch {
	case position <= s.last:
		return fmt.Errorf("position %d: %w", position, store.ErrExists)
	case position > s.last+1:
		return fmt.Errorf("position %d after %d: %w", position, s.last, store.ErrInvalid)
	case s.cancelled, s.ended:
		return fmt.Errorf("position %d of an ended log: %w", position, store.ErrState)
	}
	return nil
}

// AppendEntries implements store.Contests.
func (db *DB) AppendEntries(ctx context.Context, entries []store.ContestEntry) (int, error) {
	if err := store.CheckEntries(entries); err != nil {
		return 0, fmt.Errorf("append entries: %w", err)
	}
	var taken error // where it stopped, which undoes nothing
	added, err := write(ctx, db, "append entries", func(t *tx) (int, error) {
		if len(entries) == 0 {
			return 0, nil
		}
		log, err := t.logState(entries[0].ContestID)
		if err == nil {
			err = log.admits(entries[0].Position)
		}
		if err != nil {
			return 0, err
		}
		for i, e := range entries {
			err := t.insertEntry(e)
			if isUnique(err) {
				taken = fmt.Errorf("append entries: entry %d: %w", i, store.ErrExists)
				return i, nil
			}
			if err != nil {
				return 0, err
			}
		}
		return len(entries), nil
	})
	if err != nil {
		return 0, err
	}
	return added, taken
}

func (t *tx) insertEntry(e store.ContestEntry) error {
	_, err := t.exec(insertEntry, e.ContestID, e.Position, e.Type, e.Participant, e.QuestionID, e.TimeSpentMs, e.Body)
	return err
}

// Entries implements store.Contests.
func (db *DB) Entries(ctx context.Context, contestID string, after int64, limit int) ([]store.ContestEntry, error) {
	return read(ctx, db, "entries", func(ctx context.Context) ([]store.ContestEntry, error) {
		return rows(ctx, db, selectEntries, []any{contestID, after, store.ClampLimit(limit)}, scanEntry)
	})
}

// EntriesOf implements store.Contests.
func (db *DB) EntriesOf(ctx context.Context, contestID, participant string) ([]store.ContestEntry, error) {
	return read(ctx, db, "entries of a participant", func(ctx context.Context) ([]store.ContestEntry, error) {
		return rows(ctx, db, selectEntriesOf, []any{contestID, participant}, scanEntry)
	})
}

func scanEntry(row scanner) (e store.ContestEntry, err error) {
	err = row.Scan(&e.ContestID, &e.Position, &e.Type, &e.Participant, &e.QuestionID, &e.TimeSpentMs, &e.Body)
	return e, err
}
