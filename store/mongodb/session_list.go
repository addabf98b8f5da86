package mongodb

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"prepwire/store"
)

const sessionList = "sessions" // its name in cursors

// Session implements store.Sessions.
func (db *DB) Session(ctx context.Context, userID, id string) (store.Session, error) {
	return call(ctx, db, "session", func(ctx context.Context) (store.Session, error) {
		u, err := db.sessionsOf(ctx, userID)
		if err != nil {
			return store.Session{}, err
		}
		return db.sessionIn(ctx, u, id)
	})
}

// ActiveSession implements store.Sessions.
func (db *DB) ActiveSession(ctx context.Context, userID string) (store.Session, error) {
	return call(ctx, db, "active session", func(ctx context.Context) (store.Session, error) {
		u, err := db.sessionsOf(ctx, userID)
		if err == nil && u.Active == nil {
			err = fmt.Errorf("session: %w", store.ErrNotFound)
		}
		if err != nil {
			return store.Session{}, err
		}
		return store.Session(*u.Active), nil
	})
}

// ListSessions implements store.Sessions.
func (db *DB) ListSessions(ctx context.Context, userID string, p store.Page) (store.List[store.Session], error) {
	after, err := store.ParseCursor(sessionList, p.Cursor)
	if err != nil {
		return store.List[store.Session]{}, fmt.Errorf("list sessions: %w", err)
	}
	limit := store.ClampLimit(p.Limit)
	return call(ctx, db, "list sessions", func(ctx context.Context) (list store.List[store.Session], err error) {
		u, err := db.sessionsOf(ctx, userID)
		if err != nil {
			return list, err
		}
		found, err := all[sessionRecord](ctx, db.sessions, append(bson.D{is("userId", userID)}, preceding("startedAt", "id", after)...),
			options.Find().SetSort(newest("startedAt", "id")).SetLimit(int64(limit+1)))
		var sessions []store.Session
		for _, s := range found {
			sessions = append(sessions, store.Session(s))
		}
		return page(withActive(sessions, u.Active, after), limit, sessionList), err
	})
}

// withActive adds the active session where it belongs, if that is after a
// place. It may have ended since, and then is among the others.
func withActive(sessions []store.Session, active *sessionRecord, after store.Position) []store.Session {
	if active == nil {
		return sessions
	}
	a := store.Session(*active)
	if !after.IsZero() && newestFirst(a.Position(), after) <= 0 {
		return sessions
	}
	at, there := slices.BinarySearchFunc(sessions, a, func(s, a store.Session) int { return newestFirst(s.Position(), a.Position()) })
	if there {
		return sessions
	}
	return slices.Insert(sessions, at, a)
}

// newestFirst orders places by time, then id, both falling.
func newestFirst(a, b store.Position) int {
	if c := b.At.Compare(a.At); c != 0 {
		return c
	}
	return strings.Compare(b.ID, a.ID)
}
