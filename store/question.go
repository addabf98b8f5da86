package store

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// Question is a question as it is kept. Unlike what students are shown, it
// knows its answer.
type Question struct {
	ID              string // made by the caller, not empty
	ExamType        string
	Subject         string
	Skill           string
	DifficultyLevel int // 1 (easiest) to 5
	QuestionType    string
	Passage         string // empty: none
	Stem            string
	Options         []Option // empty unless the type has options
	TimeLimitMs     int64
	Tags            []string
	Provider        string // who made it: gemini, itembank, author
	Model           string // empty: made without a model
	Visibility      Visibility
	Verified        bool
	Version         int    // 1 when created, one more with every change
	CreatedBy       string // user id, not empty
	CreatedAt       time.Time

	CorrectAnswer string
	Explanation   string
	Hints         []string // from the gentlest to the most telling

	// Origin names the variant this question is, such as
	// "itembank:lin1-solve:3:17". A user holds each origin once, so nobody
	// draws the same variant twice. Empty: not drawn from anything.
	Origin string

	// RequestDigest is the digest of the params that made this question, by
	// which a repeat is told from a different request under the same key.
	// Empty: made without an idempotency key.
	RequestDigest string

	// Sketch are hashes by which questions that ask about the same are found:
	// see Questions.QuestionsAlike. What they are of is the caller's matter.
	Sketch []int64

	Provenance Provenance
	UpdatedAt  time.Time // CreatedAt until the first change
	DeletedAt  time.Time // zero: not deleted
}

// Family names what q is a variant of, the second part of its Origin; empty
// when q stands alone.
func (q Question) Family() string {
	if parts := strings.SplitN(q.Origin, ":", 3); len(parts) == 3 {
		return parts[1]
	}
	return ""
}

// ExpectedMs is how long somebody well prepared takes for q: two thirds of what
// it allows. 0 when q has no limit.
func (q Question) ExpectedMs() int64 { return q.TimeLimitMs * 2 / 3 }

// Option is one choice of a multiple-choice question.
type Option struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// Provenance tells how a question came to be. Its model is Question.Model.
type Provenance struct {
	Call          string   `json:"call,omitempty"`          // of its own for each call: by it a call knows what it made itself
	PromptVersion string   `json:"promptVersion,omitempty"` // of the prompt that was sent to the model
	SolvePrompt   string   `json:"solvePrompt,omitempty"`   // version of the prompt by which a model solved it without the key; empty: not solved
	Checks        []string `json:"checks,omitempty"`        // names of the checks it passed
}

// Visibility tells who can see a question.
type Visibility string

// Private questions are seen by who created them, shared ones by everybody.
const (
	Private Visibility = "private"
	Shared  Visibility = "shared"
)

// QuestionFilter says which questions to list. Zero fields do not restrict,
// save VisibleTo. Deleted questions are never listed.
type QuestionFilter struct {
	ExamType     string
	Subject      string
	Skill        string
	QuestionType string
	MinLevel     int // lowest difficulty level; 0: any
	MaxLevel     int // highest difficulty level; 0: any
	Verified     *bool
	Tag          string // one that the question bears, exactly
	Text         string // a part of stem or passage, whatever the case; no wildcards
	CreatedBy    string

	// VisibleTo is the user on whose behalf is asked: shared questions and
	// this user's own are listed. Empty: shared ones only. Questions of an open
	// contest (see Contests) are left out unless this user created the question
	// or one of these contests.
	VisibleTo string

	// IncludeGenerated lists, beside those, private questions of everybody that
	// no author wrote: those with another Provider than "author".
	IncludeGenerated bool

	// IncludeAll lists private and locked questions of everybody, too;
	// VisibleTo is not looked at.
	IncludeAll bool

	// Unlocked leaves out every question of an open contest, also for those
	// who may see it: it cannot be answered now.
	Unlocked bool
}

// Drawn tells how far a user has walked through numbered variants.
type Drawn struct {
	Count int   // how many were drawn
	Last  int64 // the greatest number drawn; -1 when none was
}

