package store

import (
	"bytes"
	"context"
	"fmt"
	"time"
)

// MaxExtensions is how many extensions of a user are kept. A new one beyond
// that takes the place of the one that was longest not heard of.
const MaxExtensions = 10

// NoExtension is the version of an extension that nothing is known of.
const NoExtension int64 = -1

// Extension is what one extension of a user is looking at.
type Extension struct {
	UserID    string // not empty
	ID        string // not empty; chosen by the extension, of its user's own
	State     []byte // a JSON object, kept byte for byte; not empty
	Version   int64  // 0 or more; chosen by the caller, and only rises
	UpdatedAt time.Time
}

// Extensions keeps the states of extensions. A driver without transactions can
// keep all of a user's in one document, and change it on condition of its
// revision.
type Extensions interface {
	// PutExtension keeps e if the extension is at oldVersion, NoExtension when
	// there must be none yet, and answers it as kept. When the user has
	// MaxExtensions others, the one with the smallest UpdatedAt, then ID, is
	// forgotten in the same act.
	//
	// ErrVersion when it is at another version; what is kept is answered beside
	// the error, with Version NoExtension when there is none. Repeat: what is
	// kept already, with this version, state and time, is answered without
	// error. A version that does not rise is ErrInvalid. Of concurrent calls
	// that name the same version one wins.
	PutExtension(ctx context.Context, e Extension, oldVersion int64) (Extension, error)

	// Extension answers one extension of the user; ErrNotFound when there is
	// no such.
	Extension(ctx context.Context, userID, id string) (Extension, error)

	// Extensions answers the user's extensions, at most MaxExtensions, by
	// UpdatedAt, then ID, both falling.
	Extensions(ctx context.Context, userID string) ([]Extension, error)
}

// CheckExtension tells what makes e unfit to be kept after oldVersion: an error
// that is ErrInvalid, or nil. Drivers call it before they write.
func CheckExtension(e Extension, oldVersion int64) error {
	switch {
	case e.ID == "":
		return fmt.Errorf("extension without id: %w", ErrInvalid)
	case e.UserID == "":
		return fmt.Errorf("extension without user: %w", ErrInvalid)
	case e.UpdatedAt.IsZero():
		return fmt.Errorf("extension without time: %w", ErrInvalid)
	case len(e.State) == 0:
		return fmt.Errorf("extension without state: %w", ErrInvalid)
	case oldVersion < NoExtension || e.Version <= oldVersion:
		return fmt.Errorf("extension from version %d to %d: %w", oldVersion, e.Version, ErrInvalid)
	}
	return nil
}

// Kept is e as it is kept: its time in milliseconds.
func (e Extension) Kept() Extension {
	e.State, e.UpdatedAt = keptList(e.State), Millis(e.UpdatedAt)
	return e
}

// Equal reports whether e and other are kept as the same.
func (e Extension) Equal(other Extension) bool {
	return e.UserID == other.UserID && e.ID == other.ID && e.Version == other.Version &&
		bytes.Equal(e.State, other.State) && Millis(e.UpdatedAt).Equal(Millis(other.UpdatedAt))
}
