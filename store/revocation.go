package store

import (
	"context"
	"fmt"
	"time"
)

// Revocation refuses tokens from now on: all of a user's that were issued no
// later than At, or the one with a certain jti. Exactly one of UserID and JTI
// is given. Revocations are only ever added.
type Revocation struct {
	ID     string // made by the caller, not empty
	UserID string
	JTI    string
	Reason string
	By     string // user id of the admin who did it
	At     time.Time
}

// Revocations keeps revocations.
type Revocations interface {
	// AddRevocation keeps r and answers it.
	//
	// Repeat: an ID that is known for the same UserID and JTI answers what was
	// kept first, whatever else differs. An ID known for others is ErrExists.
	AddRevocation(ctx context.Context, r Revocation) (Revocation, error)

	// Revocations answers those that follow after, rising by (At, ID), at most
	// limit (see ClampLimit). The Position of the last one goes on; an answer
	// shorter than the limit is the end. Times are the callers', so one may be
	// added before a place that has been read.
	Revocations(ctx context.Context, after Position, limit int) ([]Revocation, error)
}

// Check tells what makes r unfit to be kept: an error that is ErrInvalid, or
// nil. Drivers call it before they write.
func (r Revocation) Check() error {
	switch {
	case r.ID == "":
		return fmt.Errorf("revocation without id: %w", ErrInvalid)
	case (r.UserID == "") == (r.JTI == ""):
		return fmt.Errorf("revocation needs either a user or a jti: %w", ErrInvalid)
	case r.At.IsZero():
		return fmt.Errorf("revocation without time: %w", ErrInvalid)
	}
	return nil
}

// Position is where r stands among revocations.
func (r Revocation) Position() Position { return Position{At: r.At, ID: r.ID} }
