package store

import (
	"context"
	"time"
)

// Contests keeps contests, who takes part in them, and their logs.
//
//	draft ─► open ─► frozen ─► closed
//	   └──────┴────────┴──► cancelled
//
// A contest is open from when it is no draft until it is cancelled or closed.
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
	// f says, whatever version is named and whatever became of it since.
	// ErrNotFound when unknown, ErrState when it is not open, ErrVersion when
	// it is at another version. Of concurrent calls one wins, and all that
	// succeed answer the same; of a freeze and an update that name the same
	// version one wins.
	FreezeContest(ctx context.Context, f Freeze, version int) (Freeze, error)

	// ContestFreeze answers what was fixed; ErrNotFound when the contest is
	// unknown or not frozen.
	ContestFreeze(ctx context.Context, id string) (Freeze, error)

	// CancelContest marks a contest as cancelled and answers it. Repeat: the
	// first time stays. ErrNotFound when unknown, ErrState, with the current
	// contest beside the error, when it is closed or its log has its closing
	// entry. Nothing is added to the log of a cancelled contest.
	CancelContest(ctx context.Context, id string, at time.Time) (Contest, error)

	// CloseContest records that the log's closing entry was written. Repeat:
	// what was recorded first stays and is answered. ErrNotFound when unknown.
	// A draft, and a contest that was cancelled before, is ErrState, with the
	// current contest beside the error.
	CloseContest(ctx context.Context, id string, at time.Time, head string, length int64) (Contest, error)

	// ListContests answers contests newest first: by CreatedAt, then by ID,
	// both falling. A cursor not made by this method is ErrBadCursor, a status
	// that there is not, or one without Now, is ErrInvalid.
	ListContests(ctx context.Context, filter ContestFilter, page Page) (List[Contest], error)

	// OpenContests answers the open contests, which are those that still have
	// something before them, by StartTime, then ID, rising: those after a
	// position of these two, at most limit (see ClampLimit).
	OpenContests(ctx context.Context, after Position, limit int) ([]Contest, error)

	// OpenVersions answers what OpenContests does, in brief.
	OpenVersions(ctx context.Context, after Position, limit int) ([]ContestVersion, error)

	// Register gives r.UserID a place, if fewer than capacity are taken, and
	// answers it. Repeat: a registered user keeps the first registration,
	// whatever r says. ErrFull when no place is left. A participant id that
	// another registration of the contest holds is ErrExists, an unknown
	// contest ErrNotFound; what state it is in is not looked at. Of concurrent
	// calls never more than capacity succeed.
	Register(ctx context.Context, r Registration, capacity int) (Registration, error)

	// Unregister gives the place back. Repeat: nothing happens. Nor does it
	// when the user or the contest is unknown. ErrState when the log has
	// entries: whoever reads the registrations after the first entry was added
	// knows all that were, or will be, given back.
	Unregister(ctx context.Context, contestID, userID string) error

	// MarkJoined notes that the user has joined, and answers the registration.
	// Repeat: the first time stays. ErrNotFound when not registered.
	MarkJoined(ctx context.Context, contestID, userID string, at time.Time) (Registration, error)

	// Registration answers a user's place; ErrNotFound when there is none.
	Registration(ctx context.Context, contestID, userID string) (Registration, error)

	// Registrations answers the places in a contest, by Participant, rising,
	// those after a participant id, at most limit (see ClampLimit).
	Registrations(ctx context.Context, contestID, after string, limit int) ([]Registration, error)

	// CountRegistrations answers how many places are taken in each contest.
	// Unknown contests have zero. More than MaxLimit ids are ErrInvalid.
	CountRegistrations(ctx context.Context, contestIDs []string) (map[string]int, error)

	// AppendEntries adds entries of one contest, in their order, and answers
	// how many were added. It stops at the first whose position, or whose
	// participant and question, is taken: those before it stay, and the error
	// is ErrExists. All entries added are durable when it returns. Of
	// concurrent calls one wins each position. None is an error-free nothing.
	//
	// With nothing added: ErrNotFound when the contest is unknown; ErrState
	// when it is cancelled, or when the entries would follow its closing entry
	// (of Type EntryClosed); ErrInvalid when positions do not rise by one, leave
	// a gap to what is kept, or are more than MaxLimit.
	//
	// There is no repeat: when the outcome is not known, read the log.
	AppendEntries(ctx context.Context, entries []ContestEntry) (added int, err error)

	// Entries answers a contest's entries after a position, rising, at most
	// limit (see ClampLimit). What it answers is never without an entry before
	// it: a prefix that was read once stays as it was. An unknown contest has
	// none.
	Entries(ctx context.Context, contestID string, after int64, limit int) ([]ContestEntry, error)

	// EntriesOf answers all entries of one participant, rising. They are as
	// many as the participant has answered questions.
	EntriesOf(ctx context.Context, contestID, participant string) ([]ContestEntry, error)

	// Engaged reports whether the user has joined an open contest.
	Engaged(ctx context.Context, userID string) (bool, error)

	// LockedQuestions answers which of the questions are in open contests, and
	// what is to be known of these. More than MaxLimit ids are ErrInvalid.
	LockedQuestions(ctx context.Context, questionIDs []string) (map[string]QuestionLock, error)
}
