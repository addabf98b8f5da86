package sqlite

import (
	"context"
	"fmt"

	"prepwire/store"
)

// erasures are what EraseUser does first, in one transaction with the rest. A
// user is ?1.
var erasures = []string{
	`DELETE FROM sessions WHERE user_id = ?1`,
	`DELETE FROM attempts WHERE user_id = ?1`,
	`DELETE FROM messages WHERE user_id = ?1`,
	`DELETE FROM extensions WHERE user_id = ?1`,
	`DELETE FROM reports WHERE user_id = ?1`,
	`DELETE FROM question_reviews WHERE user_id = ?1 AND NOT ` + isReviewHeld,

	`DELETE FROM registrations WHERE contest_id IN (SELECT id FROM contests WHERE created_by = ?1 AND ` + isMereDraft + `)`,
	`DELETE FROM contests WHERE created_by = ?1 AND ` + isMereDraft,
	`UPDATE contests SET created_by = '` + erasedOwner + `' || id, request_digest = '', version = version + 1
		WHERE created_by = ?1 AND NOT (` + isOpen + `)`,

	`DELETE FROM question_sketches WHERE question_id IN
		(SELECT id FROM questions WHERE ` + ownQuestions + ` AND ` + isOwnAlone + ` AND ` + isUnlocked + `)`,
	`DELETE FROM questions WHERE ` + ownQuestions + ` AND ` + isOwnAlone + ` AND ` + isUnlocked,
	`UPDATE questions SET created_by = '` + erasedOwner + `' || id, request_digest = ''
		WHERE ` + ownQuestions + ` AND ` + isUnlocked, // those are shared, and have no owner in question_sketches
}

// erasedOwner is what store.Erased puts before an id.
const erasedOwner = "erased:"

const (
	selectPlaces = `SELECT contest_id FROM registrations WHERE user_id = ?1 AND NOT ` + isBegun

	updateNameless = `UPDATE registrations SET user_id = '` + erasedOwner + `' || participant, name = ?2 WHERE user_id = ?1`

	selectNamedCopies = `SELECT ` + freezeColumns + ` FROM contest_freezes WHERE ` + isNamedInCopy + ` AND NOT ` + isCopyHeld

	deleteFreeze = `DELETE FROM contest_freezes WHERE contest_id = ?`
)

// EraseUser implements store.Users, in one transaction. Others wait for it. What
// is erased may still be read in the file, until Compact.
func (db *DB) EraseUser(ctx context.Context, userID string) error {
	if err := store.CheckUser(userID); err != nil {
		return fmt.Errorf("erase user: %w", err)
	}
	_, err := write(ctx, db, "erase user", func(t *tx) (none struct{}, err error) {
		for _, statement := range erasures {
			if _, err := t.exec(statement, userID); err != nil {
				return none, err
			}
		}
		if err := t.eraseRegistrations(userID); err != nil {
			return none, err
		}
		return none, t.eraseFromCopies(userID)
	})
	return err
}

// eraseRegistrations gives places back where that is possible, and makes the
// others nameless.
func (t *tx) eraseRegistrations(userID string) error {
	contests, err := list(t, selectPlaces, []any{userID}, scanID)
	if err != nil {
		return err
	}
	for _, id := range contests {
		if err := t.unregister(id, userID); err != nil {
			return err
		}
	}
	_, err = t.exec(updateNameless, userID, store.ErasedName)
	return err
}

// eraseFromCopies makes what was frozen of contests that are over name the user
// no more.
func (t *tx) eraseFromCopies(userID string) error {
	copies, err := list(t, selectNamedCopies, []any{userID}, scanFreeze)
	if err != nil {
		return err
	}
	for _, f := range copies {
		if _, err := t.exec(deleteFreeze, f.ContestID); err != nil {
			return err
		}
		if err := t.putFreeze(f.Without(userID)); err != nil {
			return err
		}
	}
	return nil
}

// list runs a statement and collects what scan makes of each row.
func list[T any](t *tx, query string, args []any, scan func(scanner) (T, error)) ([]T, error) {
	stmt, err := t.prepare(query)
	if err != nil {
		return nil, err
	}
	found, err := stmt.Query(args...)
	if err != nil {
		return nil, err
	}
	return collect(found, scan)
}
