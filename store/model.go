package store

import (
	"context"
	"fmt"
	"time"
)

// MaxModelBytes bounds the parameters of one model version, so that a version
// fits any driver's record.
const MaxModelBytes = 12 << 20

// Model is a numbered version of the learner's parameters. Versions are only
// ever added.
type Model struct {
	Number  int64     // from 1
	Params  []byte    // not empty, at most MaxModelBytes; what they are is the caller's matter
	Answers int64     // how many answers they rest on
	UpTo    Position  // of the last of these
	At      time.Time // when it was made
}

// Models keeps versions of the learner's parameters.
type Models interface {
	// AddModel keeps m and answers what is kept under its number. Of concurrent
	// calls with the same number one wins; the others, and any repeat, answer
	// what that one kept. A number that does not follow the newest kept one,
	// and is not kept, is ErrState.
	AddModel(ctx context.Context, m Model) (Model, error)

	// NewestModel answers the version with the greatest number; ErrNotFound
	// when there is none.
	NewestModel(ctx context.Context) (Model, error)
}

// Check tells what makes m unfit to be kept: an error that is ErrInvalid, or
// nil. Drivers call it before they write.
func (m Model) Check() error {
	switch {
	case m.Number < 1:
		return fmt.Errorf("model number %d: %w", m.Number, ErrInvalid)
	case len(m.Params) == 0 || len(m.Params) > MaxModelBytes:
		return fmt.Errorf("model of %d bytes: %w", len(m.Params), ErrInvalid)
	case m.UpTo.IsZero():
		return fmt.Errorf("model of no answers: %w", ErrInvalid)
	case m.At.IsZero():
		return fmt.Errorf("model without time: %w", ErrInvalid)
	}
	return nil
}
