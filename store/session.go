package store

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"
)

// Session is a study session as it is kept. A user has at most one that is
// active.
type Session struct {
	ID        string // made by the caller, not empty; a user holds each once
	UserID    string // not empty
	Kind      string
	Goals     []string
	State     []byte // a JSON object, kept byte for byte; not empty
	Version   int    // 1 when started, one more with every change of the state and with the end
	StartedAt time.Time
	UpdatedAt time.Time // StartedAt until the first change
	EndedAt   time.Time // zero: active

	// Summary is what came of it; nil as long as nobody has summed it up.
	Summary *SessionSummary

	// RequestDigest is the digest of the params that started this session, by
	// which a repeat is told from a different request under the same key.
	// Empty: started without an idempotency key.
	RequestDigest string
}

// Active reports whether s goes on.
func (s Session) Active() bool { return s.EndedAt.IsZero() }

// SessionSummary is what came of a session.
type SessionSummary struct {
	Answered       int             `json:"answered"`
	Correct        int             `json:"correct"`
	BestStreak     int             `json:"bestStreak"`
	TimeMs         int64           `json:"timeMs"`
	MasteryChanges []MasteryChange `json:"masteryChanges,omitempty"`
}

// MasteryChange is how the estimate of a skill moved.
type MasteryChange struct {
	Skill  string  `json:"skill"`
	Before float64 `json:"before"`
	After  float64 `json:"after"`
}

// SessionChange is a new state of a session.
type SessionChange struct {
	UserID, ID string
	State      []byte
	At         time.Time
}

// StartedSession is what StartSession did.
type StartedSession struct {
	Session Session
	Ended   *Session // the one that was active before; nil for none, and for a repeat
}

// Sessions keeps study sessions. Everything is asked and done on behalf of one
// user: another user's session is not there. All acts on one user's sessions
// are in one order.
//
// A driver without transactions can keep what a user has active, and what was
// ended by the last start and has not been moved elsewhere, in one document of
// that user, and change it on condition of its revision.
type Sessions interface {
	// StartSession keeps s as the user's active session, at Version 1, and ends
	// at s.StartedAt the one that was active, in one act. What s says of its
	// end and summary is not looked at.
	//
	// Repeat: a known id of this user answers what is kept under it now, ended
	// or not, and changes nothing, whatever else differs: compare RequestDigest
	// to tell a repeat from another request. Of concurrent calls with different
	// ids each starts a session and ends the one before; the last stays active.
	StartSession(ctx context.Context, s Session) (StartedSession, error)

	// Session answers one of the user's sessions; ErrNotFound when there is no
	// such.
	Session(ctx context.Context, userID, id string) (Session, error)

	// ActiveSession answers the user's active session; ErrNotFound when there
	// is none.
	ActiveSession(ctx context.Context, userID string) (Session, error)

	// UpdateSession gives a session another state if it is at oldVersion, and
	// answers it as kept, with Version oldVersion+1.
	//
	// ErrNotFound when the user has no such. ErrState when it has ended,
	// ErrVersion when it is at another version; the current session is answered
	// beside both. Repeat: when it is at oldVersion+1 with this state and time,
	// and active, it is answered without error. Of concurrent calls that name
	// the same version one wins.
	UpdateSession(ctx context.Context, c SessionChange, oldVersion int) (Session, error)

	// EndSession ends a session at a time, one version on, and answers it.
	// Repeat: what has ended, also by another start, is answered as it is.
	// ErrNotFound when the user has no such.
	EndSession(ctx context.Context, userID, id string, at time.Time) (Session, error)

	// SumUpSession keeps what came of a session that has ended, and answers the
	// session, whose version stays. Repeat: the first summary stays.
	// ErrNotFound when the user has no such, ErrState, with the session beside
	// the error, when it is active.
	SumUpSession(ctx context.Context, userID, id string, sum SessionSummary) (Session, error)

	// ListSessions answers the user's sessions newest first: by StartedAt, then
	// by ID, both falling. A cursor not made by this method is ErrBadCursor.
	ListSessions(ctx context.Context, userID string, page Page) (List[Session], error)
}

// Check tells what makes s unfit to be kept: an error that is ErrInvalid, or
// nil. Drivers call it before they write.
func (s Session) Check() error {
	switch {
	case s.ID == "":
		return fmt.Errorf("session without id: %w", ErrInvalid)
	case s.UserID == "":
		return fmt.Errorf("session without user: %w", ErrInvalid)
	case s.StartedAt.IsZero():
		return fmt.Errorf("session without time: %w", ErrInvalid)
	case len(s.State) == 0:
		return fmt.Errorf("session without state: %w", ErrInvalid)
	}
	return nil
}

// Check tells what makes c unfit to be kept, as Session.Check does.
func (c SessionChange) Check() error {
	return Session{ID: c.ID, UserID: c.UserID, State: c.State, StartedAt: c.At}.Check()
}

// Started is s as it is kept when started: at version 1, active, times in
// milliseconds, empty lists nil.
func (s Session) Started() Session {
	s.Goals, s.State = keptList(s.Goals), keptList(s.State)
	s.Version, s.StartedAt = 1, Millis(s.StartedAt)
	s.UpdatedAt, s.EndedAt, s.Summary = s.StartedAt, time.Time{}, nil
	return s
}

// Changed is s as it is kept after c.
func (s Session) Changed(c SessionChange) Session {
	s.State, s.Version, s.UpdatedAt = keptList(c.State), s.Version+1, Millis(c.At)
	return s
}

// IsChange reports whether s is what changing oldVersion by c has made: by this
// a driver knows a repeat.
func (s Session) IsChange(c SessionChange, oldVersion int) bool {
	return s.Active() && s.Version == oldVersion+1 && bytes.Equal(s.State, c.State) && s.UpdatedAt.Equal(Millis(c.At))
}

// Ended is s as it is kept after its end, which is never before its start.
func (s Session) Ended(at time.Time) Session {
	s.EndedAt, s.Version = Millis(at), s.Version+1
	if s.EndedAt.Before(s.StartedAt) {
		s.EndedAt = s.StartedAt
	}
	return s
}

// SummedUp is s with its summary.
func (s Session) SummedUp(sum SessionSummary) Session {
	sum.MasteryChanges = slices.Clone(sum.MasteryChanges)
	if len(sum.MasteryChanges) == 0 {
		sum.MasteryChanges = nil
	}
	s.Summary = &sum
	return s
}

// Position is where s stands among sessions.
func (s Session) Position() Position { return Position{At: s.StartedAt, ID: s.ID} }
