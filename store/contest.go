package store

import (
	"context"
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

// Contests keeps contests, who takes part in them, and their logs.
type Contests interface {
	// CreateContest keeps c, with Version 1, and answers it as kept.
	//
	// Repeat: a known id answers what is kept under it, whatever else differs:
	// compare RequestDigest. A known id of another creator is ErrExists.
	CreateContest(ctx context.Context, c Contest) (Contest, error)

	// Contest answers one contest; ErrNotFound when unknown.
	Contest(ctx context.Context, id string) (Contest, error)

	// UpdateContest replaces what the organizer decided, Draft included, of
	// the contest c.ID if it is at oldVersion and neither frozen nor
	// cancelled, and answers it as kept, with Version oldVersion+1.
	//
	// ErrNotFound when unknown. ErrState when frozen or cancelled, ErrVersion
	// at another version; both answer the current contest beside the error.
	// Repeat: at oldVersion+1 and equal to c, UpdatedAt included, it is
	// answered without error. Of concurrent calls that name the same version
	// one wins.
	UpdateContest(ctx context.Context, c Contest, oldVersion int) (Contest, error)

	// FreezeContest fixes a contest that is at version, and answers what was
	// fixed. Repeat: a frozen contest answers what was fixed first, whatever
	// f says and whatever version is named. ErrNotFound when unknown, ErrState
	// when draft or cancelled, ErrVersion when it is at another version.
	FreezeContest(ctx context.Context, f Freeze, version int) (Freeze, error)

	// ContestFreeze answers what was fixed; ErrNotFound when the contest is
	// unknown or not frozen.
	ContestFreeze(ctx context.Context, id string) (Freeze, error)

	// CancelContest marks a contest as cancelled and answers it. Repeat: the
	// first time stays. ErrNotFound when unknown, ErrState, with the current
	// contest beside the error, when it is closed.
	CancelContest(ctx context.Context, id string, at time.Time) (Contest, error)

	// CloseContest records that the log's closing entry was written. Repeat:
	// what was recorded first stays and is answered. ErrNotFound when unknown.
	// A contest that was cancelled before is ErrState.
	CloseContest(ctx context.Context, id string, at time.Time, head string, length int64) (Contest, error)

	// ListContests answers contests newest first: by CreatedAt, then by ID,
	// both falling. A cursor not made by this method is ErrBadCursor.
	ListContests(ctx context.Context, filter ContestFilter, page Page) (List[Contest], error)

	// OpenContests answers the contests that still have something before them:
	// neither draft nor cancelled nor closed, by StartTime, then ID, rising,
	// those after a position (of StartTime and ID), at most limit.
	OpenContests(ctx context.Context, after Position, limit int) ([]Contest, error)

	// Register gives r.UserID a place, if fewer than capacity are taken, and
	// answers it. Repeat: a registered user keeps the first registration,
	// whatever r says. ErrFull when no place is left. A participant id that
	// another registration of the contest holds is ErrExists. Of concurrent
	// calls never more than capacity succeed.
	Register(ctx context.Context, r Registration, capacity int) (Registration, error)

	// Unregister gives the place back. Repeat: nothing happens.
	Unregister(ctx context.Context, contestID, userID string) error

	// MarkJoined notes that the user has joined, and answers the registration.
	// Repeat: the first time stays. ErrNotFound when not registered.
	MarkJoined(ctx context.Context, contestID, userID string, at time.Time) (Registration, error)

	// Registration answers a user's place; ErrNotFound when there is none.
	Registration(ctx context.Context, contestID, userID string) (Registration, error)

	// Registrations answers the places in a contest, by Participant, rising,
	// those after a participant id, at most limit.
	Registrations(ctx context.Context, contestID, after string, limit int) ([]Registration, error)

	// CountRegistrations answers how many places are taken in each contest.
	// Unknown contests have zero. More than MaxLimit ids are ErrInvalid.
	CountRegistrations(ctx context.Context, contestIDs []string) (map[string]int, error)

	// AppendEntries adds entries of one contest, in their order, and answers
	// how many were added. It stops at the first whose position, or whose
	// participant and question, is taken: those before it stay, and the error
	// is ErrExists. All entries added are durable when it returns. Positions
	// must rise by one from the first; a gap to what is kept is ErrInvalid,
	// with nothing added.
	//
	// There is no repeat: when the outcome is not known, read the log.
	AppendEntries(ctx context.Context, entries []ContestEntry) (added int, err error)

	// Entries answers a contest's entries after a position, rising, at most
	// limit. An unknown contest has none.
	Entries(ctx context.Context, contestID string, after int64, limit int) ([]ContestEntry, error)

	// EntriesOf answers all entries of one participant, rising.
	EntriesOf(ctx context.Context, contestID, participant string) ([]ContestEntry, error)

	// Engaged reports whether the user has joined a contest that is neither
	// cancelled nor closed.
	Engaged(ctx context.Context, userID string) (bool, error)

	// LockedQuestions answers which of the questions are in a contest that is
	// neither draft nor cancelled nor closed: for each of those the users who
	// may see it all the same, the creators of these contests. More than
	// MaxLimit ids are ErrInvalid.
	LockedQuestions(ctx context.Context, questionIDs []string) (map[string][]string, error)
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

// Position is where c stands among contests.
func (c Contest) Position() Position { return Position{At: c.CreatedAt, ID: c.ID} }
