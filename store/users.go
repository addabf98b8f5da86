package store

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Users tells what is kept of one user, and erases it. Nothing of it is asked
// while calls are served: what it reads may be read whole.
type Users interface {
	// Holdings counts what is kept of a user. An unknown user has nothing.
	Holdings(ctx context.Context, userID string) (Holdings, error)

	// RegistrationsOf answers a user's places in contests by ContestID, rising,
	// those after one, at most limit (see ClampLimit).
	RegistrationsOf(ctx context.Context, userID, after string, limit int) ([]Registration, error)

	// ReportsBy answers a user's reports that follow after, rising by (At, ID),
	// at most limit (see ClampLimit). The Position of the last one goes on.
	ReportsBy(ctx context.Context, userID string, after Position, limit int) ([]Report, error)

	// ReviewsBy answers what a user has reviewed by QuestionID, rising, after
	// one, at most limit (see ClampLimit).
	ReviewsBy(ctx context.Context, userID, after string, limit int) ([]Review, error)

	// QuestionsBy answers the questions that a user has created, deleted ones
	// included, that follow after, rising by (CreatedAt, ID), at most limit (see
	// ClampLimit). The Position of the last one goes on.
	QuestionsBy(ctx context.Context, userID string, after Position, limit int) ([]Question, error)

	// EraseUser takes away or makes nameless what is kept of a user, as the
	// fields of Holdings say. It is not one act: after an error, and after the
	// end of the process, a part may be done, and a repeat does the rest; each
	// part leaves what every other method promises. What the user does
	// meanwhile may stay. Repeat: what is there by then is erased. An unknown
	// user is no error, an empty id is ErrInvalid.
	//
	// Attempts that are erased are no longer folded into QuestionStats, and the
	// numbers of others stay.
	EraseUser(ctx context.Context, userID string) error
}

// Holdings is how much is kept of a user, by what EraseUser makes of it.
type Holdings struct {
	// Taken away.
	Sessions, Attempts, Messages, Extensions, Reports, Reviews int64

	Questions int64 // created by the user: private ones and deleted ones
	Drafts    int64 // contests that are drafts without a log, with the places in them
	Places    int64 // in contests whose log has not begun: given back

	// Made nameless: Erased takes the place of the user's id, ErasedName that
	// of the name.
	SharedQuestions int64
	Contests        int64 // contests created by the user
	Registrations   int64 // places in contests whose log has begun
	Copies          int64 // frozen questions of contests that name the user; their packs, which do, too, are dropped

	// Left as it is until contests that are open are over, since it keeps who
	// knows an answer from playing. A repeat after that erases it.
	HeldQuestions, HeldReviews, HeldContests, HeldCopies int64

	// Left for good.
	Answers     int64 // in logs of contests, under the random ids of the registrations
	Revocations int64 // of the user's tokens, or made by the user

	// Engaged are the open contests that the user has created, or has a place
	// in and their log has begun, rising.
	Engaged []string
}

// Erasable reports whether EraseUser has something to do.
func (h Holdings) Erasable() bool {
	return h.Sessions+h.Attempts+h.Messages+h.Extensions+h.Reports+h.Reviews+h.Questions+h.Drafts+h.Places+
		h.SharedQuestions+h.Contests+h.Registrations+h.Copies > 0
}

// Held reports whether something waits until open contests are over.
func (h Holdings) Held() bool {
	return h.HeldQuestions+h.HeldReviews+h.HeldContests+h.HeldCopies > 0
}

// Review says that a user has seen the key of a question.
type Review struct {
	QuestionID string
	UserID     string
	At         time.Time
}

// What stands in the place of a user who was erased. A token for such an id is
// nobody's to give.
const (
	erasedPrefix = "erased:"
	ErasedName   = "erased"
)

// Erased is the user id of what stays without its user. id is of the record
// itself, or the participant id of a registration, so nothing ties together
// what one user has left.
func Erased(id string) string { return erasedPrefix + id }

// IsErased reports whether a user id is one of Erased.
func IsErased(userID string) bool { return strings.HasPrefix(userID, erasedPrefix) }

// Without is f without a user: no longer a key holder, nor the creator of a
// question; and without its pack, which names creators, too. The contest must be
// over.
func (f Freeze) Without(userID string) Freeze {
	f = f.Kept()
	f.Pack = ContestPack{}
	holders := f.KeyHolders
	f.KeyHolders = nil
	for _, holder := range holders {
		if holder != userID {
			f.KeyHolders = append(f.KeyHolders, holder)
		}
	}
	for i := range f.Questions {
		if q := &f.Questions[i]; q.CreatedBy == userID {
			q.CreatedBy, q.RequestDigest = Erased(q.ID), ""
		}
	}
	return f
}

// CheckUser is ErrInvalid for no user id. Drivers call it before they erase.
func CheckUser(userID string) error {
	if userID == "" {
		return fmt.Errorf("without user: %w", ErrInvalid)
	}
	return nil
}
