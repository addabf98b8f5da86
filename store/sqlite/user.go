package sqlite

import (
	"context"
	"strings"

	"prepwire/store"
)

// Conditions on rows of questions, contests and registrations. What names a
// user in a JSON column has no index: it is looked for in every freeze.
const (
	ownQuestions = `id IN (SELECT id FROM questions WHERE created_by = ?1 AND deleted_at IS NULL
		UNION ALL SELECT id FROM questions WHERE created_by = ?1 AND deleted_at IS NOT NULL)`

	isOwnAlone = `(visibility = 'private' OR deleted_at IS NOT NULL)`

	isOpen = `NOT draft AND cancelled_at IS NULL AND closed_at IS NULL`

	isMereDraft = `draft AND cancelled_at IS NULL
		AND NOT EXISTS (SELECT 1 FROM contest_entries WHERE contest_id = contests.id)`

	isBegun = `EXISTS (SELECT 1 FROM contest_entries WHERE contest_id = registrations.contest_id)`

	isReviewHeld = `EXISTS (SELECT 1 FROM question_locks AS l WHERE l.question_id = question_reviews.question_id)`

	isCopyHeld = `EXISTS (SELECT 1 FROM contests WHERE id = contest_freezes.contest_id AND ` + isOpen + `)`

	isNamedInCopy = `(EXISTS (SELECT 1 FROM json_each(key_holders) WHERE value = ?1)
		OR EXISTS (SELECT 1 FROM json_each(questions) WHERE value ->> 'createdBy' = ?1))`
)

// holding is one number of store.Holdings and how it is counted.
type holding struct {
	of    func(*store.Holdings) *int64
	query string
}

var holdings = []holding{
	{func(h *store.Holdings) *int64 { return &h.Sessions }, `SELECT count(*) FROM sessions WHERE user_id = ?1`},
	{func(h *store.Holdings) *int64 { return &h.Attempts }, `SELECT count(*) FROM attempts WHERE user_id = ?1`},
	{func(h *store.Holdings) *int64 { return &h.Messages }, `SELECT count(*) FROM messages WHERE user_id = ?1`},
	{func(h *store.Holdings) *int64 { return &h.Extensions }, `SELECT count(*) FROM extensions WHERE user_id = ?1`},
	{func(h *store.Holdings) *int64 { return &h.Reports }, `SELECT count(*) FROM reports WHERE user_id = ?1`},
	{func(h *store.Holdings) *int64 { return &h.Reviews }, `SELECT count(*) FROM question_reviews WHERE user_id = ?1 AND NOT ` + isReviewHeld},
	{func(h *store.Holdings) *int64 { return &h.HeldReviews }, `SELECT count(*) FROM question_reviews WHERE user_id = ?1 AND ` + isReviewHeld},
	{func(h *store.Holdings) *int64 { return &h.Questions }, `SELECT count(*) FROM questions WHERE ` + ownQuestions + ` AND ` + isOwnAlone + ` AND ` + isUnlocked},
	{func(h *store.Holdings) *int64 { return &h.SharedQuestions }, `SELECT count(*) FROM questions WHERE ` + ownQuestions + ` AND NOT ` + isOwnAlone + ` AND ` + isUnlocked},
	{func(h *store.Holdings) *int64 { return &h.HeldQuestions }, `SELECT count(*) FROM questions WHERE ` + ownQuestions + ` AND NOT ` + isUnlocked},
	{func(h *store.Holdings) *int64 { return &h.Drafts }, `SELECT count(*) FROM contests WHERE created_by = ?1 AND ` + isMereDraft},
	{func(h *store.Holdings) *int64 { return &h.Contests }, `SELECT count(*) FROM contests WHERE created_by = ?1 AND NOT (` + isMereDraft + `) AND NOT (` + isOpen + `)`},
	{func(h *store.Holdings) *int64 { return &h.HeldContests }, `SELECT count(*) FROM contests WHERE created_by = ?1 AND ` + isOpen},
	{func(h *store.Holdings) *int64 { return &h.Places }, `SELECT count(*) FROM registrations WHERE user_id = ?1 AND NOT ` + isBegun},
	{func(h *store.Holdings) *int64 { return &h.Registrations }, `SELECT count(*) FROM registrations WHERE user_id = ?1 AND ` + isBegun},
	{func(h *store.Holdings) *int64 { return &h.Copies }, `SELECT count(*) FROM contest_freezes WHERE ` + isNamedInCopy + ` AND NOT ` + isCopyHeld},
	{func(h *store.Holdings) *int64 { return &h.HeldCopies }, `SELECT count(*) FROM contest_freezes WHERE ` + isNamedInCopy + ` AND ` + isCopyHeld},
	// The index of answers begins with the question.
	{func(h *store.Holdings) *int64 { return &h.Answers }, `SELECT count(*) FROM registrations AS r CROSS JOIN contests AS c ON c.id = r.contest_id
		CROSS JOIN json_each(c.questions) AS q
		CROSS JOIN contest_entries AS e ON e.contest_id = r.contest_id AND e.question_id = q.value ->> 'questionId'
			AND e.participant = r.participant AND e.participant <> '' WHERE r.user_id = ?1`},
	{func(h *store.Holdings) *int64 { return &h.Revocations }, `SELECT count(*) FROM revocations WHERE user_id = ?1 OR "by" = ?1`},
}

