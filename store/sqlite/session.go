package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"prepwire/store"
)

const sessionList = "sessions" // its name in cursors

// sessionColumns are read by scanSession, in this order.
const sessionColumns = `user_id, id, kind, goals, state, version, started_at, updated_at, ended_at, summary, request_digest`

const (
	insertSession = `INSERT INTO sessions (` + sessionColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

	// What becomes of a session after its start.
	changeSession = `UPDATE sessions SET state = ?, version = ?, updated_at = ?, ended_at = ?, summary = ?
		WHERE user_id = ? AND id = ?`

	selectSession = `SELECT ` + sessionColumns + ` FROM sessions WHERE user_id = ? AND id = ?`

	selectActiveSession = `SELECT ` + sessionColumns + ` FROM sessions WHERE user_id = ? AND ended_at IS NULL`

	selectSessions = `SELECT ` + sessionColumns + ` FROM sessions
		WHERE user_id = ? AND (started_at, id) < (?, ?) ORDER BY started_at DESC, id DESC LIMIT ?`
)

// StartSession implements store.Sessions.
func (db *DB) StartSession(ctx context.Context, s store.Session) (store.StartedSession, error) {
	if err := s.Check(); err != nil {
		return store.StartedSession{}, fmt.Errorf("start session: %w", err)
	}
	s = s.Started()
	return write(ctx, db, "start session", func(t *tx) (store.StartedSession, error) {
		kept, err := t.session(selectSession, s.UserID, s.ID)
		if !errors.Is(err, store.ErrNotFound) {
			return store.StartedSession{Session: kept}, err
		}
		started := store.StartedSession{Session: s}
		switch active, err := t.session(selectActiveSession, s.UserID); {
		case err == nil:
			active = active.Ended(s.StartedAt)
			started.Ended = &active
			if err := t.changeSession(active); err != nil {
				return started, err
			}
		case !errors.Is(err, store.ErrNotFound):
			return started, err
		}
		return started, t.insertSession(s)
	})
}

// Session implements store.Sessions.
func (db *DB) Session(ctx context.Context, userID, id string) (store.Session, error) {
	return db.session(ctx, "session", selectSession, userID, id)
}

// ActiveSession implements store.Sessions.
func (db *DB) ActiveSession(ctx context.Context, userID string) (store.Session, error) {
	return db.session(ctx, "active session", selectActiveSession, userID)
}

func (db *DB) session(ctx context.Context, doing, query string, key ...any) (store.Session, error) {
	return read(ctx, db, doing, func(ctx context.Context) (store.Session, error) {
		stmt, err := db.prepared(ctx, query)
		if err != nil {
			return store.Session{}, err
		}
		return oneSession(stmt.QueryRowContext(ctx, key...))
	})
}

// UpdateSession implements store.Sessions.
func (db *DB) UpdateSession(ctx context.Context, c store.SessionChange, oldVersion int) (store.Session, error) {
	if err := c.Check(); err != nil {
		return store.Session{}, fmt.Errorf("update session: %w", err)
	}
	return write(ctx, db, "update session", func(t *tx) (store.Session, error) {
		kept, err := t.session(selectSession, c.UserID, c.ID)
		switch {
		case err != nil:
			return store.Session{}, err
		case kept.IsChange(c, oldVersion):
			return kept, nil
		case !kept.Active():
			return kept, fmt.Errorf("%q has ended: %w", c.ID, store.ErrState)
		case kept.Version != oldVersion:
			return kept, fmt.Errorf("%q is at %d, not %d: %w", c.ID, kept.Version, oldVersion, store.ErrVersion)
		}
		kept = kept.Changed(c)
		return kept, t.changeSession(kept)
	})
}

// EndSession implements store.Sessions.
func (db *DB) EndSession(ctx context.Context, userID, id string, at time.Time) (store.Session, error) {
	return write(ctx, db, "end session", func(t *tx) (store.Session, error) {
		kept, err := t.session(selectSession, userID, id)
		if err != nil || !kept.Active() {
			return kept, err
		}
		kept = kept.Ended(at)
		return kept, t.changeSession(kept)
	})
}

// SumUpSession implements store.Sessions.
func (db *DB) SumUpSession(ctx context.Context, userID, id string, sum store.SessionSummary) (store.Session, error) {
	return write(ctx, db, "sum up session", func(t *tx) (store.Session, error) {
		kept, err := t.session(selectSession, userID, id)
		switch {
		case err != nil || kept.Summary != nil:
			return kept, err
		case kept.Active():
			return kept, fmt.Errorf("%q goes on: %w", id, store.ErrState)
		}
		kept = kept.SummedUp(sum)
		return kept, t.changeSession(kept)
	})
}

// ListSessions implements store.Sessions.
func (db *DB) ListSessions(ctx context.Context, userID string, p store.Page) (store.List[store.Session], error) {
	after, err := store.ParseCursor(sessionList, p.Cursor)
	if err != nil {
		return store.List[store.Session]{}, fmt.Errorf("list sessions: %w", err)
	}
	limit := store.ClampLimit(p.Limit)
	return read(ctx, db, "list sessions", func(ctx context.Context) (list store.List[store.Session], err error) {
		sessions, err := rows(ctx, db, selectSessions, []any{userID, fromNewest(after), after.ID, limit + 1}, scanSession)
		if err != nil {
			return list, err
		}
		return page(sessions, limit, sessionList), nil
	})
}

// session is the one session that a query finds.
func (t *tx) session(query string, key ...any) (store.Session, error) {
	stmt, err := t.prepare(query)
	if err != nil {
		return store.Session{}, err
	}
	return oneSession(stmt.QueryRow(key...))
}

func (t *tx) insertSession(s store.Session) error {
	goals, err := encodeList(s.Goals)
	if err != nil {
		return err
	}
	_, err = t.exec(insertSession, s.UserID, s.ID, s.Kind, goals, s.State, s.Version,
		s.StartedAt.UnixMilli(), s.UpdatedAt.UnixMilli(), nil, nil, s.RequestDigest)
	return err
}

func (t *tx) changeSession(s store.Session) error {
	var summary any
	if s.Summary != nil {
		raw, err := json.Marshal(s.Summary)
		if err != nil {
			return fmt.Errorf("encode summary: %w", err)
		}
		summary = string(raw)
	}
	_, err := t.exec(changeSession, s.State, s.Version, s.UpdatedAt.UnixMilli(), optionalTime(s.EndedAt), summary, s.UserID, s.ID)
	return err
}

func oneSession(row scanner) (store.Session, error) {
	s, err := scanSession(row)
	if errors.Is(err, sql.ErrNoRows) {
		return store.Session{}, fmt.Errorf("session: %w", store.ErrNotFound)
	}
	return s, err
}

func scanSession(row scanner) (s store.Session, err error) {
	var goals, summary []byte
	var started, updated int64
	var ended sql.NullInt64
	err = row.Scan(&s.UserID, &s.ID, &s.Kind, &goals, &s.State, &s.Version, &started, &updated, &ended, &summary, &s.RequestDigest)
	if err != nil {
		return store.Session{}, err
	}
	s.StartedAt, s.UpdatedAt, s.EndedAt = millisTime(started), millisTime(updated), givenTime(ended)
	if summary != nil {
		s.Summary = new(store.SessionSummary)
		if err := json.Unmarshal(summary, s.Summary); err != nil {
			return store.Session{}, fmt.Errorf("decode summary: %w", err)
		}
	}
	return s, decodeList(goals, &s.Goals)
}
