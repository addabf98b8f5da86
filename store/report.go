package store

import (
	"context"
	"fmt"
	"time"
)

// Report is a user's complaint about a question.
type Report struct {
	ID          string // made by the caller, not empty
	QuestionID  string // not empty; the store does not look whether it exists
	UserID      string // not empty
	Type        string // not empty
	Description string
	At          time.Time
}

// Reports keeps reports.
type Reports interface {
	// AddReport keeps r and answers it. There is one report for each user,
	// question and type.
	//
	// Repeat: the same user, question and type answers the first report,
	// whatever else differs, its ID included. An ID known for another user,
	// question or type is ErrExists.
	AddReport(ctx context.Context, r Report) (Report, error)

	// ReportsOf answers the reports on a question newest first: by At, then by
	// ID, both falling. No reports is an empty list. A cursor not made by this
	// method is ErrBadCursor.
	ReportsOf(ctx context.Context, questionID string, page Page) (List[Report], error)
}

// Check tells what makes r unfit to be kept: an error that is ErrInvalid, or
// nil. Drivers call it before they write.
func (r Report) Check() error {
	switch {
	case r.ID == "":
		return fmt.Errorf("report without id: %w", ErrInvalid)
	case r.QuestionID == "":
		return fmt.Errorf("report without question: %w", ErrInvalid)
	case r.UserID == "":
		return fmt.Errorf("report without user: %w", ErrInvalid)
	case r.Type == "":
		return fmt.Errorf("report without type: %w", ErrInvalid)
	case r.At.IsZero():
		return fmt.Errorf("report without time: %w", ErrInvalid)
	}
	return nil
}

// Position is where r stands among reports.
func (r Report) Position() Position { return Position{At: r.At, ID: r.ID} }
