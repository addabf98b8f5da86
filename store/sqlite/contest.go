package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"prepwire/store"
)

// contestColumns are read by scanContest, in this order.
const contestColumns = `id, title, description, exam_type, subjects, difficulty, pacing, gap_ms, scoring, feedback,
	questions, start_time, end_time, registration_deadline, max_participants, is_public, invite_code, draft,
	version, created_by, created_at, updated_at, request_digest,
	frozen_at, cancelled_at, closed_at, log_head, log_length`

const (
	insertContest = `INSERT INTO contests (` + contestColumns + `) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,
		?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28)`

	replaceContest = `UPDATE contests SET (` + contestColumns + `) = (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,
		?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28) WHERE id = ?1`

	selectContest = `SELECT ` + contestColumns + ` FROM contests WHERE id = ?`
)

// CreateContest implements store.Contests.
func (db *DB) CreateContest(ctx context.Context, c store.Contest) (store.Contest, error) {
	if err := c.Check(); err != nil {
		return store.Contest{}, fmt.Errorf("create contest: %w", err)
	}
	created := c.Created()
	return write(ctx, db, "create contest", func(t *tx) (store.Contest, error) {
		kept, err := t.contest(created.ID)
		switch {
		case errors.Is(err, store.ErrNotFound):
			return created, t.putContest(insertContest, created)
		case err == nil && kept.CreatedBy != created.CreatedBy:
			return store.Contest{}, fmt.Errorf("id %q of another user: %w", created.ID, store.ErrExists)
		}
		return kept, err
	})
}

// Contest implements store.Contests.
func (db *DB) Contest(ctx context.Context, id string) (store.Contest, error) {
	return read(ctx, db, "contest", func(ctx context.Context) (store.Contest, error) {
		stmt, err := db.prepared(ctx, selectContest)
		if err != nil {
			return store.Contest{}, err
		}
		return oneContest(id, stmt.QueryRowContext(ctx, id))
	})
}

// UpdateContest implements store.Contests.
func (db *DB) UpdateContest(ctx context.Context, c store.Contest, oldVersion int) (store.Contest, error) {
	if err := c.Check(); err != nil {
		return store.Contest{}, fmt.Errorf("update contest: %w", err)
	}
	return write(ctx, db, "update contest", func(t *tx) (store.Contest, error) {
		kept, err := t.contest(c.ID)
		switch {
		case err != nil:
			return store.Contest{}, err
		case kept.IsUpdate(c, oldVersion):
			return kept, nil
		case !kept.FrozenAt.IsZero() || !kept.CancelledAt.IsZero() || !kept.ClosedAt.IsZero():
			return kept, fmt.Errorf("%q can no longer be changed: %w", c.ID, store.ErrState)
		case kept.Version != oldVersion:
			return kept, fmt.Errorf("%q is at %d, not %d: %w", c.ID, kept.Version, oldVersion, store.ErrVersion)
		}
		updated := kept.Updated(c)
		return updated, t.putContest(replaceContest, updated)
	})
}

// contest is the contest as kept.
func (t *tx) contest(id string) (store.Contest, error) {
	stmt, err := t.prepare(selectContest)
	if err != nil {
		return store.Contest{}, err
	}
	return oneContest(id, stmt.QueryRow(id))
}

// putContest runs insertContest or replaceContest, and locks the questions of
// an open contest.
func (t *tx) putContest(query string, c store.Contest) error {
	subjects, err := encodeList(c.Subjects)
	if err != nil {
		return err
	}
	questions, err := encodeList(c.Questions)
	if err != nil {
		return err
	}
	_, err = t.exec(query, c.ID, c.Title, c.Description, c.ExamType, subjects, c.Difficulty, c.Pacing, c.GapMs,
		c.Scoring, c.Feedback, questions, c.StartTime.UnixMilli(), c.EndTime.UnixMilli(),
		optionalTime(c.RegistrationDeadline), c.MaxParticipants, c.IsPublic, c.InviteCode, c.Draft, c.Version,
		c.CreatedBy, c.CreatedAt.UnixMilli(), c.UpdatedAt.UnixMilli(), c.RequestDigest,
		optionalTime(c.FrozenAt), optionalTime(c.CancelledAt), optionalTime(c.ClosedAt), c.LogHead, c.LogLength)
	if err != nil {
		return err
	}
	return t.lockQuestions(c, questions)
}

func oneContest(id string, row *sql.Row) (store.Contest, error) {
	c, err := scanContest(row)
	if errors.Is(err, sql.ErrNoRows) {
		return store.Contest{}, fmt.Errorf("%q: %w", id, store.ErrNotFound)
	}
	return c, err
}

func scanContest(row scanner) (c store.Contest, err error) {
	var subjects, questions []byte
	var start, end, created, updated int64
	var deadline, frozen, cancelled, closed sql.NullInt64
	err = row.Scan(&c.ID, &c.Title, &c.Description, &c.ExamType, &subjects, &c.Difficulty, &c.Pacing, &c.GapMs,
		&c.Scoring, &c.Feedback, &questions, &start, &end, &deadline, &c.MaxParticipants, &c.IsPublic, &c.InviteCode,
		&c.Draft, &c.Version, &c.CreatedBy, &created, &updated, &c.RequestDigest,
		&frozen, &cancelled, &closed, &c.LogHead, &c.LogLength)
	if err != nil {
		return store.Contest{}, err
	}
	c.StartTime, c.EndTime, c.RegistrationDeadline = millisTime(start), millisTime(end), givenTime(deadline)
	c.CreatedAt, c.UpdatedAt = millisTime(created), millisTime(updated)
	c.FrozenAt, c.CancelledAt, c.ClosedAt = givenTime(frozen), givenTime(cancelled), givenTime(closed)
	return c, errors.Join(decodeList(subjects, &c.Subjects), decodeList(questions, &c.Questions))
}
