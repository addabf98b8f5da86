package mongodb

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"prepwire/store"
)

// A user's document has the session that is active, and those that have ended
// and are not in their collection yet; it is changed on condition of its
// revision, which puts all acts on one user's sessions in order. What has ended
// is copied there before it is taken out here, by this act or the next one. So
// a session is always found in one of the two, if the user's document is read
// first.

// sessionRecord has the fields of store.Session under the names they are kept
// by.
type sessionRecord struct {
	ID            string                `bson:"id"`
	UserID        string                `bson:"userId"`
	Kind          string                `bson:"kind"`
	Goals         []string              `bson:"goals"`
	State         []byte                `bson:"state"`
	Version       int                   `bson:"version"`
	StartedAt     time.Time             `bson:"startedAt"`
	UpdatedAt     time.Time             `bson:"updatedAt"`
	EndedAt       time.Time             `bson:"endedAt"`
	Summary       *store.SessionSummary `bson:"summary"`
	RequestDigest string                `bson:"requestDigest"`
}

// sessionsOfUser is what a user has active.
type sessionsOfUser struct {
	UserID   string          `bson:"_id"`
	Revision int64           `bson:"revision"`
	Active   *sessionRecord  `bson:"active"`
	Ended    []sessionRecord `bson:"ended"` // on their way to the collection
}

// sessionsOf is a user's document after what has ended was moved; revision 0
// when there is none.
func (db *DB) sessionsOf(ctx context.Context, userID string) (sessionsOfUser, error) {
	return retry(ctx, nil, func() (sessionsOfUser, bool, error) {
		u, err := one[sessionsOfUser](ctx, db.sessionUsers, bson.D{is("_id", userID)})
		u.UserID = userID
		if err != nil || len(u.Ended) == 0 {
			return u, true, notAbsent(err)
		}
		next, fits, err := db.moveEnded(ctx, u)
		return next, fits, err
	})
}

// moveEnded copies what has ended and takes it out of the user's document, if
// that is still what it was.
func (db *DB) moveEnded(ctx context.Context, u sessionsOfUser) (next sessionsOfUser, fits bool, err error) {
	for _, s := range u.Ended {
		if _, err := insert(ctx, db.sessions, s); err != nil { // or it is there already
			return u, false, err
		}
	}
	next = u
	next.Ended, next.Revision = nil, nextRevision(u.Revision)
	fits, err = replaceRevision(ctx, db.sessionUsers, u.UserID, u.Revision, next)
	return next, fits, err
}

// change makes next of a user's document, if it is still u, and moves what has
// ended by that.
func (db *DB) changeSessions(ctx context.Context, u, next sessionsOfUser) (fits bool, err error) {
	next.Revision = nextRevision(u.Revision)
	fits, err = replaceRevision(ctx, db.sessionUsers, u.UserID, u.Revision, next)
	if err == nil && fits && len(next.Ended) > 0 {
		_, _, err = db.moveEnded(ctx, next) // what does not fit any more is moved by who changed it
	}
	return fits, err
}

// sessionIn is one of the sessions of u's user.
func (db *DB) sessionIn(ctx context.Context, u sessionsOfUser, id string) (store.Session, error) {
	if u.Active != nil && u.Active.ID == id {
		return store.Session(*u.Active), nil
	}
	s, err := one[sessionRecord](ctx, db.sessions, bson.D{is("userId", u.UserID), is("id", id)})
	if err != nil {
		return store.Session{}, fmt.Errorf("session: %w", err)
	}
	return store.Session(s), nil
}

