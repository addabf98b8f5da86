package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"prepwire/store"
)

const registrationColumns = `contest_id, user_id, name, participant, registered_at, joined_at`

const (
	insertRegistration = `INSERT INTO registrations (contest_id, user_id, name, participant, registered_at, place, contest_created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)`

	selectRegistration = `SELECT ` + registrationColumns + ` FROM registrations WHERE contest_id = ? AND user_id = ?`

	selectRegistrations = `SELECT ` + registrationColumns + ` FROM registrations
		WHERE contest_id = ? AND participant > ? ORDER BY participant LIMIT ?`

	selectCreatedAt = `SELECT created_at FROM contests WHERE id = ?`

	selectTaken = `SELECT coalesce(max(place), 0) FROM registrations WHERE contest_id = ?`

	selectTakenOf = `SELECT value, (SELECT coalesce(max(place), 0) FROM registrations WHERE contest_id = value)
		FROM json_each(?)`

	deleteRegistration = `DELETE FROM registrations WHERE contest_id = ? AND user_id = ? RETURNING place`

	movePlace = `UPDATE registrations SET place = ?3 WHERE contest_id = ?1 AND place = ?2`

	updateJoined = `UPDATE registrations SET joined_at = coalesce(joined_at, ?3) WHERE contest_id = ?1 AND user_id = ?2
		RETURNING ` + registrationColumns

	selectEngaged = `SELECT EXISTS (SELECT 1 FROM registrations AS r JOIN contests AS c ON c.id = r.contest_id
		WHERE r.user_id = ? AND r.joined_at IS NOT NULL AND NOT c.draft AND c.cancelled_at IS NULL AND c.closed_at IS NULL)`
)

// Register implements store.Contests.
func (db *DB) Register(ctx context.Context, r store.Registration, capacity int) (store.Registration, error) {
	if err := r.Check(); err != nil {
		return store.Registration{}, fmt.Errorf("register: %w", err)
	}
	r.RegisteredAt, r.JoinedAt = store.Millis(r.RegisteredAt), time.Time{}
	return write(ctx, db, "register", func(t *tx) (store.Registration, error) {
		kept, err := t.registration(selectRegistration, r.ContestID, r.UserID)
		if err == nil || !errors.Is(err, store.ErrNotFound) {
			return kept, err
		}
		var created, taken int64
		err = t.row(selectCreatedAt, []any{r.ContestID}, &created)
		if errors.Is(err, sql.ErrNoRows) {
			return store.Registration{}, fmt.Errorf("contest %q: %w", r.ContestID, store.ErrNotFound)
		}
		if err == nil {
			err = t.row(selectTaken, []any{r.ContestID}, &taken)
		}
		switch {
		case err != nil:
			return store.Registration{}, err
		case taken >= int64(capacity):
			return store.Registration{}, fmt.Errorf("contest %q, %d of %d places: %w", r.ContestID, taken, capacity, store.ErrFull)
		}
		_, err = t.exec(insertRegistration, r.ContestID, r.UserID, r.Name, r.Participant, r.RegisteredAt.UnixMilli(), taken+1, created)
		if isUnique(err) {
			return store.Registration{}, fmt.Errorf("participant %q: %w", r.Participant, store.ErrExists)
		}
		return r, err
	})
}

// Unregister implements store.Contests.
func (db *DB) Unregister(ctx context.Context, contestID, userID string) error {
	_, err := write(ctx, db, "unregister", func(t *tx) (none struct{}, err error) {
		return none, t.unregister(contestID, userID)
	})
	return err
}

// unregister takes a place away; the last one moves to where it was.
func (t *tx) unregister(contestID, userID string) error {
	var place, last int64
	err := t.row(deleteRegistration, []any{contestID, userID}, &place)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err == nil {
		err = t.notBegun(contestID)
	}
	if err == nil {
		err = t.row(selectTaken, []any{contestID}, &last)
	}
	if err == nil && last > place {
		_, err = t.exec(movePlace, contestID, last, place)
	}
	return err
}

// notBegun is ErrState when the log of a contest has entries.
func (t *tx) notBegun(contestID string) error {
	log, err := t.logState(contestID)
	if err == nil && log.last > 0 {
		return fmt.Errorf("contest %q has begun: %w", contestID, store.ErrState)
	}
	return err
}

// MarkJoined implements store.Contests.
func (db *DB) MarkJoined(ctx context.Context, contestID, userID string, at time.Time) (store.Registration, error) {
	if at.IsZero() {
		return store.Registration{}, fmt.Errorf("mark joined: no time: %w", store.ErrInvalid)
	}
	return write(ctx, db, "mark joined", func(t *tx) (store.Registration, error) {
		return t.registration(updateJoined, contestID, userID, at.UnixMilli())
	})
}

// Registration implements store.Contests.
func (db *DB) Registration(ctx context.Context, contestID, userID string) (store.Registration, error) {
	return read(ctx, db, "registration", func(ctx context.Context) (store.Registration, error) {
		stmt, err := db.prepared(ctx, selectRegistration)
		if err != nil {
			return store.Registration{}, err
		}
		return oneRegistration(stmt.QueryRowContext(ctx, contestID, userID))
	})
}

// Registrations implements store.Contests.
func (db *DB) Registrations(ctx context.Context, contestID, after string, limit int) ([]store.Registration, error) {
	return read(ctx, db, "registrations", func(ctx context.Context) ([]store.Registration, error) {
		return rows(ctx, db, selectRegistrations, []any{contestID, after, store.ClampLimit(limit)}, scanRegistration)
	})
}

// CountRegistrations implements store.Contests.
func (db *DB) CountRegistrations(ctx context.Context, contestIDs []string) (map[string]int, error) {
	list, err := idList(contestIDs)
	if err != nil {
		return nil, fmt.Errorf("count registrations: %w", err)
	}
	return read(ctx, db, "count registrations", func(ctx context.Context) (map[string]int, error) {
		taken := make(map[string]int, len(contestIDs))
		_, err := rows(ctx, db, selectTakenOf, []any{list}, func(row scanner) (none struct{}, err error) {
			var id string
			var n int
			err = row.Scan(&id, &n)
			taken[id] = n
			return none, err
		})
		return taken, err
	})
}

// Engaged implements store.Contests.
func (db *DB) Engaged(ctx context.Context, userID string) (bool, error) {
	return read(ctx, db, "engaged", func(ctx context.Context) (engaged bool, err error) {
		return engaged, db.row(ctx, selectEngaged, []any{userID}, &engaged)
	})
}

// registration runs a statement that answers a registration.
func (t *tx) registration(query string, args ...any) (store.Registration, error) {
	stmt, err := t.prepare(query)
	if err != nil {
		return store.Registration{}, err
	}
	return oneRegistration(stmt.QueryRow(args...))
}

func oneRegistration(row *sql.Row) (store.Registration, error) {
	r, err := scanRegistration(row)
	if errors.Is(err, sql.ErrNoRows) {
		return store.Registration{}, fmt.Errorf("registration: %w", store.ErrNotFound)
	}
	return r, err
}

func scanRegistration(row scanner) (r store.Registration, err error) {
	var registered int64
	var joined sql.NullInt64
	err = row.Scan(&r.ContestID, &r.UserID, &r.Name, &r.Participant, &registered, &joined)
	if err != nil {
		return store.Registration{}, err
	}
	r.RegisteredAt, r.JoinedAt = millisTime(registered), givenTime(joined)
	return r, nil
}