// selectHoldings is all of holdings as one statement, so that they are of one
// moment.
var selectHoldings = func() string {
	var counts []string
	for _, h := range holdings {
		counts = append(counts, "("+h.query+")")
	}
	return "SELECT " + strings.Join(counts, ", ")
}()

const (
	selectEngagedIn = `SELECT id FROM contests WHERE created_by = ?1 AND ` + isOpen + `
		UNION SELECT contest_id FROM registrations JOIN contests ON contests.id = contest_id
			WHERE user_id = ?1 AND ` + isOpen + ` AND ` + isBegun + ` ORDER BY 1`

	selectRegistrationsOf = `SELECT ` + registrationColumns + ` FROM registrations
		WHERE user_id = ? AND contest_id > ? ORDER BY contest_id LIMIT ?`

	selectReportsBy = `SELECT ` + reportColumns + ` FROM reports
		WHERE user_id = ? AND (at, id) > (?, ?) ORDER BY at, id LIMIT ?`

	selectReviewsBy = `SELECT question_id, user_id, at FROM question_reviews
		WHERE user_id = ? AND question_id > ? ORDER BY question_id LIMIT ?`

	// Two walks, each along its index, merged.
	selectQuestionsBy = `SELECT ` + questionColumns + ` FROM questions
			WHERE created_by = ?1 AND deleted_at IS NULL AND (created_at, id) > (?2, ?3)
		UNION ALL SELECT ` + questionColumns + ` FROM questions
			WHERE created_by = ?1 AND deleted_at IS NOT NULL AND (created_at, id) > (?2, ?3)
		ORDER BY created_at, id LIMIT ?4`
)

// Holdings implements store.Users.
func (db *DB) Holdings(ctx context.Context, userID string) (store.Holdings, error) {
	return read(ctx, db, "holdings", func(ctx context.Context) (h store.Holdings, err error) {
		var into []any
		for _, one := range holdings {
			into = append(into, one.of(&h))
		}
		if err := db.row(ctx, selectHoldings, []any{userID}, into...); err != nil {
			return h, err
		}
		h.Engaged, err = rows(ctx, db, selectEngagedIn, []any{userID}, scanID)
		return h, err
	})
}

func scanID(row scanner) (id string, err error) { return id, row.Scan(&id) }

// RegistrationsOf implements store.Users.
func (db *DB) RegistrationsOf(ctx context.Context, userID, after string, limit int) ([]store.Registration, error) {
	return read(ctx, db, "registrations of a user", func(ctx context.Context) ([]store.Registration, error) {
		return rows(ctx, db, selectRegistrationsOf, []any{userID, after, store.ClampLimit(limit)}, scanRegistration)
	})
}

// ReportsBy implements store.Users.
func (db *DB) ReportsBy(ctx context.Context, userID string, after store.Position, limit int) ([]store.Report, error) {
	return read(ctx, db, "reports of a user", func(ctx context.Context) ([]store.Report, error) {
		return rows(ctx, db, selectReportsBy, []any{userID, positionMillis(after), after.ID, store.ClampLimit(limit)}, scanReport)
	})
}

// ReviewsBy implements store.Users.
func (db *DB) ReviewsBy(ctx context.Context, userID, after string, limit int) ([]store.Review, error) {
	return read(ctx, db, "reviews of a user", func(ctx context.Context) ([]store.Review, error) {
		return rows(ctx, db, selectReviewsBy, []any{userID, after, store.ClampLimit(limit)}, func(row scanner) (r store.Review, err error) {
			var at int64
			err = row.Scan(&r.QuestionID, &r.UserID, &at)
			r.At = millisTime(at)
			return r, err
		})
	})
}

// QuestionsBy implements store.Users.
func (db *DB) QuestionsBy(ctx context.Context, userID string, after store.Position, limit int) ([]store.Question, error) {
	return read(ctx, db, "questions of a user", func(ctx context.Context) ([]store.Question, error) {
		args := []any{userID, positionMillis(after), after.ID, store.ClampLimit(limit)}
		return rows(ctx, db, selectQuestionsBy, args, scanQuestion)
	})
}
