package store

import (
	"fmt"
	"time"
)

// Contest is a contest as it is kept: what its organizer decided, and what was
// recorded of its course. Its answers are in its log (ContestEntry).
type Contest struct {
	ID                   string // made by the caller, not empty
	Title                string
	Description          string
	ExamType             string
	Subjects             []string
	Difficulty           string // easy, medium, hard, mixed
	Pacing               string // free, live
	GapMs                int64
	Scoring              string // accuracy, speed, amc, negative
	Feedback             string // immediate, score, afterEnd
	Questions            []ContestQuestion
	StartTime            time.Time
	EndTime              time.Time
	RegistrationDeadline time.Time
	MaxParticipants      int
	IsPublic             bool
	InviteCode           string // empty for public contests
	Draft                bool   // not announced yet
	Version              int    // 1 when created, one more with every change by its organizer
	CreatedBy            string // user id, not empty
	CreatedAt            time.Time
	UpdatedAt            time.Time // CreatedAt until the first change
	RequestDigest        string    // as Question.RequestDigest

	// What follows is recorded once each, by FreezeContest, CancelContest and
	// CloseContest; CreateContest and UpdateContest leave it alone.

	FrozenAt    time.Time // zero: may still be changed
	CancelledAt time.Time // zero: not cancelled
	ClosedAt    time.Time // zero: the log has no closing entry yet, or nobody recorded it
	LogHead     string    // hash of the closing entry; empty until ClosedAt
	LogLength   int64     // position of the closing entry; 0 until ClosedAt
}

// ContestQuestion is a question of a contest and what it is worth.
type ContestQuestion struct {
	QuestionID  string `json:"questionId"`
	PointsMilli int64  `json:"pointsMilli"` // thousandths of a point
	TimeLimitMs int64  `json:"timeLimitMs,omitempty"`
}

// Freeze is what is fixed when a contest can no longer be changed. It holds
// the answers, so it is read by nobody who shows contests.
type Freeze struct {
	ContestID     string
	At            time.Time
	Questions     []Question // copies, in the order of the contest
	KeySalt       string     // hex
	KeyCommitment string     // hex
	Pack          ContestPack
	KeyHolders    []string // users who know an answer: who made or reviewed a question
}

// ContestPack is the encrypted questions of a contest and what opens them.
// The zero pack means that there is none.
type ContestPack struct {
	Key, IV, Data []byte
}

// Registration is a user's place in a contest.
type Registration struct {
	ContestID    string // not empty
	UserID       string // not empty
	Name         string // as shown on the board
	Participant  string // random, made by the caller; the log names the user by it
	RegisteredAt time.Time
	JoinedAt     time.Time // of the first join; zero: never. Kept by MarkJoined
}

// ContestEntry is one entry of a contest's log as it is kept. Entries are only
// ever added.
type ContestEntry struct {
	ContestID   string
	Position    int64 // from 1, without gaps
	Type        string
	Participant string // of an answer, else empty
	QuestionID  string // of an answer, else empty
	Body        []byte // the whole entry with its hash, in canonical JSON
	TimeSpentMs int64  // what the client said, beside the log; 0: nothing
}

// EntryClosed is the Type of the entry that ends a log: nothing follows it.
const EntryClosed = "closed"

// QuestionLock tells of the open contests that a question is in.
type QuestionLock struct {
	Organizers []string // who created them, rising, each once; they may see the question
	Frozen     bool     // one of them is frozen
}

// ContestVersion names a state of an open contest: what its questions are
// changes with the version, and no more once it is frozen.
type ContestVersion struct {
	ID        string
	StartTime time.Time
	Version   int
	Frozen    bool
}

// ContestFilter says which contests to list. Zero fields do not restrict.
// Statuses follow Now: upcoming before StartTime, ongoing before EndTime, else
// completed, for contests that are neither draft nor cancelled.
type ContestFilter struct {
	Status    string // draft, upcoming, ongoing, completed, cancelled
	Now       time.Time
	ExamType  string
	CreatedBy string

	// VisibleTo is the user on whose behalf is asked. Listed are public
	// contests that are no drafts, the user's own, and private ones that are
	// no drafts and in which the user is registered.
	VisibleTo  string
	IncludeAll bool // list everything; VisibleTo is not looked at
}

// Check tells what makes c unfit to be kept: an error that is ErrInvalid, or
// nil. Drivers call it before they write.
func (c Contest) Check() error {
	switch {
	case c.ID == "":
		return fmt.Errorf("contest without id: %w", ErrInvalid)
	case c.CreatedBy == "":
		return fmt.Errorf("contest without creator: %w", ErrInvalid)
	case c.CreatedAt.IsZero(), c.StartTime.IsZero(), c.EndTime.IsZero():
		return fmt.Errorf("contest without time: %w", ErrInvalid)
	case len(c.Questions) == 0:
		return fmt.Errorf("contest without questions: %w", ErrInvalid)
	}
	return nil
}

// Check tells what makes f unfit to be kept: an error that is ErrInvalid, or
// nil. Drivers call it before they write.
func (f Freeze) Check() error {
	switch {
	case f.ContestID == "":
		return fmt.Errorf("freeze without contest: %w", ErrInvalid)
	case f.At.IsZero():
		return fmt.Errorf("freeze without time: %w", ErrInvalid)
	case len(f.Questions) == 0:
		return fmt.Errorf("freeze without questions: %w", ErrInvalid)
	}
	return nil
}

// Check tells what makes r unfit to be kept: an error that is ErrInvalid, or
// nil. Drivers call it before they write.
func (r Registration) Check() error {
	switch {
	case r.ContestID == "":
		return fmt.Errorf("registration without contest: %w", ErrInvalid)
	case r.UserID == "":
		return fmt.Errorf("registration without user: %w", ErrInvalid)
	case r.Participant == "":
		return fmt.Errorf("registration without participant: %w", ErrInvalid)
	case r.RegisteredAt.IsZero():
		return fmt.Errorf("registration without time: %w", ErrInvalid)
	}
	return nil
}

// CheckEntries tells what makes a call of AppendEntries unfit: an error that
// is ErrInvalid, or nil. Drivers call it before they write.
func CheckEntries(entries []ContestEntry) error {
	if len(entries) > MaxLimit {
		return fmt.Errorf("%d entries, at most %d: %w", len(entries), MaxLimit, ErrInvalid)
	}
	for i, e := range entries {
		switch first := entries[0]; {
		case e.ContestID == "" || e.ContestID != first.ContestID:
			return fmt.Errorf("entry %d: contest %q: %w", i, e.ContestID, ErrInvalid)
		case e.Position < 1 || e.Position != first.Position+int64(i):
			return fmt.Errorf("entry %d: position %d: %w", i, e.Position, ErrInvalid)
		case e.Type == "" || len(e.Body) == 0:
			return fmt.Errorf("entry %d: without type or body: %w", i, ErrInvalid)
		case (e.Participant == "") != (e.QuestionID == ""):
			return fmt.Errorf("entry %d: participant and question go together: %w", i, ErrInvalid)
		}
	}
	return nil
}

// Position is where c stands among contests.
func (c Contest) Position() Position { return Position{At: c.CreatedAt, ID: c.ID} }