// StartSession implements store.Sessions.
func (db *DB) StartSession(ctx context.Context, s store.Session) (store.StartedSession, error) {
	if err := s.Check(); err != nil {
		return store.StartedSession{}, fmt.Errorf("start session: %w", err)
	}
	s = s.Started()
	return call(ctx, db, "start session", func(ctx context.Context) (store.StartedSession, error) {
		return retry(ctx, db.turns.at("session", s.UserID), func() (store.StartedSession, bool, error) {
			u, err := db.sessionsOf(ctx, s.UserID)
			if err != nil {
				return store.StartedSession{}, true, err
			}
			kept, err := db.sessionIn(ctx, u, s.ID)
			if !isAbsent(err) {
				return store.StartedSession{Session: kept}, true, err
			}
			started, record := store.StartedSession{Session: s}, sessionRecord(s)
			next := u
			next.Active = &record
			if u.Active != nil {
				ended := store.Session(*u.Active).Ended(s.StartedAt)
				started.Ended, next.Ended = &ended, []sessionRecord{sessionRecord(ended)}
			}
			fits, err := db.changeSessions(ctx, u, next)
			return started, fits, err
		})
	})
}

// UpdateSession implements store.Sessions.
func (db *DB) UpdateSession(ctx context.Context, c store.SessionChange, oldVersion int) (store.Session, error) {
	if err := c.Check(); err != nil {
		return store.Session{}, fmt.Errorf("update session: %w", err)
	}
	return db.changeSession(ctx, "update session", c.UserID, c.ID, func(kept store.Session) (store.Session, bool, error) {
		switch {
		case kept.IsChange(c, oldVersion):
			return kept, false, nil
		case !kept.Active():
			return kept, false, fmt.Errorf("%q has ended: %w", c.ID, store.ErrState)
		case kept.Version != oldVersion:
			return kept, false, fmt.Errorf("%q is at %d, not %d: %w", c.ID, kept.Version, oldVersion, store.ErrVersion)
		}
		return kept.Changed(c), true, nil
	})
}

// EndSession implements store.Sessions.
func (db *DB) EndSession(ctx context.Context, userID, id string, at time.Time) (store.Session, error) {
	return db.changeSession(ctx, "end session", userID, id, func(kept store.Session) (store.Session, bool, error) {
		if !kept.Active() {
			return kept, false, nil
		}
		return kept.Ended(at), true, nil
	})
}

// changeSession changes the active session to what change makes of it.
func (db *DB) changeSession(ctx context.Context, doing, userID, id string,
	change func(store.Session) (next store.Session, changed bool, err error)) (store.Session, error) {
	return call(ctx, db, doing, func(ctx context.Context) (store.Session, error) {
		return retry(ctx, db.turns.at("session", userID), func() (store.Session, bool, error) {
			u, err := db.sessionsOf(ctx, userID)
			if err != nil {
				return store.Session{}, true, err
			}
			kept, err := db.sessionIn(ctx, u, id)
			if err != nil {
				return store.Session{}, true, err
			}
			changed, is, err := change(kept)
			if err != nil || !is {
				return changed, true, err
			}
			record, next := sessionRecord(changed), u
			next.Active = &record
			if !changed.Active() {
				next.Active, next.Ended = nil, []sessionRecord{record}
			}
			fits, err := db.changeSessions(ctx, u, next)
			return changed, fits, err
		})
	})
}

// SumUpSession implements store.Sessions.
func (db *DB) SumUpSession(ctx context.Context, userID, id string, sum store.SessionSummary) (store.Session, error) {
	return call(ctx, db, "sum up session", func(ctx context.Context) (store.Session, error) {
		u, err := db.sessionsOf(ctx, userID)
		if err != nil {
			return store.Session{}, err
		}
		if u.Active != nil && u.Active.ID == id {
			return store.Session(*u.Active), fmt.Errorf("%q goes on: %w", id, store.ErrState)
		}
		summed := store.Session{}.SummedUp(sum)
		_, err = update(ctx, db.sessions, bson.D{is("userId", userID), is("id", id), is("summary", nil)}, set(is("summary", summed.Summary)))
		if err != nil {
			return store.Session{}, err
		}
		return db.sessionIn(ctx, u, id)
	})
}
