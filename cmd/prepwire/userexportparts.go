package main

import (
	"context"
	"errors"

	"prepwire/store"
)

func (x *exporter) sessions(ctx context.Context) error {
	return inPages(func(p store.Page) (store.List[store.Session], error) { return x.store.ListSessions(ctx, x.user, p) },
		func(s store.Session) error { return x.write(lineOfSession(s)) })
}

func (x *exporter) messages(ctx context.Context) error {
	return inPages(func(p store.Page) (store.List[store.Message], error) {
		return x.store.MessagesOf(ctx, x.user, store.MessageFilter{}, p)
	}, func(m store.Message) error { return x.write(lineOfMessage(m)) })
}

func (x *exporter) extensions(ctx context.Context) error {
	found, err := x.store.Extensions(ctx, x.user)
	if err != nil {
		return err
	}
	return eachOf(x, lineOfExtension)(found)
}

func (x *exporter) reports(ctx context.Context) error {
	return inParts(func(after store.Position) ([]store.Report, error) {
		return x.store.ReportsBy(ctx, x.user, after, store.MaxLimit)
	}, store.Report.Position, eachOf(x, lineOfReport))
}

func (x *exporter) reviews(ctx context.Context) error {
	return inParts(func(after string) ([]store.Review, error) {
		return x.store.ReviewsBy(ctx, x.user, after, store.MaxLimit)
	},
		func(r store.Review) string { return r.QuestionID }, eachOf(x, lineOfReview))
}

// revocations are those of the user's tokens, without who made them.
func (x *exporter) revocations(ctx context.Context) error {
	return inParts(func(after store.Position) ([]store.Revocation, error) {
		return x.store.Revocations(ctx, after, store.MaxLimit)
	}, store.Revocation.Position, func(part []store.Revocation) error {
		for _, r := range part {
			if r.UserID != x.user {
				continue
			}
			if err := x.write(lineOfRevocation(r)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (x *exporter) attempts(ctx context.Context) error {
	return inParts(func(after store.Position) ([]store.Attempt, error) {
		return x.store.AttemptsOf(ctx, x.user, after, store.MaxLimit)
	}, store.Attempt.Position, func(part []store.Attempt) error {
		ids := make([]string, len(part))
		for i, a := range part {
			ids[i] = a.QuestionID
		}
		locks, err := x.store.LockedQuestions(ctx, ids)
		if err != nil {
			return err
		}
		for _, a := range part {
			_, locked := locks[a.QuestionID]
			if err := x.write(lineOfAttempt(a, locked)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (x *exporter) questions(ctx context.Context) error {
	return inParts(func(after store.Position) ([]store.Question, error) {
		return x.store.QuestionsBy(ctx, x.user, after, store.MaxLimit)
	}, store.Question.Position, func(part []store.Question) error {
		ids := make([]string, len(part))
		for i, q := range part {
			ids[i] = q.ID
		}
		locks, err := x.store.LockedQuestions(ctx, ids)
		if err != nil {
			return err
		}
		answered, err := x.store.Attempted(ctx, x.user, ids)
		if err != nil {
			return err
		}
		for _, q := range part {
			_, locked := locks[q.ID]
			if err := x.write(lineOfQuestion(q, locked, answered[q.ID])); err != nil {
				return err
			}
		}
		return nil
	})
}

func (x *exporter) contests(ctx context.Context) error {
	own := store.ContestFilter{CreatedBy: x.user, IncludeAll: true}
	return inPages(func(p store.Page) (store.List[store.Contest], error) { return x.store.ListContests(ctx, own, p) },
		func(c store.Contest) error { return x.write(lineOfContest(c)) })
}

func (x *exporter) registrations(ctx context.Context) error {
	return inParts(func(after string) ([]store.Registration, error) {
		return x.store.RegistrationsOf(ctx, x.user, after, store.MaxLimit)
	}, func(r store.Registration) string { return r.ContestID }, func(part []store.Registration) error {
		for _, r := range part {
			if err := x.registration(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

// registration writes a place, and the answers given in it once the contest is
// over.
func (x *exporter) registration(ctx context.Context, r store.Registration) error {
	c, err := x.store.Contest(ctx, r.ContestID)
	if errors.Is(err, store.ErrNotFound) { // erased just now, as a draft of somebody else
		return nil
	}
	if err != nil {
		return err
	}
	if err := x.write(lineOfRegistration(r, c)); err != nil || c.IsOpen() {
		return err
	}
	entries, err := x.store.EntriesOf(ctx, r.ContestID, r.Participant)
	if err != nil {
		return err
	}
	return eachOf(x, lineOfAnswer)(entries)
}
