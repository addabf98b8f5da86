package store

import (
	"context"
	"fmt"
	"time"
)

// Message is one message between a student and the coach.
type Message struct {
	ID          string // made by the caller, not empty; of its own within the user's messages
	UserID      string // whose conversation it belongs to, not empty
	Type        string // hint, strategy, encouragement, warning, chat; not empty
	FromStudent bool   // else the coach wrote it
	Text        string
	Skill       string // empty: about none
	QuestionID  string // empty: about none; the store does not look whether it exists
	Trigger     string // what made the coach write unasked; empty: somebody asked
	Level       int    // of a hint: its place in the ladder, from 1; else 0

	// RequestDigest is the digest of the params that made this message, by
	// which a repeat is told from a different request under the same key.
	// Empty: made without an idempotency key.
	RequestDigest string

	At     time.Time
	ReadAt time.Time // zero: not read yet
}

// MessageFilter says which of a user's messages to list. Zero fields do not
// restrict.
type MessageFilter struct {
	UnreadOnly bool
	Type       string
	QuestionID string
	Trigger    string
}

// Messages keeps the messages of students and their coach.
type Messages interface {
	// AddMessage keeps m and answers it; added says that this call kept it.
	//
	// Repeat: an ID that the user has already answers what was kept first,
	// whatever else differs, and added is false. Of concurrent calls with one
	// ID exactly one has added. A call whose outcome was never heard may so be
	// repeated, but then added does not tell.
	AddMessage(ctx context.Context, m Message) (kept Message, added bool, err error)

	// Message answers a user's message; ErrNotFound when there is none.
	Message(ctx context.Context, userID, id string) (Message, error)

	// MessagesOf answers a user's messages newest first: by At, then by ID,
	// both falling. Going on with NextCursor shows every message that was
	// there at the first call and still fits exactly once. No messages is an
	// empty list. A cursor not made by this method is ErrBadCursor.
	MessagesOf(ctx context.Context, userID string, filter MessageFilter, page Page) (List[Message], error)

	// UnreadMessages counts a user's messages that were not read.
	UnreadMessages(ctx context.Context, userID string) (int64, error)

	// MarkRead notes that the user has read these messages, and answers those
	// of ids that the user has, as kept, newest first. What was read before
	// keeps its first ReadAt: so those whose ReadAt is at were unread until
	// now. Unknown ids are left out. More than MaxLimit ids, or no time, are
	// ErrInvalid. Repeat: the same answer.
	MarkRead(ctx context.Context, userID string, ids []string, at time.Time) ([]Message, error)

	// PruneMessages forgets all of a user's messages but the newest keep, so
	// that nobody's grow for ever. Less than 1 is ErrInvalid. Repeat: nothing
	// more is forgotten, save what has become old since.
	PruneMessages(ctx context.Context, userID string, keep int) error
}

// Check tells what makes m unfit to be kept: an error that is ErrInvalid, or
// nil. Drivers call it before they write.
func (m Message) Check() error {
	switch {
	case m.ID == "":
		return fmt.Errorf("message without id: %w", ErrInvalid)
	case m.UserID == "":
		return fmt.Errorf("message without user: %w", ErrInvalid)
	case m.Type == "":
		return fmt.Errorf("message without type: %w", ErrInvalid)
	case m.Level < 0:
		return fmt.Errorf("message of level %d: %w", m.Level, ErrInvalid)
	case m.At.IsZero():
		return fmt.Errorf("message without time: %w", ErrInvalid)
	}
	return nil
}

// Kept is m as it is kept: times in UTC and milliseconds.
func (m Message) Kept() Message {
	m.At, m.ReadAt = Millis(m.At), Millis(m.ReadAt)
	return m
}

// Position is where m stands among messages.
func (m Message) Position() Position { return Position{At: m.At, ID: m.ID} }