// Questions keeps questions.
type Questions interface {
	// CreateQuestions keeps all of qs or none of them and answers them as kept,
	// with Version 1. The ids must differ from each other.
	//
	// Repeat: when one of the ids is known already, nothing is written and the
	// answer is what is kept under these ids now, in the order of qs, deleted
	// ones included, unknown ids left out, whatever else differs: compare
	// RequestDigest to tell a repeat from another request. A known id that
	// somebody else created is ErrExists.
	//
	// An Origin that CreatedBy holds under another id, or that stands twice in
	// qs, is ErrExists. Of concurrent calls with the same ids or origins one
	// writes; the others are repeats of it or get ErrExists.
	CreateQuestions(ctx context.Context, qs []Question) ([]Question, error)

	// Question answers one question; ErrNotFound when unknown or deleted.
	Question(ctx context.Context, id string) (Question, error)

	// QuestionsByID answers those of ids that exist and are not deleted, each
	// once, in the order of ids. More than MaxLimit ids are ErrInvalid.
	QuestionsByID(ctx context.Context, ids []string) ([]Question, error)

	// UpdateQuestion replaces the question q.ID if it is at oldVersion, and
	// answers it as kept, with Version oldVersion+1. CreatedBy, CreatedAt,
	// Origin, RequestDigest and DeletedAt stay as they were, whatever q says.
	//
	// ErrNotFound when unknown or deleted. ErrVersion when it is at another
	// version; the current question is answered beside the error. Repeat: when
	// it is at oldVersion+1 and equal to q, UpdatedAt included, it is answered
	// without error. Of concurrent calls that name the same version one wins.
	UpdateQuestion(ctx context.Context, q Question, oldVersion int) (Question, error)

	// VerifyQuestion makes a question verified and shared, with UpdatedAt at,
	// and answers it. Repeat: a verified and shared question is answered
	// unchanged. ErrNotFound when unknown or deleted.
	VerifyQuestion(ctx context.Context, id string, at time.Time) (Question, error)

	// DeleteQuestion marks a question as deleted. Repeat: nothing happens and
	// the first time stays. ErrNotFound when unknown. Its attempts, reports
	// and origin stay.
	DeleteQuestion(ctx context.Context, id string, at time.Time) error

	// ListQuestions answers questions newest first: by CreatedAt, then by ID,
	// both falling. Going on with NextCursor shows every question that was
	// there at the first call and still fits exactly once, whatever is added
	// meanwhile. A cursor not made by this method is ErrBadCursor.
	ListQuestions(ctx context.Context, filter QuestionFilter, page Page) (List[Question], error)

	// QuestionsAlike answers the questions whose Sketch has a hash in common
	// with sketch, of those that are shared or userID's own, newest first, at
	// most limit of them (see ClampLimit). Questions of open contests are among
	// them: the answer is for comparing, not for showing. Deleted questions are
	// not. More than MaxLimit hashes are ErrInvalid.
	QuestionsAlike(ctx context.Context, userID string, sketch []int64, limit int) ([]Question, error)

	// Drawn looks at the origins that userID holds and that are prefix
	// followed by a decimal number and nothing else ("itembank:lin1-solve:3:"
	// for "itembank:lin1-solve:3:17"), deleted questions included. The variant
	// to draw next is Last+1; two draws at once may choose the same, then
	// CreateQuestions refuses the later one with ErrExists.
	Drawn(ctx context.Context, userID, prefix string) (Drawn, error)

	// RecordReview notes that the user has seen the key of a question; the
	// store does not look whether it exists. Repeat: the first time stays.
	RecordReview(ctx context.Context, questionID, userID string, at time.Time) error

	// ReviewersOf answers the users that RecordReview named, by question,
	// rising; a question without has none. More than MaxLimit ids are
	// ErrInvalid.
	ReviewersOf(ctx context.Context, questionIDs []string) (map[string][]string, error)
}

