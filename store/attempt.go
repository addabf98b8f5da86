package store

import (
	"context"
	"fmt"
	"time"
)

// Attempt is one answer of a user to a question. Attempts are only ever added.
type Attempt struct {
	ID              string // made by the caller, not empty
	UserID          string // not empty
	QuestionID      string // not empty; the store does not look whether it exists
	SessionID       string // empty: outside a session
	Answer          string
	Correct         bool
	TimeSpentMs     int64 // 0: not told
	ExamType        string
	Subject         string
	Skill           string
	DifficultyLevel int
	Family          string // what the question is a variant of; empty: it stands alone
	Source          Source // empty is SourcePractice
	ExpectedMs      int64  // how long somebody well prepared takes; 0: not known

	// At is from when the attempt counts: when it was answered, for answers of
	// a contest when that was over. So an attempt is added behind those that
	// were there, but for the time that requests take.
	At time.Time

	// Number counts a user's attempts at one question from 1, without gaps,
	// in the order in which they were recorded. The store gives it. Only
	// number 1 counts; later ones are judged and kept, nothing more.
	Number int
}

// Source tells where an answer was given.
type Source string

// Where answers are given. What a student tells of an answer given elsewhere
// has no question in the store.
const (
	SourcePractice Source = "practice"
	SourceContest  Source = "contest"
	SourceReported Source = "reported"
)

// QuestionStats are the first attempts at a question, folded.
type QuestionStats struct {
	Answered int // users who answered it
	Correct  int // those of them who were right at once
}

// Attempts keeps attempts.
type Attempts interface {
	// RecordAttempt keeps a and answers it with its Number; what a.Number says
	// is not looked at. Of concurrent first attempts exactly one gets 1.
	//
	// Repeat: an ID that is known for the same user and question answers what
	// was kept first, whatever else differs. An ID known for another user or
	// question is ErrExists.
	RecordAttempt(ctx context.Context, a Attempt) (Attempt, error)

	// RecordAttempts keeps all of as or none of them, and answers them as
	// RecordAttempt would if it were called with one after another. The ids
	// must differ from each other; more than MaxLimit attempts are ErrInvalid.
	// Many attempts are best recorded a hundred at a time, so that others'
	// need not wait long.
	//
	// Repeat: those that are known are answered as kept, the others are
	// recorded.
	RecordAttempts(ctx context.Context, as []Attempt) ([]Attempt, error)

	// AttemptsOf answers a user's attempts that follow after, rising by (At,
	// ID), at most limit (see ClampLimit). The Position of the last one goes
	// on. Times are the callers', so an attempt may be added before a place
	// that has been read: a fold that goes on from a kept Position reads back
	// as far as requests take, or is told of new attempts otherwise. No
	// attempts is an empty answer.
	AttemptsOf(ctx context.Context, userID string, after Position, limit int) ([]Attempt, error)

	// LatestAttempts answers the newest of a user's attempts, falling by (At,
	// ID), at most limit (see ClampLimit). No attempts is an empty answer.
	LatestAttempts(ctx context.Context, userID string, limit int) ([]Attempt, error)

	// AttemptsIn answers a user's attempts in a session that follow after, as
	// AttemptsOf does; an empty session has none.
	AttemptsIn(ctx context.Context, userID, sessionID string, after Position, limit int) ([]Attempt, error)

	// AllAttempts answers attempts of all users that follow after, rising by
	// (At, ID), at most limit (see ClampLimit); what AttemptsOf says of late
	// ones holds here, too.
	AllAttempts(ctx context.Context, after Position, limit int) ([]Attempt, error)

	// Attempted answers which of the questions the user has attempted: a set
	// that holds true for each of those and nothing else. More than MaxLimit
	// ids are ErrInvalid.
	Attempted(ctx context.Context, userID string, questionIDs []string) (map[string]bool, error)

	// QuestionStats folds the first attempts of all users at a question. A
	// question nobody attempted, or an unknown one, has zeros.
	QuestionStats(ctx context.Context, questionID string) (QuestionStats, error)
}

// Check tells what makes a unfit to be kept: an error that is ErrInvalid, or
// nil. Drivers call it before they write.
func (a Attempt) Check() error {
	switch {
	case a.ID == "":
		return fmt.Errorf("attempt without id: %w", ErrInvalid)
	case a.UserID == "":
		return fmt.Errorf("attempt without user: %w", ErrInvalid)
	case a.QuestionID == "":
		return fmt.Errorf("attempt without question: %w", ErrInvalid)
	case a.At.IsZero():
		return fmt.Errorf("attempt without time: %w", ErrInvalid)
	case a.Source != SourcePractice && a.Source != SourceContest && a.Source != SourceReported && a.Source != "":
		return fmt.Errorf("attempt from %q: %w", a.Source, ErrInvalid)
	}
	return nil
}

// CheckAttempts is Check for a whole call of RecordAttempts: ids that stand
// twice are ErrInvalid, too.
func CheckAttempts(as []Attempt) error {
	if len(as) > MaxLimit {
		return fmt.Errorf("%d attempts, at most %d: %w", len(as), MaxLimit, ErrInvalid)
	}
	ids := make(map[string]bool, len(as))
	for i, a := range as {
		if err := a.Check(); err != nil {
			return fmt.Errorf("attempt %d: %w", i, err)
		}
		if ids[a.ID] {
			return fmt.Errorf("attempt %d: id %q twice: %w", i, a.ID, ErrInvalid)
		}
		ids[a.ID] = true
	}
	return nil
}

// Position is where a stands among attempts.
func (a Attempt) Position() Position { return Position{At: a.At, ID: a.ID} }

// Recorded is a as it is kept, but for its Number: its time in milliseconds,
// its source named.
func (a Attempt) Recorded() Attempt {
	a.At = Millis(a.At)
	if a.Source == "" {
		a.Source = SourcePractice
	}
	return a
}