// Check tells what makes q unfit to be kept: an error that is ErrInvalid, or
// nil. Drivers call it before they write.
func (q Question) Check() error {
	switch {
	case q.ID == "":
		return fmt.Errorf("question without id: %w", ErrInvalid)
	case q.CreatedBy == "":
		return fmt.Errorf("question without creator: %w", ErrInvalid)
	case q.CreatedAt.IsZero():
		return fmt.Errorf("question without time: %w", ErrInvalid)
	case q.DifficultyLevel < 1 || q.DifficultyLevel > 5:
		return fmt.Errorf("difficulty level %d: %w", q.DifficultyLevel, ErrInvalid)
	case q.Visibility != Private && q.Visibility != Shared:
		return fmt.Errorf("visibility %q: %w", q.Visibility, ErrInvalid)
	}
	return nil
}

// CheckQuestions is Check for a whole call of CreateQuestions: ids that stand
// twice are ErrInvalid, an origin that one user is given twice is ErrExists.
func CheckQuestions(qs []Question) error {
	ids := make(map[string]bool, len(qs))
	origins := make(map[[2]string]bool, len(qs))
	for i, q := range qs {
		if err := q.Check(); err != nil {
			return fmt.Errorf("question %d: %w", i, err)
		}
		if ids[q.ID] {
			return fmt.Errorf("question %d: id %q twice: %w", i, q.ID, ErrInvalid)
		}
		ids[q.ID] = true
		if q.Origin == "" {
			continue
		}
		key := [2]string{q.CreatedBy, q.Origin}
		if origins[key] {
			return fmt.Errorf("question %d: origin %q twice: %w", i, q.Origin, ErrExists)
		}
		origins[key] = true
	}
	return nil
}

// Created is q as it is kept when created: at version 1, not deleted, times in
// milliseconds, UpdatedAt never before CreatedAt, empty lists nil.
func (q Question) Created() Question {
	q = q.kept()
	q.Version, q.DeletedAt = 1, time.Time{}
	if q.UpdatedAt.Before(q.CreatedAt) {
		q.UpdatedAt = q.CreatedAt
	}
	return q
}

// Updated is next as it is kept after q: one version on, with everything of q
// that an update does not touch. Without UpdatedAt the time of q stays.
func (q Question) Updated(next Question) Question {
	next = next.kept()
	next.ID, next.Version = q.ID, q.Version+1
	next.CreatedBy, next.CreatedAt = q.CreatedBy, q.CreatedAt
	next.Origin, next.RequestDigest = q.Origin, q.RequestDigest
	next.DeletedAt = q.DeletedAt
	if next.UpdatedAt.IsZero() {
		next.UpdatedAt = q.UpdatedAt
	}
	return next
}

// IsUpdate reports whether q is what updating oldVersion with next has made:
// by this a driver knows a repeat of an update.
func (q Question) IsUpdate(next Question, oldVersion int) bool {
	if q.Version != oldVersion+1 {
		return false
	}
	made := q.Updated(next)
	made.Version = q.Version
	return made.Equal(q)
}

// Equal reports whether q and other are kept as the same, field by field.
func (q Question) Equal(other Question) bool {
	return reflect.DeepEqual(q.kept(), other.kept())
}

// kept is q with times and lists as the store has them.
func (q Question) kept() Question {
	q.CreatedAt, q.UpdatedAt, q.DeletedAt = Millis(q.CreatedAt), Millis(q.UpdatedAt), Millis(q.DeletedAt)
	q.Options, q.Tags, q.Hints = keptList(q.Options), keptList(q.Tags), keptList(q.Hints)
	q.Sketch = keptList(q.Sketch)
	q.Provenance.Checks = keptList(q.Provenance.Checks)
	return q
}

// keptList is a copy, so that what was handed in can be changed afterwards.
func keptList[T any](list []T) []T { return append([]T(nil), list...) }

// Position is where q stands among questions.
func (q Question) Position() Position { return Position{At: q.CreatedAt, ID: q.ID} }

// Fold is s as texts are compared when a filter asks for a part of them: equal
// for strings that differ in case alone.
func Fold(s string) string { return strings.ToLower(strings.ToUpper(s)) }
